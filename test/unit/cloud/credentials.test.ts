import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listProfiles, readCredentials } from '../../../src/cloud/credentials.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'oss-cdn-home-'));
  await mkdir(path.join(home, '.aliyun'));
});
afterEach(() => rm(home, { recursive: true }));

const place = (env: Record<string, string> = {}) => ({ home, env });
const save = (text: string) => writeFile(path.join(home, '.aliyun', 'config.json'), text);
const profiles = [
  { name: 'dev', mode: 'AK', access_key_id: 'LTAI1', access_key_secret: 'secretOne', sts_token: 'left over' },
  { name: 'temp', mode: 'StsToken', access_key_id: 'STS.2', access_key_secret: 'secretTwo', sts_token: 'tokenTwo' },
  { name: 'role', mode: 'RamRoleArn', access_key_id: 'LTAI3', access_key_secret: 'secretThree' },
  { name: 'half', mode: 'AK', access_key_id: 'LTAI4', access_key_secret: '' },
];
const read = (profile: string) => readCredentials({ kind: 'profile', profile }, place());

describe('profiles', () => {
  test('are read, those with a byte order mark too', async () => {
    await save(`\uFEFF${JSON.stringify({ current: 'dev', profiles })}`);
    expect(await listProfiles(place())).toEqual([
      { source: { kind: 'profile', profile: 'dev' }, mode: 'AK', keyEnd: 'TAI1' },
      { source: { kind: 'profile', profile: 'temp' }, mode: 'StsToken', keyEnd: 'TS.2' },
      { source: { kind: 'profile', profile: 'role' }, mode: 'RamRoleArn', unsupported: true },
      { source: { kind: 'profile', profile: 'half' }, mode: 'AK', keyEnd: 'TAI4' },
    ]);
    expect(await read('dev')).toEqual({ accessKeyId: 'LTAI1', accessKeySecret: 'secretOne' });
    expect(await read('temp')).toEqual({
      accessKeyId: 'STS.2',
      accessKeySecret: 'secretTwo',
      securityToken: 'tokenTwo',
    });
  });

  test('distinguish profiles of another mode, incomplete and missing ones', async () => {
    await save(JSON.stringify({ profiles }));
    await expect(read('role')).rejects.toMatchObject({
      kind: 'badFile',
      details: { code: 'UnsupportedMode', subject: 'role (RamRoleArn)' },
    });
    await expect(read('half')).rejects.toMatchObject({ kind: 'badFile', details: { code: 'IncompleteProfile' } });
    await expect(read('gone')).rejects.toMatchObject({ kind: 'notSignedIn' });
  });

  test('there are no profiles without a file', async () => {
    expect(await listProfiles({ home: path.join(home, 'absent'), env: {} })).toEqual([]);
  });

  test.each([
    `{"profiles":[{"access_key_secret":"secretOne",}]}`,
    '',
    'null',
    '[]',
    '{"profiles":{"access_key_secret":"secretOne"}}',
  ])('profiles in a malformed file %j are an error that quotes nothing of it', async (text) => {
    await save(text);
    const error = await listProfiles(place()).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error).toMatchObject({ kind: 'badFile', details: { subject: '~/.aliyun/config.json', code: 'Malformed' } });
    expect(`${error?.stack}${JSON.stringify(error)}`).not.toContain('secretOne');
  });
});

describe('the environment', () => {
  const source = { kind: 'environment' } as const;

  test('gives keys, with a token when there is one', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI1', ALIBABA_CLOUD_ACCESS_KEY_SECRET: ' secretOne\n' };
    expect(await readCredentials(source, place(env))).toEqual({ accessKeyId: 'LTAI1', accessKeySecret: 'secretOne' });
    const withToken = { ...env, ALIBABA_CLOUD_SECURITY_TOKEN: 'tokenOne' };
    expect(await readCredentials(source, place(withToken))).toMatchObject({ securityToken: 'tokenOne' });
  });

  test('the environment without both keys gives none', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI1' };
    await expect(readCredentials(source, place(env))).rejects.toMatchObject({ kind: 'notSignedIn' });
  });
});

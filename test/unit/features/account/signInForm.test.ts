import { describe, expect, it } from 'vitest';
import type { Account, AccountSource, Credentials, StoredKeys } from '../../../../src/core/account.js';
import { AppError } from '../../../../src/core/errors.js';
import { askSignIn } from '../../../../src/features/account/signIn.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

const profile = (name: string) => ({ kind: 'profile', profile: name }) as const;
const stored: readonly StoredKeys[] = [
  { source: { kind: 'environment' }, keyEnd: 'env1' },
  { source: profile('work'), mode: 'AK', keyEnd: 'wrk2' },
  { source: profile('sso'), mode: 'CloudSSO', unsupported: true },
];
const user = { kind: 'ramUser', name: 'alice' } as const;

async function askWith(lines: readonly Line[], current?: Account) {
  const ui = scriptedUi(lines);
  const tried: [AccountSource, Credentials | undefined][] = [];
  const verify = async (source: AccountSource, typed?: Credentials): Promise<Account> => {
    tried.push([source, typed]);
    if (typed?.accessKeySecret === 'wrong') throw new AppError('badCredentials', { code: 'SignatureDoesNotMatch' });
    if (typed?.accessKeySecret === 'later') throw new AppError('offline');
    return { id: '1099', source, user };
  };
  const outcome = await askSignIn(ui, { stored: Promise.resolve(stored), current, verify }).catch(
    (error: unknown) => error,
  );
  ui.end();
  return { outcome, tried, asked: ui.asked };
}

describe('the sign-in form', () => {
  it('keeps its box open while a typed key is not accepted or the cloud cannot be reached', async () => {
    const { outcome, tried, asked } = await askWith([
      { pick: 'Enter an AccessKey…' },
      { type: ' LTAI5tTyped0001 ' },
      { type: 'wrong', refused: /secret does not match the AccessKey ID/ },
      { type: 'later', refused: /cannot be reached/ },
      { type: ' right ' },
    ]);
    const typed = { accessKeyId: 'LTAI5tTyped0001', accessKeySecret: 'right' };
    expect(outcome).toEqual({ account: { id: '1099', source: { kind: 'secret' }, user }, typed });
    expect(tried.map(([, keys]) => keys?.accessKeySecret)).toEqual(['wrong', 'later', 'right']);
    expect(asked.map(({ title }) => title)).toEqual(['Sign In to Alibaba Cloud', 'AccessKey ID', 'AccessKey Secret']);
  });

  it('the sign-in form goes back from a refused secret to the ID that was typed', async () => {
    const { asked } = await askWith([
      { pick: 'Enter an AccessKey…' },
      { type: 'LTAI5tTyped0001' },
      { type: 'wrong', refused: /AccessKey/ },
      'back',
      'cancel',
    ]);
    expect(asked.at(-1)).toMatchObject({ title: 'AccessKey ID', value: 'LTAI5tTyped0001' });
  });

  it('refuses a secret in the field of the ID', async () => {
    await askWith([
      { pick: 'Enter an AccessKey…' },
      { type: 'SandboxSecretNotReal0000000001', refused: /looks like an AccessKey secret/ },
      { type: 'STS.NSomething0001', refused: /need a token/ },
      'cancel',
    ]);
  });

  it('lists every profile: its mode, the end of its key, and why one cannot be used', async () => {
    const { asked } = await askWith(['cancel']);
    expect(asked[0]?.labels?.slice(2)).toEqual([
      'Environment variables',
      'Profile: work',
      '$(circle-slash) Profile: sso',
    ]);
    expect(asked[0]?.says?.slice(2)).toEqual([
      '…env1 · Variables used by the Alibaba Cloud CLI and SDKs',
      'AK · …wrk2 · From ~/.aliyun/config.json of the Alibaba Cloud CLI',
      'CloudSSO · Not supported: use AK or StsToken, or temporary keys in environment variables',
    ]);
  });

  it('says why a profile cannot be used when it is chosen, and asks nothing of the cloud', async () => {
    const { outcome, tried } = await askWith([{ pick: '$(circle-slash) Profile: sso' }]);
    expect(outcome).toMatchObject({ kind: 'badFile', details: { subject: 'Profile: sso (CloudSSO)' } });
    expect(tried).toEqual([]);
  });

  it('shows who is signed in, and from which source, when the account is switched', async () => {
    const { outcome, asked } = await askWith([{ pick: 'Environment variables' }], {
      id: '1099',
      source: profile('work'),
      user,
    });
    expect(asked[0]).toMatchObject({ title: 'Switch Account', placeholder: 'Signed in: alice · 1099 · Profile: work' });
    expect(asked[0]?.says?.filter((row) => row.includes('current'))).toEqual([
      'AK · …wrk2 · current · From ~/.aliyun/config.json of the Alibaba Cloud CLI',
    ]);
    expect(outcome).toEqual({ account: { id: '1099', source: { kind: 'environment' }, user } });
  });
});

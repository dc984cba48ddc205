import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { commands, env } from 'vscode';
import { test } from '../harness.js';
import { answering, watchingMessages } from '../person.js';
import { callOf, control } from '../world.js';

const signIn = () => commands.executeCommand('ossCdn.signIn');

test('a wrong secret gives one clear sentence with Sign In and Show Log', async () => {
  const answers = [{ row: 'Type an AccessKey' }, { text: 'LTAI5tSandboxKey0000001' }, { text: 'WrongSecret00000001' }];
  const shown = await watchingMessages(() => answering(answers, signIn));
  equal(shown.length, 1);
  match(shown[0]?.text ?? '', /AccessKey/);
  ok(!shown[0]?.text.includes('WrongSecret'));
  deepEqual(
    ['Sign In', 'Show Log'].filter((button) => !shown[0]?.buttons.includes(button)),
    [],
  );
  equal((await control.calls('ListBuckets')).at(-1)?.code, 'SignatureDoesNotMatch');
});

test('signing in with a profile of the CLI asks the cloud for the account', async () => {
  const since = Date.now();
  const shown = await watchingMessages(() => answering([{ row: 'Profile: sandbox' }], signIn));
  deepEqual(shown, []);
  const call = await callOf('ListBuckets', since);
  equal(call.status, 200);
  equal(call.accessKeyId, 'LTAI5tSandboxKey0000001');
});

test('the Internet domain of a bucket is copied', async () => {
  await commands.executeCommand('ossCdn.copyInternetDomain', { name: 'site-hangzhou', region: 'cn-hangzhou' });
  equal(await env.clipboard.readText(), 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com');
});

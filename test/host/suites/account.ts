import { deepEqual, equal } from 'node:assert/strict';
import { commands, env } from 'vscode';
import { test } from '../harness.js';
import { answering, watchingMessages } from '../person.js';
import { callOf, control } from '../world.js';

const signIn = () => commands.executeCommand('ossCdn.signIn');

test('a wrong secret is rejected in its input box with one sentence', async () => {
  const answers = [
    { row: 'Enter an AccessKey…' },
    { text: 'LTAI5tSandboxKey0000001' },
    {
      refused: 'WrongSecret00000001',
      because: /^The AccessKey secret does not match the AccessKey ID/,
    },
  ];
  deepEqual(await watchingMessages(() => answering(answers, signIn)), []);
  equal((await control.calls('GetCallerIdentity')).at(-1)?.code, 'SignatureDoesNotMatch');
});

test('signing in with a CLI profile reads the account from the cloud', async () => {
  const since = Date.now();
  const shown = await watchingMessages(() => answering([{ row: 'Profile: sandbox' }], signIn));
  deepEqual(shown, []);
  const call = await callOf('GetCallerIdentity', since);
  equal(call.status, 200);
  equal(call.accessKeyId, 'LTAI5tSandboxKey0000001');
});

test('the Internet domain of a bucket is copied', async () => {
  await commands.executeCommand('ossCdn.copyInternetDomain', { name: 'site-hangzhou', region: 'cn-hangzhou' });
  equal(await env.clipboard.readText(), 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com');
});

import { beforeEach, expect, test } from 'vitest';
import { setHomePage } from '../../../../../src/features/verification/changes/rootFixes.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { siteSource } from '../../../../support/siteSources.js';

const name = 'img.example.com';
const bucket = { name: 'site', region: 'cn-hangzhou' };

beforeEach(resetEditor);

/** Sets the home page of a domain whose bucket has these objects, as a user who agrees. */
async function set(keys: readonly string[]) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const { signal } = new AbortController();
  for (const key of keys) await cloud.oss.putObject(bucket, key, { body: Buffer.from(key), headers: {} }, signal);
  cloud.state.domains.set(name, { name, status: 'online', type: 'web', sources: [siteSource], httpsOn: false });
  editor.press = (button) => button === 'Rewrite / to /index.html';
  const isSet = await setHomePage({ session: { cloud: async () => cloud } as never }, name);
  return { isSet, rules: await cloud.cdn.readConfigs(name, ['host_redirect'], signal) };
}

test('the bare domain is rewritten to the index page of the bucket', async () => {
  const { isSet, rules } = await set(['index.html']);
  expect(isSet).toBe(true);
  expect(rules).toMatchObject([{ args: { regex: '^/$', replacement: '/index.html' } }]);
});

test('without an index page in the bucket nothing is asked or changed, and what is missing is told', async () => {
  const { isSet, rules } = await set(['about.html']);
  expect({ isSet, rules }).toEqual({ isSet: false, rules: [] });
  expect(shownTexts()).toEqual(['The bucket has no index.html yet: publish it first.']);
});

import { beforeEach, expect, test } from 'vitest';
import { setHomePage } from '../../../../../src/features/verification/changes/rootFixes.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { siteSource } from '../../../../support/siteSources.js';

const name = 'img.example.com';
const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };

beforeEach(resetEditor);

const own = { functionName: 'host_redirect', args: { regex: '^/$', replacement: '/start.html', flag: 'redirect' } };

/** Sets the home page of a domain whose bucket has these objects, as a user who agrees, after `before` has prepared the domain. */
async function set(keys: readonly string[], before: (cloud: MemoryCloud) => unknown = () => undefined) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  for (const key of keys) await cloud.oss.putObject(bucket, key, { body: Buffer.from(key), headers: {} }, signal);
  cloud.state.domains.set(name, { name, status: 'online', type: 'web', sources: [siteSource], httpsOn: false });
  editor.press = (button) => button === 'Show index.html at /';
  await before(cloud);
  const isSet = await setHomePage({ session: { cloud: async () => cloud } as never }, name);
  return { isSet, rules: await cloud.cdn.readConfigs(name, ['host_redirect'], signal) };
}

test('the URL / is rewritten to the index page of the bucket', async () => {
  const { isSet, rules } = await set(['index.html']);
  expect(isSet).toBe(true);
  expect(rules).toMatchObject([{ args: { regex: '^/$', replacement: '/index.html' } }]);
});

test('without an index page in the bucket nothing is changed, and the missing page is named', async () => {
  const { isSet, rules } = await set(['about.html']);
  expect({ isSet, rules }).toEqual({ isSet: false, rules: [] });
  expect(shownTexts()).toEqual(['The bucket has no index.html yet: publish it first.']);
});

test("the rule for / that the user has made is shown before and after, and replaced only with the user's consent", async () => {
  const { isSet, rules } = await set(['index.html'], ({ cdn }) => cdn.setConfigs(name, [own], signal));
  expect(modalTexts()[0]).toMatch(/\n− .*\/start\.html.*\n\+ .*\/index\.html/);
  expect({ isSet, args: rules.map(({ args }) => args) }).toEqual({
    isSet: true,
    args: [{ regex: '^/$', replacement: '/index.html', flag: 'break' }],
  });
});

test('a rule for / that changed while the question was open stays, and the user is notified', async () => {
  const { isSet, rules } = await set(['index.html'], ({ cdn }) => {
    editor.answer = async () => {
      editor.answer = undefined;
      await cdn.setConfigs(name, [own], signal);
      return 'Show index.html at /';
    };
  });
  expect({ isSet, rules }).toMatchObject({ isSet: false, rules: [{ args: own.args }] });
  expect(shownTexts().at(-1)).toBe(
    `Nothing was changed, because the settings were changed outside this extension: ${name}`,
  );
});

test('nothing is asked while a staging configuration of the domain is under test', async () => {
  const setting = set(['index.html'], ({ state }) => state.staging.add(name));
  await expect(setting).rejects.toMatchObject({ kind: 'stagingActive' });
  expect(shownTexts()).toEqual([]);
});

test('nothing is asked where / is rewritten to the index page already', async () => {
  const there = { ...own, args: { regex: '^/$', replacement: '/index.html', flag: 'break' } };
  const { isSet } = await set(['index.html'], ({ cdn }) => cdn.setConfigs(name, [there], signal));
  expect(isSet).toBe(false);
  expect(shownTexts()).toEqual([`The domain already has these settings: ${name}`]);
});

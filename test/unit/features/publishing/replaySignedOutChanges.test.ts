import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { Mapping } from '../../../../src/core/publishing/mapping/mapping.js';
import { replaySignedOutChanges } from '../../../../src/features/publishing/publishingFeature.js';
import type { Publishing } from '../../../../src/features/publishing/services.js';
import { SignedOutChanges } from '../../../../src/features/publishing/state/signedOutChanges.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../support/fakeWorkspace.js';

const mapping: Mapping = {
  folder: '',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: '',
  domains: ['img.example.com'],
  onSave: 'publish',
  watch: ['**'],
};
const folder = { uri: Uri.file('/w'), name: 'w', index: 0 };

let signedOutChanges: SignedOutChanges;
let account: { id: string } | undefined;
let sent: { readonly keys: readonly string[]; readonly held: boolean }[];
let isWatched: (inside: string) => boolean;

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  for (const path of ['/w/a.js', '/w/b.js', '/w/other.js']) disk.files.set(path, '');
  account = { id: '1' };
  sent = [];
  isWatched = () => true;
  const values = new Map<string, unknown>();
  signedOutChanges = new SignedOutChanges({
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => void values.set(key, value),
  });
});

async function resume(onEnqueue: () => void = () => undefined): Promise<void> {
  const find = (uri: { path: string }) => {
    const inside = uri.path.slice('/w/'.length);
    return { uri, folder, mapping, label: inside, inside, key: inside };
  };
  const session = {
    get account() {
      return account;
    },
  };
  await replaySignedOutChanges({
    signedOutChanges,
    mappingStore: {
      identify: async () => undefined,
      repositoryOf: () => '',
      find: async (uri: { path: string }) => (uri.path.includes('long') ? undefined : find(uri)),
      getLeftOut: (uri: { path: string }) => (uri.path.includes('long') ? find(uri) : undefined),
      rulesOf: () => ({ includes: () => true, watches: isWatched, headersOf: () => ({}) }),
    },
    deps: { session, files: { stat: async () => undefined } },
    consentPrompt: { isGiven: async () => true },
    pause: { isOn: false },
    compared: new Map(),
    publisher: {
      enqueue: async (publications: readonly { key: string }[], held: boolean) => {
        onEnqueue();
        if (publications.length > 0) sent.push({ keys: publications.map(({ key }) => key), held });
      },
    },
  } as unknown as Publishing);
}

/** Puts so many files on the disk, and answers their paths. */
function fill(count: number, name = 'f'): readonly string[] {
  const paths = Array.from({ length: count }, (_, at) => `/w/${name}${at}.js`);
  for (const path of paths) disk.files.set(path, '');
  return paths;
}

const sizes = () => sent.map(({ keys, held }) => ({ count: keys.length, held }));

test('external changes from before the sign-in are published like new ones, and only once', async () => {
  await signedOutChanges.record(['/w/a.js', '/w/b.js'], 'changed');
  await resume();
  await resume();
  expect(sent).toEqual([{ keys: ['a.js', 'b.js'], held: false }]);
});

test.each([
  { count: 50, held: false },
  { count: 51, held: true },
])('for $count files that changed outside it is $held that they are held', async ({ count, held }) => {
  for (const path of fill(count)) await signedOutChanges.record([path], 'changed');
  await resume();
  expect(sizes()).toEqual([{ count, held }]);
});

test('an invalid object name is reported for existing watched files', async () => {
  for (const path of ['/w/long.js', '/w/longer.js']) disk.files.set(path, '');
  await signedOutChanges.record(['/w/a.js', '/w/long.js', '/w/longer.js', '/w/long-gone.js'], 'changed');
  await resume();
  expect(sent).toEqual([{ keys: ['a.js'], held: false }]);
  const warned = () => editor.shown.map(({ text }) => text);
  expect(warned()).toEqual([
    expect.stringMatching(/^Not published because the name .* Files: 2, the first: long\.js$/),
  ]);
  isWatched = () => false;
  await signedOutChanges.record(['/w/long.js'], 'changed');
  await resume();
  expect(warned()).toHaveLength(1);
});

test('every file to hold is held, however small', async () => {
  await signedOutChanges.record(['/w/a.js'], 'held');
  await signedOutChanges.record(['/w/b.js'], 'changed');
  await resume();
  expect(sent).toEqual([
    { keys: ['b.js'], held: false },
    { keys: ['a.js'], held: true },
  ]);
});

test('external changes are dropped if the file is deleted or no longer watched', async () => {
  await signedOutChanges.record(['/w/gone.js', '/w/other.js', '/w/a.js'], 'changed');
  isWatched = (inside) => inside !== 'other.js';
  await resume();
  expect({ sent, changed: signedOutChanges.list('changed') }).toEqual({
    sent: [{ keys: ['a.js'], held: false }],
    changed: [],
  });
});

test('no external change is dropped when the user has signed out again meanwhile', async () => {
  await signedOutChanges.record(['/w/a.js'], 'changed');
  await resume(() => {
    account = undefined;
  });
  expect(signedOutChanges.list('changed')).toEqual(['/w/a.js']);
});

test('saves are published one by one beside them', async () => {
  await signedOutChanges.record(fill(60), 'saved');
  await signedOutChanges.record(fill(1, 'g'), 'changed');
  await resume();
  expect(sizes()).toEqual(Array(61).fill({ count: 1, held: false }));
});

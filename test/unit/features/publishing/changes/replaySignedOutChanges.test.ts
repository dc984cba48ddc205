import { beforeEach, expect, test, vi } from 'vitest';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { replaySignedOutChanges } from '../../../../../src/features/publishing/changes/replaySignedOutChanges.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { SignedOutChanges } from '../../../../../src/features/publishing/state/signedOutChanges.js';

const { gone, warned } = vi.hoisted(() => ({ gone: new Set<string>(), warned: [] as string[] }));

vi.mock('vscode', async () => {
  const { l10n } = await import('../../../../support/fakeVscode.js');
  const { posix } = await import('node:path');
  const toUri = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
  const stat = async ({ path }: { path: string }) => {
    if (gone.has(path)) throw new Error(`not there: ${path}`);
    return { type: 1 };
  };
  return {
    l10n,
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    Uri: { file: toUri, joinPath: ({ path }: { path: string }, ...more: string[]) => toUri(posix.join(path, ...more)) },
    workspace: { isTrusted: true, fs: { stat } },
    window: { showWarningMessage: async (text: string) => void warned.push(text) },
    EventEmitter: class {},
  };
});

const mapping: Mapping = {
  folder: '',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: '',
  domains: ['img.example.com'],
  onSave: 'publish',
  watch: ['**'],
};
const folder = { uri: { scheme: 'file', path: '/w', fsPath: '/w', toString: () => 'file:///w' }, name: 'w', index: 0 };

let signedOutChanges: SignedOutChanges;
let account: { id: string } | undefined;
let sent: { readonly keys: readonly string[]; readonly held: boolean }[];
let isWatched: (inside: string) => boolean;

beforeEach(() => {
  gone.clear();
  warned.length = 0;
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
    publisher: {
      enqueue: async (publications: readonly { key: string }[], held: boolean) => {
        onEnqueue();
        if (publications.length > 0) sent.push({ keys: publications.map(({ key }) => key), held });
      },
    },
  } as unknown as Publishing);
}

const pathsOf = (count: number, name = 'f') => Array.from({ length: count }, (_, at) => `/w/${name}${at}.js`);
const sizes = () => sent.map(({ keys, held }) => [keys.length, held]);

test('what changed outside is sent as one changes, and only once', async () => {
  await signedOutChanges.record(['/w/a.js', '/w/b.js'], 'changed');
  await resume();
  await resume();
  expect(sent).toEqual([{ keys: ['a.js', 'b.js'], held: false }]);
});

test.each([
  [50, false],
  [51, true],
])('%i files that changed outside are held: %s', async (count, held) => {
  for (const path of pathsOf(count)) await signedOutChanges.record([path], 'changed');
  await resume();
  expect(sizes()).toEqual([[count, held]]);
});

test('a name that no object can have is told, of those that still are there and are watched', async () => {
  await signedOutChanges.record(['/w/a.js', '/w/long.js', '/w/longer.js', '/w/long-gone.js'], 'changed');
  gone.add('/w/long-gone.js');
  await resume();
  expect(sent).toEqual([{ keys: ['a.js'], held: false }]);
  expect(warned).toEqual([expect.stringMatching(/^Not published, since the name .* Files: 2, the first: long\.js$/)]);
  isWatched = () => false;
  await signedOutChanges.record(['/w/long.js'], 'changed');
  await resume();
  expect(warned).toHaveLength(1);
});

test('what was to be held is held, however little it is', async () => {
  await signedOutChanges.record(['/w/a.js'], 'held');
  await signedOutChanges.record(['/w/b.js'], 'changed');
  await resume();
  expect(sent).toEqual([
    { keys: ['b.js'], held: false },
    { keys: ['a.js'], held: true },
  ]);
});

test('what changed outside and is gone, or is no longer watched, is forgotten', async () => {
  await signedOutChanges.record(['/w/gone.js', '/w/other.js', '/w/a.js'], 'changed');
  gone.add('/w/gone.js');
  isWatched = (inside) => inside !== 'other.js';
  await resume();
  expect([sent, signedOutChanges.list('changed')]).toEqual([[{ keys: ['a.js'], held: false }], []]);
});

test('nothing is forgotten when the user has signed out again meanwhile', async () => {
  await signedOutChanges.record(['/w/a.js'], 'changed');
  await resume(() => {
    account = undefined;
  });
  expect(signedOutChanges.list('changed')).toEqual(['/w/a.js']);
});

test('saves are sent one by one beside it', async () => {
  await signedOutChanges.record(pathsOf(60), 'saved');
  await signedOutChanges.record(pathsOf(1, 'g'), 'changed');
  await resume();
  expect(new Set(sent.map(({ keys, held }) => `${keys.length} ${held}`))).toEqual(new Set(['1 false']));
  expect(sent).toHaveLength(61);
});

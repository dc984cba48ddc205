import { beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { leftOutText } from '../../../../../src/core/publishing/judgeFile.js';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import { findMapping, indexMappings, type Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { Publisher, type PublisherDeps } from '../../../../../src/core/publishing/publisher.js';
import {
  onFilesDeleted,
  onFilesRenamed,
  type Renamed,
} from '../../../../../src/features/publishing/changes/fileOperations.js';
import { publishSaved } from '../../../../../src/features/publishing/publishFiles.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { eventually } from '../../../../support/eventually.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

const folder = { uri: Uri.file('/w'), name: 'w', index: 0 };
const bucket = { name: 'site', region: 'cn-hangzhou' };
const site: Mapping = { folder: 'site', bucket, prefix: '', domains: ['img.example.com'], onSave: 'publish' };

interface Sent {
  readonly count: number;
  readonly act: string | undefined;
  readonly held: boolean;
}

let mappings: readonly Mapping[];
let sent: Sent[];
let recorded: [string, readonly string[]][];

beforeEach(() => {
  mappings = [site];
  sent = [];
  recorded = [];
  resetEditor();
});

function press(label: string): void {
  editor.press = (button) => button === label;
}

const texts = () => editor.shown.map(({ text }) => text);

function get(uri: { readonly path: string }) {
  const label = uri.path.slice('/w/'.length);
  const found = findMapping(indexMappings(mappings), label);
  return found && { uri, folder, label, ...found, key: `${found.mapping.prefix}${found.inside}` };
}

const mappingStore = {
  identify: async () => undefined,
  repositoryOf: () => '',
  find: async (uri: { readonly path: string }) => (uri.path.length > 1_023 ? undefined : get(uri)),
  get,
  getLeftOut: (uri: { readonly path: string }) => (uri.path.length > 1_023 ? get(uri) : undefined),
  get folders() {
    return mappings.map((mapping) => ({ folder, uri: Uri.joinPath(folder.uri, mapping.folder), mapping }));
  },
  rulesOf: compileRules,
};

/** With these objects known to be in the bucket. */
async function open({
  keys = [] as readonly string[],
  isSignedIn = true,
  isPaused = false,
  lines = [] as readonly Line[],
} = {}): Promise<Publishing> {
  const clock = createVirtualClock();
  const store = createSharedStore(clock).window('a');
  const record = { etag: 'A', size: 1, md5: 'A', mtimeMs: 0, rules: '', acl: 'private', seenAt: 0 } as const;
  await store.write(({ ledger }) => keys.forEach((key) => void ledger.set(bucket, key, record)));
  const list = async (top: string) =>
    [...disk.files.keys()]
      .filter((path) => path.startsWith(`${top}/`))
      .map((path) => ({ path: path.slice(top.length + 1) }));
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const session = { account: isSignedIn ? { id: '1' } : undefined, cloud: async () => cloud };
  const known = new Publisher({ session, store } as unknown as PublisherDeps);
  const enqueue = async (publications: readonly { readonly act: string }[], held: boolean) =>
    void sent.push({ count: publications.length, act: publications[0]?.act, held });
  return {
    mappingStore,
    deps: {
      session,
      files: { list, stat: async () => undefined, realPath: async (path: string) => path },
      log: { debug: () => undefined, failure: () => undefined },
      clock,
      ui: scriptedUi(lines),
    },
    consents: { get: () => 'given' },
    consentPrompt: { isGiven: async () => true },
    pause: { isOn: isPaused },
    compared: new Map(),
    signedOutChanges: { record: async (paths: readonly string[], kind: string) => void recorded.push([kind, paths]) },
    publisher: { listKeys: known.listKeys.bind(known), enqueue },
  } as unknown as Publishing;
}

/** Fills a folder of the disk, and answers the labels. */
function fill(top: string, count: number): readonly string[] {
  const labels = Array.from({ length: count }, (_, at) => `${top}/${at}.js`);
  for (const label of labels) disk.files.set(`/w/${label}`, '');
  return labels;
}

/** As the Explorer tells of it: the files have their new names by then. */
function rename(from: string, to: string): readonly Renamed[] {
  const [oldUri, newUri] = [Uri.joinPath(folder.uri, from), Uri.joinPath(folder.uri, to)];
  for (const path of [...disk.files.keys()].filter((each) => each.startsWith(`${oldUri.path}/`))) {
    disk.files.delete(path);
    disk.files.set(newUri.path + path.slice(oldUri.path.length), '');
  }
  return [{ oldUri, newUri }];
}

const keysIn = (labels: readonly string[]) => labels.map((label) => label.slice('site/'.length));

test.each([1, 50, 51, 200])(
  '%i files that are renamed in the Explorer are published at once, and their old names are asked about',
  async (count) => {
    const keys = keysIn(fill('site/old', count));
    press(count > 100 ? 'Delete from Bucket…' : 'Delete from Bucket');
    const lines: Line[] = count > 100 ? [{ type: 'old' }] : [];
    await onFilesRenamed(await open({ keys, lines }), rename('site/old', 'site/new'));
    expect(sent).toEqual([
      { count, act: 'upload', held: false },
      { count, act: 'delete', held: false },
    ]);
  },
);

test('only a pause holds back renamed files, not files that the user approved', async () => {
  const keys = keysIn(fill('site/old', 3));
  press('Delete from Bucket');
  await onFilesRenamed(await open({ keys, isPaused: true }), rename('site/old', 'site/new'));
  expect(sent.map(({ act, held }) => ({ act, held }))).toEqual([
    { act: 'upload', held: true },
    { act: 'delete', held: false },
  ]);
});

test('saving a file with a name too long for an object is reported, where it would be published', async () => {
  const name = `site/${'long/'.repeat(220)}a.js`;
  await publishSaved(await open(), Uri.file(`/w/${name}`));
  expect({ sent, texts: texts() }).toEqual({ sent: [], texts: [expect.stringMatching(/^Not published because/)] });
  mappings = [{ ...site, onSave: 'off' }];
  await publishSaved(await open(), Uri.file(`/w/${name}`));
  expect(texts()).toHaveLength(1);
});

test('the first of the files that cannot be published is named, with their number', () => {
  const text = leftOutText(['dist/caf\ufffd\n.html', ...Array.from({ length: 1_999 }, () => 'x')]);
  expect(text).toMatch(/Files: 2,000, the first: dist\/caf\ufffd\\u\{a\}\.html$/);
});

test('51 files that are deleted in the Explorer or saved at once are not held', async () => {
  const labels = fill('site/old', 51);
  const publishing = await open({ keys: keysIn(labels) });
  for (const label of labels) await publishSaved(publishing, Uri.file(`/w/${label}`));
  press('Delete from Bucket');
  disk.files.clear();
  await onFilesDeleted(publishing, [Uri.file('/w/site/old')]);
  expect(sent.slice(0, -1).every(({ act, held }) => act === 'upload' && !held)).toBe(true);
  expect({ count: sent.length, last: sent.at(-1) }).toEqual({
    count: 52,
    last: { count: 51, act: 'delete', held: false },
  });
});

test('a deleted folder of more than 100 files stays in the bucket unless its name is entered', async () => {
  const labels = fill('site/old', 101);
  const publishing = await open({ keys: keysIn(labels), lines: ['cancel', { type: 'old' }] });
  disk.files.clear();
  press('Delete from Bucket…');
  await onFilesDeleted(publishing, [Uri.file('/w/site/old')]);
  expect({ sent, buttons: editor.shown.at(-1)?.buttons }).toEqual({
    sent: [],
    buttons: ['Do Not Delete', 'Delete from Bucket…'],
  });
  await onFilesDeleted(publishing, [Uri.file('/w/site/old')]);
  expect(sent).toEqual([{ count: 101, act: 'delete', held: false }]);
});

describe('a rename that takes the folder of a mapping along', () => {
  const file = '/w/.vscode/oss-cdn.json';
  const [update, openIt] = ['Update Mapping', 'Open Mapping File'];
  const tell = (pair: string) => `The mapping still refers to the old folder: ${pair}`;

  test.each([
    ['site', 'www', 'site', '“site” is now “www”'],
    ['web', 'www', 'web/site', '“web” is now “www”'],
  ])(
    'a rename that takes the folder of a mapping along from %s to %s asks for no deletion, and tells of the mapping of %s',
    async (from, to, mapped, pair) => {
      mappings = [{ ...site, folder: mapped }];
      fill(mapped, 120);
      await onFilesRenamed(await open({ keys: ['0.js', '1.js'] }), rename(from, to));
      expect(editor.shown).toMatchObject([{ text: tell(pair), buttons: [update, openIt] }]);
      expect(sent.filter(({ count }) => count > 0)).toEqual([]);
    },
  );

  test('reports it also while signed out, and records nothing as deleted', async () => {
    fill('site', 2);
    await onFilesRenamed(await open({ isSignedIn: false }), rename('site', 'www'));
    expect({
      deleted: recorded.filter(([kind, paths]) => kind === 'deleted' && paths.length > 0),
      texts: texts().length,
    }).toEqual({ deleted: [], texts: 1 });
  });

  test('keeps objects of an outer mapping in the bucket as well, and publishes nothing by that one', async () => {
    mappings = [
      { ...site, folder: 'web', prefix: 'web/' },
      { ...site, folder: 'web/a/site' },
    ];
    fill('web/a/site', 2);
    fill('web/a', 2);
    await onFilesRenamed(await open({ keys: ['0.js', 'web/a/0.js'] }), rename('web/a', 'web/b'));
    expect(sent.filter(({ count }) => count > 0)).toEqual([]);
    expect(texts()).toEqual([tell('“web/a” is now “web/b”')]);
  });

  test('keeps the question for files renamed at the same time', async () => {
    mappings = [site, { ...site, folder: 'docs', prefix: 'docs/' }];
    fill('site', 2);
    fill('docs/old', 2);
    const renames = [...rename('site', 'www'), ...rename('docs/old', 'docs/new')];
    await onFilesRenamed(await open({ keys: ['0.js', 'docs/old/0.js'] }), renames);
    expect(texts()).toEqual([tell('“site” is now “www”'), 'Also delete “docs/old/0.js” from the bucket?']);
  });

  test('offers to update the mapping file, with comments kept', async () => {
    const text = '{\n  // ours\n  "mappings": [{ "folder": "site", "bucket": "site", "region": "cn-hangzhou" }]\n}\n';
    disk.files.set(file, text);
    fill('site', 2);
    press(update);
    await onFilesRenamed(await open(), rename('site', 'www'));
    await eventually(() => expect(disk.files.get(file)).toBe(text.replace('"folder": "site"', '"folder": "www"')));
  });

  test('opens the mapping file on request, and offers nothing else for a folder outside of its own', async () => {
    disk.files.set(file, '{}');
    fill('site', 2);
    press(openIt);
    await onFilesRenamed(await open(), rename('site', '../elsewhere/site'));
    await eventually(() => expect(editor.documents).toEqual([file]));
    expect(editor.shown.map(({ buttons }) => buttons)).toEqual([[openIt]]);
  });
});

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { FileBases } from '../../../../../src/features/publishing/changes/fileBases.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import { resetWorkspace, workspace, workspaceEvents } from '../../../../support/fakeWorkspace.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';

const path = '/w/site/a.js';
const uri = Uri.file(path);
const minute = 60_000;

let now: number;
let files: ReturnType<typeof createMemoryFiles>;
/** How often a file was read. */
let reads: number;
let bases: FileBases;
let mapping: { onSave: string };
let consent: 'given' | 'unknown' | 'declined';

beforeEach(() => {
  resetWorkspace();
  [now, reads, mapping, consent] = [10 * minute, 0, { onSave: 'publish' }, 'given'];
  files = createMemoryFiles({ now: () => now });
  bases = open();
});
afterEach(() => bases.dispose());

function open(): FileBases {
  const readSmall: typeof files.readSmall = (...input) => {
    reads++;
    return files.readSmall(...input);
  };
  const publishing = {
    mappingStore: {
      get: (file: Uri) =>
        file.path.startsWith('/w/site/')
          ? { uri: file, folder: { uri: Uri.file('/w') }, mapping, label: file.path.slice(3), inside: 'a.js' }
          : undefined,
      repositoryOf: () => '',
      rulesOf: () => ({ includes: () => true }),
    },
    consents: { get: () => consent, knows: () => false },
    deps: { files: { ...files, readSmall }, clock: { now: () => now }, session: { account: { id: '1' } } },
  } as unknown as Publishing;
  return new FileBases(publishing);
}

function write(text: string): void {
  files.save(path, text);
  now += minute;
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function tell(isDirty: boolean): Promise<void> {
  workspaceEvents.onDidChangeTextDocument.fire({ document: { uri, isDirty } });
  await settle();
}

/** A person types, and saves that; answers what was on disk before, as its MD5. */
async function edit(text: string): Promise<string | undefined> {
  await tell(true);
  await tell(true);
  write(text);
  await tell(false);
  const base = await bases.takeSaved(uri);
  await settle();
  return base?.md5;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex').toUpperCase();

test('the content right before the first keystroke is known after the save, and read once', async () => {
  write('pulled');
  expect(await edit('mine')).toBe(md5('pulled'));
  expect(reads).toBe(1);
});

test('the content on disk is known also for a folder reached over a link', async () => {
  files.link('/w/site', '/real');
  files.save('/real/a.js', 'pulled');
  now += minute;
  expect(await edit('mine')).toBe(md5('pulled'));
});

test('a file that the editor itself wrote needs no read, until another program writes it', async () => {
  write('pulled');
  await edit('mine');
  expect(await edit('mine again')).toBeUndefined();
  write('pulled again');
  expect(await edit('and mine')).toBe(md5('pulled again'));
});

test('a file edited again before its save is reported keeps its previous content', async () => {
  write('pulled');
  await tell(true);
  write('mine');
  await tell(false);
  await tell(true);
  expect((await bases.takeSaved(uri))?.md5).toBe(md5('pulled'));
});

test('undone edits do not count: the base is the content that was pulled since', async () => {
  write('old');
  await tell(true);
  await tell(false);
  write('pulled');
  expect(await edit('mine')).toBe(md5('pulled'));
});

test('a change so shortly before the first keystroke that the editor may not show it does not count', async () => {
  files.save(path, 'pulled');
  now += 1_000;
  expect(await edit('mine')).toBeUndefined();
});

test('a change that the editor has loaded counts at once', async () => {
  files.save(path, 'pulled');
  now += 100;
  await tell(false);
  expect(await edit('mine')).toBe(md5('pulled'));
});

test('the base of a restored document is not the current content on disk', async () => {
  write('pulled while the window was closed');
  bases.dispose();
  workspace.textDocuments = [{ uri, isDirty: true, getText: () => '' } as never];
  bases = open();
  expect(await edit('mine')).toBeUndefined();
});

test.each<[string, () => void]>([
  ['where the user has declined', () => (consent = 'declined')],
  ['of a mapping that uploads nothing', () => (mapping = { onSave: 'refresh' })],
])('no file is read %s', async (_what, change) => {
  change();
  write('pulled');
  expect(await edit('mine')).toBeUndefined();
  expect(reads).toBe(0);
});

test('a file that changes while it is read has no known base', async () => {
  write('pulled');
  await Promise.all([tell(true), Promise.resolve().then(() => files.save(path, 'other'))]);
  await tell(false);
  expect(await bases.takeSaved(uri)).toBeUndefined();
});

test('content read ahead is the base of the next external change only', async () => {
  write('pulled');
  await bases.readAhead([uri]);
  write('built');
  expect(bases.takeChanged(uri)?.md5).toBe(md5('pulled'));
  expect(bases.takeChanged(uri)).toBeUndefined();
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { Signal } from '../../../../../src/core/signal.js';
import { MappedFolderWatcher } from '../../../../../src/features/publishing/mapping/mappedFolderWatcher.js';
import type { MappingStore } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import { MissingFolders } from '../../../../../src/features/publishing/mapping/missingFolders.js';
import type { FeatureDeps } from '../../../../../src/host/deps.js';
import { eventually } from '../../../../support/eventually.js';
import {
  diagnostics,
  disk,
  notifyWatchers,
  resetWorkspace,
  watchers,
  workspace,
  workspaceEvents,
} from '../../../../support/fakeWorkspace.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

const file = '/w/.vscode/oss-cdn.json';
const textOf = (...folders: readonly string[]) => JSON.stringify({ mappings: folders.map((folder) => ({ folder })) });
const changed = new Signal<void>();
/** Where paths lead, as far as they are written otherwise on disk. */
const real = new Map<string, string>();
let missing: MissingFolders | undefined;
let watcher: MappedFolderWatcher | undefined;

function open(...folders: readonly string[]): void {
  disk.files.set(file, textOf(...folders));
  const realPath = async (path: string) => real.get(path) ?? path;
  const deps = {
    clock: createVirtualClock(),
    files: { realPath },
    log: { debug: () => undefined },
  } as unknown as FeatureDeps;
  const mappingStore = { onDidChange: changed.event, roots: [{ uri: Uri.file('/w') }] } as unknown as MappingStore;
  watcher = new MappedFolderWatcher(mappingStore);
  missing = new MissingFolders(mappingStore, watcher, deps);
  changed.fire();
}

const shows = async (...messages: readonly string[]) =>
  eventually(() => {
    const found = diagnostics.get(file) ?? [];
    expect(found.map(({ message }) => /^Folder (.*) does not exist yet/.exec(message)?.[1])).toEqual(messages);
  });

beforeEach(() => {
  resetWorkspace();
  real.clear();
});

afterEach(() => {
  missing?.dispose();
  watcher?.dispose();
  expect({ diagnostics, watchers }).toEqual({ diagnostics: new Map(), watchers: new Set() });
  expect(Object.entries(workspaceEvents).filter(([, { isHeard }]) => isHeard)).toEqual([]);
});

test('a mapped folder that is not there is reported at its field, as no more than an information', async () => {
  disk.files.set('/w/site', undefined);
  disk.files.set('/w/notes', 'a file');
  open('site', 'dist', 'notes', '.');
  await shows('dist', 'notes');
  const start = textOf('site', 'dist').indexOf('"dist"');
  expect(diagnostics.get(file)?.[0]).toMatchObject({
    severity: 2,
    source: 'OSS + CDN',
    code: 'noFolder',
    range: { start: { line: 0, character: start }, end: { line: 0, character: start + '"dist"'.length } },
  });
});

test('a missing folder is reported for as long as it is not there, whatever program creates and deletes it', async () => {
  open('web/dist');
  await shows('web/dist');
  for (const path of ['/w/web', '/w/web/dist']) disk.files.set(path, undefined);
  notifyWatchers('created', '/w/web');
  await shows();
  disk.files.delete('/w/web/dist');
  notifyWatchers('deleted', '/w/web/dist');
  await shows('web/dist');
});

test.each([
  ['rename', 'onDidRenameFiles'],
  ['deletion', 'onDidDeleteFiles'],
] as const)('a missing folder is looked for again after a %s in the Explorer', async (_what, event) => {
  disk.files.set('/w/site', undefined);
  open('site', 'dist');
  await shows('dist');
  disk.files.delete('/w/site');
  workspaceEvents[event].fire({});
  await shows('site', 'dist');
});

test('the text in an editor prevails over the disk, until it is closed', async () => {
  open('dist');
  await shows('dist');
  const document = { uri: Uri.file(file), getText: () => textOf('build') };
  workspace.textDocuments.push(document);
  workspaceEvents.onDidChangeTextDocument.fire({ document });
  await shows('build');
  workspace.textDocuments.pop();
  workspaceEvents.onDidCloseTextDocument.fire(document);
  await shows('dist');
});

test('a folder that exists only with another case is reported', async () => {
  for (const folder of ['site', 'Dist', 'linked']) disk.files.set(`/w/${folder}`, undefined);
  real.set('/w/Dist', '/w/dist');
  real.set('/w/linked', '/w/elsewhere');
  open('site', 'Dist', 'linked');
  await eventually(() =>
    expect(diagnostics.get(file)).toMatchObject([
      { code: 'otherCase', message: expect.stringMatching(/^Folder Dist has different capitalization/) },
    ]),
  );
});

import { beforeEach, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import type { CloudCall } from '../../../../src/core/ports/cloud.js';
import type { FilePort } from '../../../../src/core/ports/local.js';
import { Signal } from '../../../../src/core/signal.js';
import { registerPublishing } from '../../../../src/features/publishing/register.js';
import type { PublishingDeps } from '../../../../src/features/publishing/services.js';
import { eventually } from '../../../support/eventually.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import {
  diagnostics,
  disk,
  notifyWatchers,
  watchers,
  workspace,
  workspaceEvents,
} from '../../../support/fakeWorkspace.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../support/memoryFiles.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const file = '/w/.vscode/oss-cdn.json';
const text = JSON.stringify({
  mappings: [
    { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou', watch: ['**'] },
    { folder: 'gone', bucket: 'my-site', region: 'cn-hangzhou', prefix: 'gone/' },
  ],
});
/** What an editor shows of the mapping file. */
const document = { uri: Uri.file(file), getText: vi.fn(() => text), isDirty: true };
const clock = createVirtualClock();
const cloud = createMemoryCloud();
/** What was done with files, by method and path. */
let calls: string[];

/** Opens a window, signed in, in a workspace that is not trusted and has a mapping file. */
function openWindow() {
  const memory = createMemoryFiles(clock);
  for (const [path, content] of Object.entries({ [file]: text, '/w/dist/a.html': 'a', '/w/.git/HEAD': 'x' })) {
    memory.save(path, content);
    disk.files.set(path, content);
  }
  const files: FilePort = new Proxy<FilePort>(memory, {
    get: (target, name, receiver) => {
      const method = Reflect.get(target, name, receiver);
      return (...given: readonly unknown[]) => {
        calls.push(`${String(name)} ${given[0]}`);
        return method(...given);
      };
    },
  });
  const memento = { get: () => undefined, update: async () => undefined };
  return registerPublishing(
    {
      context: { workspaceState: memento, extension: { packageJSON } },
      session: { account: { id: '1' }, onDidChange: () => ({ dispose: () => undefined }), cloud: async () => cloud },
      board: { runs: [], onDidChange: () => ({ dispose: () => undefined }) },
      log: {
        manifest: packageJSON,
        debug: () => undefined,
        info: () => undefined,
        failure: () => undefined,
        redact: (given: string) => given,
      },
      clock,
      memory: { get: memento.get, set: memento.update },
      files,
      store: createSharedStore().window('a'),
    } as unknown as PublishingDeps,
    new Signal<CloudCall>().event,
  );
}

const contexts = (key: string) => editor.ran.flatMap(([, each, value]) => (each === key ? [value] : []));

beforeEach(() => {
  resetEditor();
  calls = [];
  document.getText.mockClear();
  workspace.isTrusted = false;
  workspace.textDocuments = [document];
});

test('a mapping is not read, parsed, listed or watched before the workspace is trusted, and completely after', async () => {
  const read = vi.spyOn(workspace.fs, 'readFile');
  const list = vi.spyOn(workspace.fs, 'readDirectory');
  const registered = openWindow();
  const { mappedObjects } = registered;
  const [page, dist] = [Uri.file('/w/dist/a.html'), Uri.file('/w/dist')];
  // The first of these loads all of publishing.
  expect([await mappedObjects.findFile(page), await mappedObjects.findFolder(dist)]).toEqual([undefined, undefined]);
  expect(await mappedObjects.listBelow(dist)).toEqual([]);
  expect(await mappedObjects.listVariants({ name: 'my-site', region: 'cn-hangzhou' }, 'a.html')).toEqual([]);

  workspaceEvents.onDidOpenTextDocument.fire(document);
  workspaceEvents.onDidChangeTextDocument.fire({ document });
  workspaceEvents.onDidCloseTextDocument.fire(document);
  workspaceEvents.onDidChangeWorkspaceFolders.fire(undefined);
  workspaceEvents.onDidCreateFiles.fire({ files: [page] });
  workspaceEvents.onDidSaveTextDocument.fire({ uri: page });
  workspaceEvents.onDidRenameFiles.fire({ files: [{ oldUri: dist, newUri: Uri.file('/w/out') }] });
  workspaceEvents.onDidDeleteFiles.fire({ files: [page] });
  for (const event of ['created', 'changed', 'deleted'] as const)
    for (const path of [file, page.path, dist.path]) notifyWatchers(event, path);
  for (const command of ['ossCdn.publishFile', 'ossCdn.publishFolder'])
    await editor.commands.get(command)?.(page.toString() as never);
  await registered.finish();
  await clock.advance(60_000);

  expect({ calls, watchers: watchers.size, diagnostics: diagnostics.size, cloud: cloud.calls }).toEqual({
    calls: [],
    watchers: 0,
    diagnostics: 0,
    cloud: [],
  });
  expect([read.mock.calls, list.mock.calls, document.getText.mock.calls]).toEqual([[], [], []]);
  // Whether the file is there is known, so that the status bar can say what trust is needed for.
  expect([...new Set(disk.touched)]).toEqual([file]);
  expect(contexts('ossCdn.hasMapping').filter(Boolean)).toEqual([]);
  expect([...contexts('ossCdn.mappedFolders'), ...contexts('ossCdn.publishableFolders')].flat()).toEqual([]);

  workspace.isTrusted = true;
  workspaceEvents.onDidGrantWorkspaceTrust.fire(undefined);
  await eventually(() => expect(contexts('ossCdn.hasMapping').at(-1)).toBe(true));
  await eventually(async () => {
    await clock.advance(1_000);
    expect(diagnostics.get(file)?.map(({ code }) => code)).toEqual(['noFolder']);
  });
  expect(calls).toContain(`readRange ${file}`);
  expect(watchers.size).toBeGreaterThan(2);
  expect(await mappedObjects.listBelow(dist)).toMatchObject([{ key: 'a.html' }]);
  registered.dispose();
  expect(watchers.size).toBe(0);
});

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import type { CloudCall } from '../../../../src/core/ports/cloud.js';
import { Signal } from '../../../../src/core/signal.js';
import { registerPublishing } from '../../../../src/features/publishing/register.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { disk, workspaceEvents } from '../../../support/fakeWorkspace.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

/** What stands for publishing: how often it was to open, whether it does, and what of it is alive. */
const feature = vi.hoisted(() => ({ opens: 0, fails: false, alive: 0, shown: 0, saved: [] as string[] }));

vi.mock('../../../../src/features/publishing/publishingFeature.js', () => ({
  openPublishing: () => {
    feature.opens++;
    if (feature.fails) throw new Error('broken');
    feature.alive++;
    return {
      publishing: { publisher: { settle: async () => undefined } },
      show: () => feature.shown++,
      onSaved: async ({ path }: { path: string }) => void feature.saved.push(path),
      dispose: () => feature.alive--,
    };
  },
}));

const folders = vi.hoisted(() => ({ published: [] as (readonly unknown[])[] }));

vi.mock('../../../../src/features/publishing/folder/publishFolder.js', () => ({
  publishFolder: async (_publishing: unknown, targets: readonly unknown[]) => void folders.published.push(targets),
}));

beforeEach(() => {
  folders.published = [];
  Object.assign(feature, { opens: 0, fails: false, alive: 0, shown: 0, saved: [] });
  resetEditor();
});

function register(account?: { readonly id: string }) {
  const log = {
    debug: () => undefined,
    failure: () => undefined,
    redact: (text: string) => text,
    manifest: { version: '0.1.0' },
  };
  const session = { account, onDidChange: () => ({ dispose: () => undefined }) };
  return registerPublishing(
    {
      log,
      session,
      clock: createVirtualClock(),
      context: { extension: { packageJSON } },
    } as unknown as Parameters<typeof registerPublishing>[0],
    new Signal<CloudCall>().event,
  );
}

const show = () => editor.commands.get('ossCdn.showPublishing')?.();
const save = (path: string) => workspaceEvents.onDidSaveTextDocument.fire({ uri: Uri.file(path) });
const errors = () => editor.shown.filter(({ kind }) => kind === 'error');

describe('publishing', () => {
  test('is opened again after it could not be opened', async () => {
    const registered = register();
    feature.fails = true;
    await show();
    expect({ shown: feature.shown, errors: errors().length }).toEqual({ shown: 0, errors: 1 });
    feature.fails = false;
    await show();
    await show();
    expect({ opens: feature.opens, shown: feature.shown, errors: errors().length }).toEqual({
      opens: 2,
      shown: 2,
      errors: 1,
    });
    registered.dispose();
    expect(feature.alive).toBe(0);
  });

  test('is not opened in a window that closes while it is loaded', async () => {
    const registered = register();
    const shown = show();
    registered.dispose();
    await shown;
    expect({ shown: feature.shown, alive: feature.alive, errors: errors() }).toEqual({
      shown: 0,
      alive: 0,
      errors: [],
    });
  });

  test('ends with its window although it could not be opened', async () => {
    const registered = register();
    feature.fails = true;
    await show();
    await expect(registered.finish()).resolves.toBeUndefined();
    registered.dispose();
  });

  test('is not opened by saves in a window without a mapping', async () => {
    const registered = register();
    save('/w/a.css');
    await registered.finish();
    expect(feature.opens).toBe(0);
    registered.dispose();
  });

  test('receives every save, in order, from the first one that finds a mapping', async () => {
    const registered = register();
    save('/w/before.css');
    await registered.finish();
    disk.files.set('/w/.vscode/oss-cdn.json', '{}');
    for (const path of ['/w/a.css', '/w/b.css', '/w/a.css']) save(path);
    await registered.finish();
    expect(feature.saved).toEqual(['/w/a.css', '/w/b.css', '/w/a.css']);
    disk.files.clear();
    save('/w/c.css');
    await registered.finish();
    expect({ saved: feature.saved.at(-1), opens: feature.opens }).toEqual({ saved: '/w/c.css', opens: 1 });
    registered.dispose();
  });
});

test('Publish Folder takes all folders of the workspace that are selected, and of rows of the cloud the one that was clicked', async () => {
  const registered = register({ id: '100' });
  const run = (...click: readonly unknown[]) => editor.commands.get('ossCdn.publishFolder')?.(...(click as never[]));
  const rows = ['css/', 'img/'].map((key) => ({
    kind: 'folder',
    argument: { bucket: { name: 'site', region: 'cn' }, key },
  }));
  await run(rows[1], rows);
  const onDisk = ['/w/css', '/w/img'].map((path) => Uri.file(path));
  await run(onDisk[1], onDisk);
  expect(folders.published).toEqual([[rows[1]?.argument], onDisk.map(String)]);
  registered.dispose();
});

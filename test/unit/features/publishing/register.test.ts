import { beforeEach, describe, expect, test, vi } from 'vitest';
import { registerPublishing } from '../../../../src/features/publishing/register.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const editor = vi.hoisted(() => ({
  commands: new Map<string, () => Promise<void>>(),
  errors: [] as string[],
  saved: [] as ((document: { uri: { scheme: string; path: string } }) => void)[],
  hasMapping: false,
}));

/** What stands for publishing: how often it was to open, whether it does, and what of it is alive. */
const feature = vi.hoisted(() => ({ opens: 0, fails: false, alive: 0, shown: 0, saved: [] as string[] }));

vi.mock('vscode', async () => {
  const on = () => ({ dispose: () => undefined });
  return {
    ...(await import('../../../support/fakeVscode.js')),
    Disposable: {
      from: (...parts: { dispose(): void }[]) => ({ dispose: () => parts.forEach((each) => void each.dispose()) }),
    },
    FileType: { File: 1, SymbolicLink: 64 },
    Uri: Object.assign(class {}, {
      joinPath: ({ path }: { path: string }, more: string) => ({ path: `${path}/${more}` }),
    }),
    env: {},
    commands: {
      registerCommand: (id: string, run: () => Promise<void>) => {
        editor.commands.set(id, run);
        return on();
      },
    },
    window: { showErrorMessage: async (text: string) => void editor.errors.push(text) },
    workspace: {
      isTrusted: true,
      workspaceFolders: [{ uri: { scheme: 'file', path: '/w' } }],
      fs: {
        stat: async () => {
          if (!editor.hasMapping) throw new Error('no such file');
          return { type: 1 };
        },
      },
      createFileSystemWatcher: () => ({ ...on(), onDidCreate: on }),
      onDidGrantWorkspaceTrust: on,
      onDidChangeWorkspaceFolders: on,
      onDidDeleteFiles: on,
      onDidRenameFiles: on,
      onDidSaveTextDocument: (listener: (typeof editor.saved)[number]) => {
        editor.saved.push(listener);
        return on();
      },
    },
  };
});

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

beforeEach(() => {
  Object.assign(feature, { opens: 0, fails: false, alive: 0, shown: 0, saved: [] });
  Object.assign(editor, { errors: [], saved: [], hasMapping: false });
});

function register() {
  const log = { debug: () => undefined, failure: () => undefined, redact: (text: string) => text };
  const session = { account: undefined, onDidChange: () => ({ dispose: () => undefined }) };
  return registerPublishing({ log, session, clock: createVirtualClock() } as unknown as Parameters<
    typeof registerPublishing
  >[0]);
}

const show = () => editor.commands.get('ossCdn.showPublishing')!();
const save = (path: string) => editor.saved.forEach((listener) => void listener({ uri: { scheme: 'file', path } }));

describe('publishing', () => {
  test('is opened again after it could not be opened', async () => {
    const registered = register();
    feature.fails = true;
    await show();
    expect([feature.shown, editor.errors.length]).toEqual([0, 1]);
    feature.fails = false;
    await show();
    await show();
    expect([feature.opens, feature.shown, editor.errors.length]).toEqual([2, 2, 1]);
    registered.dispose();
    expect(feature.alive).toBe(0);
  });

  test('is not opened in a window that closes while it is loaded', async () => {
    const registered = register();
    const shown = show();
    registered.dispose();
    await shown;
    expect([feature.shown, feature.alive, editor.errors]).toEqual([0, 0, []]);
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

  test('hears of every save, in order, from the one on that finds a mapping', async () => {
    const registered = register();
    save('/w/before.css');
    await registered.finish();
    editor.hasMapping = true;
    for (const path of ['/w/a.css', '/w/b.css', '/w/a.css']) save(path);
    await registered.finish();
    expect(feature.saved).toEqual(['/w/a.css', '/w/b.css', '/w/a.css']);
    editor.hasMapping = false;
    save('/w/c.css');
    await registered.finish();
    expect([feature.saved.at(-1), feature.opens]).toEqual(['/w/c.css', 1]);
    registered.dispose();
  });
});

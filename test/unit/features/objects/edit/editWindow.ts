import type { Uri } from 'vscode';
import { FileChangeType, TextDocumentSaveReason } from 'vscode';
import type { ObjectHeaders } from '../../../../../src/core/ports/oss.js';
import { openEditing } from '../../../../../src/features/objects/edit/editing.js';
import { registerEditing } from '../../../../../src/features/objects/register.js';
import { editor, packageJSON } from '../../../../support/fakeVscode.js';
import { fileSystems, workspace, workspaceEvents } from '../../../../support/fakeWorkspace.js';
import { bucket, openWindow } from '../objectWindow.js';

const { signal } = new AbortController();
export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** An editor of text, which treats its file as that of VS Code does. */
export interface Editor {
  readonly uri: Uri;
  text: string;
  isDirty: boolean;
  mtime: number;
  getText(): string;
}

/** The part of a file system provider that editors and other extensions call. */
interface Provider {
  stat(uri: unknown): Promise<{ readonly mtime: number; readonly size: number; readonly permissions?: number }>;
  readFile(uri: unknown): Promise<Uint8Array>;
  writeFile(uri: unknown, bytes: Uint8Array, how: { create: boolean; overwrite: boolean }): Promise<void>;
  readDirectory(uri: unknown): Promise<unknown>;
  createDirectory(uri: unknown): Promise<void>;
  delete(uri: unknown, how: object): Promise<void>;
  rename(from: unknown, to: unknown, how: object): Promise<void>;
  onDidChangeFile(listen: (events: readonly { readonly uri: Uri; readonly type: number }[]) => void): unknown;
}

/** A window in which objects are edited. */
export async function openEditWindow(window?: Awaited<ReturnType<typeof openWindow>>) {
  const opened = window ?? (await openWindow([]));
  const { cloud, deps } = opened;
  const context = { ...deps.context, extension: { packageJSON } } as never;
  const registered = registerEditing({ ...deps, context }, async () => openEditing);
  const provider = fileSystems.get('oss-cdn') as unknown as Provider;
  const findEditor = (uri: { toString(): string }) =>
    (workspace.textDocuments as unknown as Editor[]).find((each) => each.uri.toString() === uri.toString());

  /** Opens a document as VS Code does: asks for its state, then for its content. */
  const show = async (uri: Uri): Promise<Editor> => {
    const present = findEditor(uri);
    if (present) return present;
    const { mtime } = await provider.stat(uri);
    const text = textOf(await provider.readFile(uri));
    const made: Editor = { uri, text, isDirty: false, mtime, getText: () => made.text };
    (workspace.textDocuments as unknown as Editor[]).push(made);
    workspaceEvents.onDidOpenTextDocument.fire(made);
    return made;
  };
  provider.onDidChangeFile((events) => {
    for (const { uri, type } of events) {
      const changed = findEditor(uri);
      if (changed && !changed.isDirty && type === FileChangeType.Changed) void reload(changed);
    }
  });
  const reload = async (changed: Editor) => {
    const { mtime } = await provider.stat(changed.uri);
    if (mtime <= changed.mtime) return;
    changed.mtime = mtime;
    changed.text = textOf(await provider.readFile(changed.uri));
    changed.isDirty = false;
    workspaceEvents.onDidChangeTextDocument.fire({ document: changed });
  };
  const type = (one: Editor, text: string) => {
    one.text = text;
    one.isDirty = true;
    workspaceEvents.onDidChangeTextDocument.fire({ document: one });
  };
  /** Saves as VS Code does. Without a reason, nothing is announced. Asks nothing of its own only while the file has the time that it read. */
  const save = async (one: Editor, reason?: number) => {
    if (reason !== undefined) workspaceEvents.onWillSaveTextDocument.fire({ document: one, reason });
    const { mtime } = await provider.stat(one.uri);
    if (mtime !== one.mtime) throw new Error('VS Code asks whether to overwrite a newer file');
    await provider.writeFile(one.uri, bytesOf(one.text), { create: true, overwrite: true });
    one.mtime = (await provider.stat(one.uri)).mtime;
    one.isDirty = false;
    workspaceEvents.onDidChangeTextDocument.fire({ document: one });
    workspaceEvents.onDidSaveTextDocument.fire(one);
  };
  const put = (key: string, text: string | Uint8Array, headers: ObjectHeaders = {}) => {
    const body = typeof text === 'string' ? bytesOf(text) : text;
    return cloud.oss.putObject(bucket, key, { body, headers }, signal);
  };
  return {
    ...opened,
    provider,
    put,
    show,
    type,
    save,
    /** Saves by the save key or the button of the editor. */
    saveByHand: async (one: Editor) => {
      let saved: Promise<void> | undefined;
      workspace.save = async () => {
        saved = save(one, TextDocumentSaveReason.Manual);
        await saved.catch(() => undefined);
      };
      await editor.commands.get('ossCdn.saveObject')?.(...([one.uri] as never[]));
      await saved;
    },
    /** Saves as a menu, a task or a debug session does. */
    saveByMenu: (one: Editor) => save(one, TextDocumentSaveReason.Manual),
    /** Runs the command on an object, and shows its document. `undefined` if none was opened. */
    edit: async (key: string): Promise<Editor | undefined> => {
      const before = editor.shownUris.length;
      await editor.commands.get('ossCdn.editObject')?.(...([{ bucket, key }] as never[]));
      const uri = editor.shownUris.at(-1);
      return editor.shownUris.length > before && uri ? show(uri as unknown as Uri) : undefined;
    },
    /** Returns the object in the bucket. */
    stored: (key: string) => cloud.state.buckets.get(bucket.name)?.objects.get(key),
    textIn: (key: string) => {
      const found = cloud.state.buckets.get(bucket.name)?.objects.get(key);
      return found && textOf(found.body);
    },
    dispose: () => registered.dispose(),
  };
}

/** Closes the window and opens it again: VS Code restores the unsaved text without reading the object. */
export async function restart(
  base: Awaited<ReturnType<typeof openWindow>>,
  { dispose }: { dispose(): void },
  left: Editor,
) {
  dispose();
  for (const event of Object.values(workspaceEvents)) event.dispose();
  workspace.textDocuments.length = 0;
  const window = await openEditWindow(base);
  const restored: Editor = {
    uri: left.uri,
    text: left.text,
    mtime: left.mtime,
    isDirty: true,
    getText: () => left.text,
  };
  (workspace.textDocuments as unknown as Editor[]).push(restored);
  workspaceEvents.onDidOpenTextDocument.fire(restored);
  return { window, restored };
}

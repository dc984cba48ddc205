import * as vscode from 'vscode';
import { AppError, deniedKinds, type ErrorKind, isErrorOf, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import {
  decodeEdited,
  type EditableObject,
  editRefusalText,
  isWide,
  readEditable,
} from '../../../core/objects/editableObject.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { guard } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import { createMemory, type StateKey } from '../../../host/stateKeys.js';
import type { ObjectDeps } from '../objectDeps.js';
import { OpenConflicts } from './openConflicts.js';
import { editScheme, type OpenedObject, OpenedObjects, uriOf } from './openedObjects.js';
import { refreshSaved } from './refreshSaved.js';
import { confirmOtherSave } from './saveQuestions.js';
import { type SaveTools, saveToBucket } from './saveToBucket.js';

/** The parts that activation has registered for the file system. */
export interface FileSystemHost {
  readonly changed: vscode.EventEmitter<vscode.FileChangeEvent[]>;
  /** Saves of documents that have begun and are not written yet, by the address of the document. */
  readonly saves: {
    /** Those that VS Code makes without the user. */
    readonly automatic: Set<string>;
    /** Those by the save key or the button of the editor. `joined`: VS Code has made it one with an automatic save that had begun. */
    readonly byHand: Map<string, 'begun' | 'joined'>;
  };
}

type Provider = Omit<vscode.FileSystemProvider, 'onDidChangeFile' | 'watch' | 'copy'>;

/**
 * The file system of objects that are open for editing. It has only what was opened here, and only Save of an editor writes: any extension can call it,
 * while our commands ask before they rename or delete.
 */
export class ObjectFiles implements Provider, vscode.Disposable {
  private readonly opened: OpenedObjects;
  private readonly end = new AbortController();
  /** Content that was read before its document asks for it, by the id of the object. */
  private readonly prepared = new Map<string, Uint8Array>();
  /** Objects as they are in the bucket, to be shown beside an editor, by the query of their address. */
  private readonly shown = new Map<string, Uint8Array>();
  /** The ids of objects whose editors any save may write until they are closed. */
  private readonly unasked = new Set<string>();
  private readonly conflicts = new OpenConflicts();
  /** Documents whose text is to be replaced by that of the bucket once VS Code has ended their save. */
  private readonly taken = new Set<string>();
  /** The ids of objects that earlier windows have saved and not refreshed. They wait until their account is signed in. */
  private readonly left: Set<string>;
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly deps: ObjectDeps,
    private readonly host: FileSystemHost,
  ) {
    this.opened = new OpenedObjects(createMemory(deps.context.workspaceState), deps.clock.now);
    this.left = new Set(this.opened.listUnrefreshed().map(({ id }) => id));
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => void this.settle(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => void this.settle(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.onClosed(uri)),
      vscode.workspace.onDidSaveTextDocument((document) => void this.onSaved(document)),
      deps.session.onDidChange(() => this.refreshLeft()),
    ];
    this.refreshLeft();
  }

  private onClosed(uri: vscode.Uri): void {
    const opened = this.opened.find(uri);
    if (!opened) return;
    this.unasked.delete(opened.id);
    this.conflicts.end(opened.id);
  }

  /** Opens an object that was just read, in its existing editor if there is one. */
  async open(object: ObjectRef, content: EditableObject): Promise<void> {
    const { account } = this.deps.session;
    if (!account) throw new AppError('notSignedIn');
    const uri = await this.opened.add(object, account.id, content);
    const opened = this.opened.find(uri);
    const document = findDocument(uri);
    if (opened && document?.isDirty !== true) {
      this.prepared.set(opened.id, content.bytes);
      if (document) await this.reload(opened);
    }
    // A setting may name another encoding, in which VS Code would save the text.
    if (!document) await vscode.workspace.openTextDocument(uri, isWide(content.bytes) ? {} : { encoding: 'utf8' });
    await vscode.window.showTextDocument(uri);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = { type: vscode.FileType.File, ctime: 0 };
    const shown = this.shown.get(uri.query);
    if (shown) return { ...file, mtime: 1, size: shown.length, permissions: vscode.FilePermission.Readonly };
    const { mtime, size } = this.find(uri);
    return { ...file, mtime, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const shown = this.shown.get(uri.query);
    if (shown) return shown;
    const opened = this.find(uri);
    const prepared = this.prepared.get(opened.id);
    this.prepared.delete(opened.id);
    if (prepared) return prepared;
    return this.guard(async () => (await this.read(opened)).bytes);
  }

  async writeFile(
    uri: vscode.Uri,
    bytes: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const isAutomatic = this.host.saves.automatic.delete(uri.toString());
    const isByHand = this.host.saves.byHand.delete(uri.toString());
    const opened = this.opened.find(uri);
    if (!opened) throw create ? refusal() : vscode.FileSystemError.FileNotFound(uri);
    if (create && !overwrite) throw vscode.FileSystemError.FileExists(uri);
    const text = decodeEdited(bytes);
    const document = findDocument(uri);
    if (!document) throw refusal();
    if (text === undefined) throw vscode.FileSystemError.NoPermissions(encodingText());
    // Another program writes something else than what the user sees.
    if (text !== document.getText()) throw refusal();
    await this.guard(async () => {
      if (isAutomatic && !isByHand) throw refuseAutoSave(this.deps);
      if (!isByHand && !(await this.mayWrite(opened))) throw new AppError('cancelled');
      await this.save(opened, bytes);
    });
  }

  /** There are no folders. VS Code asks when someone adds this file system to a workspace or searches it. */
  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  readonly createDirectory = refuse;
  readonly delete = refuse;
  readonly rename = refuse;

  dispose(): void {
    this.end.abort();
    vscode.Disposable.from(...this.subscriptions, this.conflicts).dispose();
  }

  /** Refreshes what earlier windows have saved and not refreshed, since they were ended in between. */
  private refreshLeft(): void {
    const { deps, opened, left } = this;
    for (const each of opened.listUnrefreshed(deps.session.account?.id ?? '')) {
      if (!left.delete(each.id)) continue;
      void guard(deps.log, 'refresh saved object', () => refreshSaved(deps, opened, each));
    }
  }

  /**
   * Returns whether a save that is not by hand may write. VS Code gives the same reason for a menu, a debug session, a task, a test run and a request to its
   * chat, which all save what may be half-typed.
   */
  private async mayWrite({ id, key }: OpenedObject): Promise<boolean> {
    const choice = this.unasked.has(id) ? 'once' : await confirmOtherSave(key);
    if (choice === 'always') this.unasked.add(id);
    return choice !== undefined;
  }

  private async save(opened: OpenedObject, bytes: Uint8Array): Promise<void> {
    const end = await saveToBucket(this.tools(await this.openCloud(opened)), opened, bytes, this.end.signal);
    if (end === 'takeTheirs') this.taken.add(opened.id);
  }

  private tools(cloud: CloudPorts): SaveTools {
    const { deps, opened } = this;
    return {
      deps,
      cloud,
      opened,
      read: async (each) => {
        const content = await readEditable(cloud.oss, each, this.end.signal);
        return content && !('refused' in content) ? content : undefined;
      },
      prepare: (each, content) => {
        this.opened.note(each, content);
        this.prepared.set(each.id, content.bytes);
      },
      keepOpen: ({ id }, conflict) => this.conflicts.add(id, conflict),
      show: ({ path }, bytes) => {
        // A new address each time, since VS Code keeps documents by address.
        const query = crypto.randomUUID();
        this.shown.set(query, bytes);
        return vscode.Uri.from({ scheme: editScheme, path, query });
      },
    };
  }

  private find(uri: vscode.Uri): OpenedObject {
    const opened = this.opened.find(uri);
    if (!opened) throw vscode.FileSystemError.FileNotFound(uri);
    return opened;
  }

  /** Opens the cloud of the account that opened the object. Never that of another one, whose bucket may have the same name after a while. */
  private async openCloud({ accountId }: OpenedObject): Promise<CloudPorts> {
    const { session } = this.deps;
    if (session.account?.id !== accountId)
      throw vscode.FileSystemError.Unavailable(
        l10n.t('This object was opened with account {0}: sign in with it and try again', accountId),
      );
    return session.cloud();
  }

  private async read(opened: OpenedObject): Promise<EditableObject> {
    const { oss } = await this.openCloud(opened);
    const content = await readEditable(oss, opened, this.end.signal);
    if (!content) throw vscode.FileSystemError.FileNotFound(uriOf(opened));
    if ('refused' in content) throw vscode.FileSystemError.Unavailable(editRefusalText(opened.key, content));
    this.opened.note(opened, content);
    return content;
  }

  private async settle(document: vscode.TextDocument): Promise<void> {
    const opened = document.isDirty ? undefined : this.opened.find(document.uri);
    if (!opened) return;
    this.conflicts.end(opened.id);
    await this.opened.settle(opened, document.getText());
  }

  /** A save that took the text of the bucket has ended without an upload. VS Code reloads a document without changes. */
  private async onSaved({ uri }: vscode.TextDocument): Promise<void> {
    const opened = this.opened.find(uri);
    if (!opened) return;
    this.conflicts.end(opened.id);
    if (this.taken.delete(opened.id)) await this.reload(opened);
  }

  private async reload(opened: OpenedObject): Promise<void> {
    await this.opened.change(opened, {}, true);
    this.host.changed.fire([{ type: vscode.FileChangeType.Changed, uri: uriOf(opened) }]);
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (caught) {
      throw toFileError(caught);
    }
  }
}

function findDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
}

function refuse(): never {
  throw refusal();
}

function refusal(): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(
    l10n.t('Objects are changed only by Save in their editor, or by the commands of the OSS + CDN view'),
  );
}

function encodingText(): string {
  return l10n.t('The object is UTF-8: change the encoding of the editor to UTF-8, then save again');
}

function refuseAutoSave(deps: ObjectDeps): vscode.FileSystemError {
  void offerNoAutoSave(deps);
  return vscode.FileSystemError.NoPermissions(
    l10n.t('Auto save does not publish: use Save, which uploads the text to the bucket for all visitors'),
  );
}

const offeredKey: StateKey = 'autoSaveOffered';

/** Offers once on this computer to limit auto save to files of the workspace, so that VS Code no longer tries to save objects. */
function offerNoAutoSave({ memory, log }: Pick<ObjectDeps, 'memory' | 'log'>): Promise<void> {
  return guard(log, 'offer to limit auto save', async () => {
    if (memory.get(offeredKey) === true) return;
    await memory.set(offeredKey, true);
    const message = l10n.t('Auto save does not publish objects. Limit it to files of the workspace?');
    const button = l10n.t('Limit Auto Save');
    if ((await showInformation(message, button)) !== button) return;
    await vscode.workspace
      .getConfiguration('files')
      .update('autoSaveWorkspaceFilesOnly', true, vscode.ConfigurationTarget.Global);
  });
}

/** Failures that the same request would have again. */
const lasting: readonly ErrorKind[] = [
  ...deniedKinds,
  'badFile',
  'invalidInput',
  'objectLocked',
  'objectArchived',
  'overwriteForbidden',
];

/** Converts an error to the one that VS Code expects of a file system, with our sentence as its message. */
function toFileError(caught: unknown): vscode.FileSystemError {
  if (caught instanceof vscode.FileSystemError) return caught;
  const error = toAppError(caught);
  if (error.kind === 'cancelled')
    return vscode.FileSystemError.Unavailable(
      error.details.code === 'compared'
        ? l10n.t('Nothing was saved: edit the text on the right, then save it')
        : l10n.t('Nothing was saved'),
    );
  const text = errorText(error);
  if (isErrorOf(error, 'noSuchObject')) return vscode.FileSystemError.FileNotFound(text);
  return isErrorOf(error, ...lasting)
    ? vscode.FileSystemError.NoPermissions(text)
    : vscode.FileSystemError.Unavailable(text);
}

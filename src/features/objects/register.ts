import * as vscode from 'vscode';
import { lazy } from '../../core/concurrency/lazy.js';
import { l10n } from '../../core/l10n.js';
import { type CommandDeps, registerAccountCommand, registerCommand } from '../../host/commands.js';
import { showWarning } from '../../host/display.js';
import type { Editing, openEditing } from './edit/editing.js';
import type { FileSystemHost } from './edit/objectFiles.js';
import type { ObjectCommand } from './objectCommands.js';
import type { ObjectDeps } from './objectDeps.js';

const names = [
  'downloadObjects',
  'deleteObjects',
  'copyPresignedUrl',
  'uploadFiles',
  'uploadFolder',
  'createFolder',
  'showProperties',
  'editHeaders',
  'setAcl',
  'compareObject',
  'showVersions',
  'showDeleted',
  'restoreArchived',
  'turnOnVersioning',
  'createFile',
  'renameObject',
  'moveObjects',
  'copyObjects',
] as const;

/** Registers the commands on objects of the tree. The rest is loaded with the first command. */
export function registerObjects(deps: ObjectDeps & CommandDeps): vscode.Disposable {
  const load = () => import('./objectCommands.js');
  const open = lazy(async () => (await load()).createObjectCommands(deps));
  const register = <K extends ObjectCommand>(id: K) =>
    registerAccountCommand(deps, id, async (...given) => (await open())[id](...given));
  return vscode.Disposable.from(
    registerEditing(deps, async () => (await load()).openEditing),
    ...names.map((name) => register(`ossCdn.${name}`)),
  );
}

const scheme = 'oss-cdn';

/** Returns the document that a command is for: that of an address, or the active one. `undefined` if it shows no edited object. */
function findEdited(address = vscode.window.activeTextEditor?.document.uri.toString()): vscode.Uri | undefined {
  const uris = vscode.workspace.textDocuments.map(({ uri }) => uri);
  return uris.find((uri) => uri.scheme === scheme && uri.toString() === address);
}

function tellNone(): void {
  void showWarning(l10n.t('Choose an object in the OSS + CDN view to edit it'));
}

/** Saves a document with the mark of a save by hand. Returns whether its write has begun or is still to come. */
async function saveByHand(uri: vscode.Uri, { automatic, byHand }: FileSystemHost['saves']): Promise<boolean> {
  const address = uri.toString();
  byHand.set(address, 'begun');
  await vscode.workspace.save(uri).then(undefined, () => undefined);
  if (!byHand.has(address)) return true;
  if (automatic.has(address)) byHand.set(address, 'joined');
  else byHand.delete(address);
  return byHand.has(address);
}

/** Registers the file system of edited objects and the command that opens one. `load` loads the rest with the first object. */
export function registerEditing(
  deps: ObjectDeps & CommandDeps,
  load: () => Promise<typeof openEditing>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const saves: FileSystemHost['saves'] = { automatic: new Set(), byHand: new Map() };
  let editing: Editing | undefined;
  const open = lazy(async () => {
    editing = (await load())(deps, { changed, saves });
    return editing;
  });
  const files = async () => (await open()).files;
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    // Looking for changes of others would cost a request each time: a save looks.
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => (await files()).stat(uri),
    readDirectory: async (uri) => (await files()).readDirectory(uri),
    createDirectory: async () => (await files()).createDirectory(),
    readFile: async (uri) => (await files()).readFile(uri),
    writeFile: async (...given) => (await files()).writeFile(...given),
    delete: async () => (await files()).delete(),
    rename: async () => (await files()).rename(),
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true }),
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme !== scheme) return;
      const address = document.uri.toString();
      if (reason === vscode.TextDocumentSaveReason.Manual) saves.automatic.delete(address);
      else saves.automatic.add(address);
      if (saves.byHand.get(address) === 'joined') saves.byHand.delete(address);
    }),
    registerAccountCommand(deps, 'ossCdn.editObject', async (target) => (await open()).edit(target)),
    registerCommand(deps, 'ossCdn.saveObject', async (target) => {
      const uri = findEdited(target);
      if (!uri) return tellNone();
      // An automatic save, of which the write was refused meanwhile, has ended this one too.
      if (!(await saveByHand(uri, saves))) await saveByHand(uri, saves);
    }),
    // VS Code reads the object again, and Undo brings the text back.
    registerCommand(deps, 'ossCdn.takeObject', () =>
      findEdited() ? vscode.commands.executeCommand('workbench.action.files.revert') : tellNone(),
    ),
    { dispose: () => editing?.files.dispose() },
  );
}

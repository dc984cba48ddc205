import * as vscode from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import { type FolderPlace, mappingPath } from '../../../core/publishing/mapping/mapping.js';
import { hasExactName } from '../../../core/publishing/upload/localFile.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { isTrusted } from '../../../host/trust.js';
import type { MappedFolderWatcher } from './mappedFolderWatcher.js';
import { type FolderNote, toFolderNotes } from './mappingDiagnostics.js';
import { foldersOnDisk, mappingUri, readText } from './mappingFile.js';
import type { MappingStore } from './mappingStore.js';
import { isWithin, typeOf } from './paths.js';

/** A folder that a mapping file names, and where in the file its name is. */
interface NamedFolder {
  readonly owner: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly place: FolderPlace;
}

/** Reports mapped folders that do not exist, in the Problems view and as long as they are missing. Their mappings stay valid. */
export class MissingFolders implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('ossCdnFolders');
  private readonly subscription: vscode.Disposable;
  private named: readonly NamedFolder[] = [];
  private readonly end = new AbortController();
  private readonly update: () => Promise<void>;

  constructor(
    mappingStore: Pick<MappingStore, 'onDidChange'>,
    watcher: MappedFolderWatcher,
    private readonly deps: Pick<FeatureDeps, 'clock' | 'files' | 'log'>,
  ) {
    this.update = coalesce(deps.clock, 0, () => this.updateNow(), this.end.signal);
    const onPath = (changed: vscode.Uri) => {
      if (this.named.some((each) => isWithin(each.uri, changed))) this.check();
    };
    const checkDocument = ({ uri }: vscode.TextDocument) => {
      if (uri.path.endsWith(`/${mappingPath}`)) this.check();
    };
    this.subscription = vscode.Disposable.from(
      this.diagnostics,
      mappingStore.onDidChange(() => this.check()),
      watcher.onDidCreate(onPath),
      watcher.onDidDelete(onPath),
      vscode.workspace.onDidOpenTextDocument(checkDocument),
      vscode.workspace.onDidCloseTextDocument(checkDocument),
      vscode.workspace.onDidChangeTextDocument(({ document }) => checkDocument(document)),
      // Watchers do not report the content of a renamed or deleted folder.
      vscode.workspace.onDidRenameFiles(() => this.check()),
      vscode.workspace.onDidDeleteFiles(() => this.check()),
    );
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
  }

  private check(): void {
    void guard(this.deps.log, 'check for mapped folders', () => this.update());
  }

  private async updateNow(): Promise<void> {
    const lists = await Promise.all(foldersOnDisk().map(listNamed));
    const named = lists.flat();
    const notes = await Promise.all(named.map((each) => this.noteOf(each)));
    if (this.end.signal.aborted) return;
    this.named = named;
    const missing = named.flatMap(({ place, ...each }, at) => {
      const note = notes[at];
      return note ? [{ ...each, place: { ...place, note } }] : [];
    });
    this.diagnostics.clear();
    for (const owner of new Set(missing.map((each) => each.owner))) {
      const own = missing.filter((each) => each.owner === owner);
      const text = own[0]?.text ?? '';
      this.diagnostics.set(
        mappingUri(owner),
        toFolderNotes(
          text,
          own.map(({ place }) => place),
        ),
      );
    }
  }

  /** On a case-insensitive disk a folder may exist under a name by which none of its files is found. */
  private async noteOf({ owner, uri }: NamedFolder): Promise<FolderNote | undefined> {
    if ((await typeOf(uri)) !== vscode.FileType.Directory) return 'noFolder';
    const isExact = await hasExactName({ path: uri.fsPath, root: owner.uri.fsPath }, this.deps.files);
    return isExact === false ? 'otherCase' : undefined;
  }
}

/** Lists the folders that a mapping file names. Its text is taken from the editor if the file is open there, otherwise from the disk. */
async function listNamed(owner: vscode.WorkspaceFolder): Promise<readonly NamedFolder[]> {
  if (!isTrusted()) return [];
  const file = mappingUri(owner);
  const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  // The mapping store reports an unreadable file.
  const text = shown ? shown.getText() : await readText(file).catch(() => undefined);
  if (text === undefined) return [];
  const { listFolderPlaces } = await import('../../../core/publishing/mapping/parseMapping.js');
  return listFolderPlaces(text).map((place) => ({
    owner,
    uri: vscode.Uri.joinPath(owner.uri, place.folder),
    text,
    place,
  }));
}

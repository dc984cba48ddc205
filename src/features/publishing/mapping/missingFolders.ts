import * as vscode from 'vscode';
import { type FolderPlace, mappingPath } from '../../../core/publishing/mapping/mapping.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { listAbove } from './mappedContextKeys.js';
import { toFolderNote } from './mappingDiagnostics.js';
import { foldersOnDisk, mappingUri, readText } from './mappingFile.js';
import type { MappingStore } from './mappingStore.js';
import { isWithin } from './paths.js';
import { typeOf } from './targets.js';

/** A folder that a mapping file names, and where. */
interface NamedFolder {
  readonly owner: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly place: FolderPlace;
}

/** Says in the Problems view which mapped folders are not there, for as long as they are not; that refuses nothing. */
export class MissingFolders implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('ossCdnFolders');
  private readonly subscription: vscode.Disposable;
  private watchers: vscode.Disposable[] = [];
  private watched = '';
  private named: readonly NamedFolder[] = [];
  private turn = 0;
  private ended = false;

  constructor(
    mappingStore: Pick<MappingStore, 'onDidChange'>,
    private readonly log: FeatureDeps['log'],
  ) {
    const lookIn = ({ uri }: vscode.TextDocument) => {
      if (uri.path.endsWith(`/${mappingPath}`)) this.look();
    };
    this.subscription = vscode.Disposable.from(
      this.diagnostics,
      mappingStore.onDidChange(() => this.look()),
      vscode.workspace.onDidOpenTextDocument(lookIn),
      vscode.workspace.onDidCloseTextDocument(lookIn),
      vscode.workspace.onDidChangeTextDocument(({ document }) => lookIn(document)),
      // What is in a folder that is renamed or deleted as a whole is told of nowhere else.
      vscode.workspace.onDidRenameFiles(() => this.look()),
      vscode.workspace.onDidDeleteFiles(() => this.look()),
    );
  }

  dispose(): void {
    this.ended = true;
    this.subscription.dispose();
    this.watch([]);
  }

  private look(): void {
    void guard(this.log, 'look for mapped folders', () => this.lookNow());
  }

  private async lookNow(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const lists = await Promise.all(foldersOnDisk().map(listNamed));
    const named = lists.flat();
    const types = await Promise.all(named.map(({ uri }) => typeOf(uri)));
    // A later look has read more.
    if (this.ended || turn !== this.turn) return;
    this.named = named;
    this.watch(named);
    const missing = named.filter((_each, at) => types[at] !== vscode.FileType.Directory);
    this.diagnostics.clear();
    for (const owner of new Set(missing.map((each) => each.owner))) {
      const own = missing.filter((each) => each.owner === owner);
      this.diagnostics.set(
        mappingUri(owner),
        own.map(({ text, place }) => toFolderNote(text, place)),
      );
    }
  }

  /** Hears of the folders themselves and of those around them, not of what is inside. */
  private watch(named: readonly NamedFolder[]): void {
    const above = named.flatMap(({ owner, uri }) => listAbove({ folder: owner, uri }).slice(1));
    const places = new Map(above.map((uri) => [uri.toString(), uri]));
    const wanted = [...places.keys()].join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [...places.values()].flatMap((uri) => this.watchIn(uri));
  }

  private watchIn(uri: vscode.Uri): readonly vscode.Disposable[] {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '*'), false, true);
    const note = (changed: vscode.Uri) => {
      if (this.named.some((each) => isWithin(each.uri, changed))) this.look();
    };
    return [watcher, watcher.onDidCreate(note), watcher.onDidDelete(note)];
  }
}

/** By what an editor shows, else by the disk. */
async function listNamed(owner: vscode.WorkspaceFolder): Promise<readonly NamedFolder[]> {
  const file = mappingUri(owner);
  const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  // A file that cannot be read is told of by the mappingStore.
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

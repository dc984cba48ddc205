import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { countText } from '../../../core/text/countText.js';
import { firstNamesText, wholeName } from '../../../core/text/firstNamesText.js';
import { listText, withRemark } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { isTrusted } from '../../../host/trust.js';
import { confirmDeletes } from '../confirmDeletes.js';
import { folderIn, loadEditing, rewriteMapping } from '../mapping/editMapping.js';
import { openMapping } from '../mapping/mappingFile.js';
import type { MappedFile, MappedFolder, MappingStore } from '../mapping/mappingStore.js';
import { isWithin, listFilesBelow } from '../mapping/paths.js';
import { hasConsent } from '../onSaveConsent.js';
import { isAutomatic, publishAll, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/** The most names that a message shows. */
const maxShown = 10;

/** Offers to delete from the bucket what was deleted in VS Code's Explorer. While signed out, this waits until the user signs in. */
export async function onFilesDeleted(publishing: Publishing, uris: readonly vscode.Uri[]): Promise<void> {
  if (!isTrusted()) return;
  if (publishing.deps.session.account) await deleteAfterAsking(publishing, await findAll(publishing, uris));
  else await recordDeleted(publishing, uris);
}

async function recordDeleted(
  { mappingStore, signedOutChanges }: Publishing,
  uris: readonly vscode.Uri[],
): Promise<void> {
  const isMapped = async (uri: vscode.Uri) =>
    (await mappingStore.find(uri)) !== undefined || mappingStore.folders.some((folder) => isWithin(folder.uri, uri));
  const mapped = await Promise.all(uris.map(isMapped));
  await signedOutChanges.record(
    uris.filter((_uri, at) => mapped[at]).map(({ fsPath }) => fsPath),
    'deleted',
  );
}

/**
 * Publishes renamed files, and then offers to delete the old names from the bucket. If a whole mapped folder is renamed, only warns that the mapping still
 * has the old name.
 */
export async function onFilesRenamed(publishing: Publishing, renames: readonly Renamed[]): Promise<void> {
  if (!isTrusted()) return;
  const leaving = await listLeaving(publishing, renames);
  const oldUris = leaving.map(({ oldUri }) => oldUri);
  const lists = await Promise.all(leaving.map(({ newUri }) => listFilesBelow(newUri, publishing.deps.files)));
  const uris = lists.flatMap(({ files }) => files);
  const files = (await Promise.all(uris.map((uri) => publishing.mappingStore.find(uri)))).filter(
    (file) => file !== undefined && isAutomatic(publishing, file),
  ) as MappedFile[];
  warnLeftOut(publishing, uris, { unnamed: lists.flatMap(({ unnamed }) => unnamed) });
  if (!publishing.deps.session.account) {
    await recordDeleted(publishing, oldUris);
    await publishing.signedOutChanges.record(
      files.map(({ uri }) => uri.fsPath),
      'saved',
    );
    return;
  }
  const old = await findAll(publishing, oldUris);
  // The old names are deleted after the new ones exist.
  const batch = crypto.randomUUID();
  await publishAll(publishing, files, { batch });
  await deleteAfterAsking(publishing, old, batch);
}

/** Omits, with a warning, moves of a mapped folder: it is the live site, and an outer mapping must not publish it instead. */
async function listLeaving(
  { mappingStore, deps }: Publishing,
  renames: readonly Renamed[],
): Promise<readonly Renamed[]> {
  // By the current mapping files.
  await Promise.all(renames.map(({ oldUri }) => mappingStore.find(oldUri)));
  const moved = renames.filter((rename) => movesMappedFolder(mappingStore, rename));
  // Not awaited: the notification may stay open.
  if (moved.length > 0)
    void guard(deps.log, 'warn about a renamed folder', () => promptAfterRename(mappingStore, moved));
  return renames.filter((rename) => !moved.includes(rename));
}

async function deleteAfterAsking(publishing: Publishing, files: readonly MappedFile[], batch?: string): Promise<void> {
  const [first] = files;
  if (!first) return;
  const question =
    files.length === 1
      ? l10n.t('Also delete {0} from the bucket?', quoted(first.key))
      : l10n.t('Also delete these objects from the bucket? Objects: {0}', countText(files.length));
  const button = l10n.t('Delete from Bucket');
  const objects = files.map(({ key, mapping: { bucket } }) => ({ bucket, key }));
  const detail = (restoring: string) => detailOf(files, restoring);
  if (!(await confirmDeletes(publishing.deps, objects, { question, button, detail }))) return;
  await publishAll(publishing, files, { act: 'delete', explicit: true, ...(batch !== undefined && { batch }) });
}

function detailOf(given: readonly MappedFile[], restoring: string): string {
  const files = [...given].sort((left, right) => (left.key < right.key ? -1 : 1));
  const buckets = new Set(files.map(({ mapping: { bucket } }) => withRemark(bucket.name, bucket.region)));
  const names = files.map(({ key }) => key);
  // A single object is named in the question.
  const listed = files.length > 1 ? firstNamesText(names, maxShown) : wholeName(names[0] ?? '');
  return [
    l10n.t('Bucket: {0}', listText([...buckets])),
    '',
    ...(listed ? [listed, ''] : []),
    l10n.t('The deleted files will also be purged from the CDN cache.'),
    restoring,
  ].join('\n');
}

async function findAll(publishing: Publishing, uris: readonly vscode.Uri[]): Promise<readonly MappedFile[]> {
  const lists = await Promise.all(uris.map((uri) => findPublished(publishing, uri)));
  return [...new Map(lists.flat().map((file) => [`${file.mapping.bucket.name} ${file.key}`, file])).values()];
}

/** Finds the objects of a removed file or folder that are published or in the queue. The result is empty without a consent. */
async function findPublished(publishing: Publishing, uri: vscode.Uri): Promise<readonly MappedFile[]> {
  const { mappingStore } = publishing;
  const file = await mappingStore.find(uri);
  const below = mappingStore.folders.filter((folder) => isWithin(folder.uri, uri));
  const lists = await Promise.all([
    file ? listKnown(publishing, file, file.key) : [],
    ...below.map((folder) => listKnown(publishing, folder, folder.mapping.prefix)),
  ]);
  return lists.flat();
}

async function listKnown(
  publishing: Publishing,
  { folder, mapping }: Pick<MappedFolder, 'folder' | 'mapping'>,
  start: string,
): Promise<readonly MappedFile[]> {
  if (mapping.onSave !== 'publish' || !hasConsent(publishing, { folder, mapping })) return [];
  const { mappingStore, publisher } = publishing;
  const below = start === '' || start.endsWith('/') ? start : `${start}/`;
  const keys = await publisher.listKeys(mapping.bucket, start);
  return keys
    .filter((key) => key === start || key.startsWith(below))
    .flatMap((key) => {
      const path = [mapping.folder, key.slice(mapping.prefix.length)].filter((part) => part !== '').join('/');
      // An inner mapping may have taken over what was published from here.
      const file = mappingStore.get(vscode.Uri.joinPath(folder.uri, path));
      return file?.mapping === mapping && file.key === key && isAutomatic(publishing, file) ? [file] : [];
    });
}

/** A rename in the Explorer. */
export interface Renamed {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** Returns whether a rename moved a whole mapped folder, so that its mapping still has the old name. */
function movesMappedFolder(mappingStore: MappingStore, { oldUri }: Renamed): boolean {
  return mappingStore.folders.some(({ uri }) => isWithin(uri, oldUri));
}

/** Warns about mappings that have the old name of a folder, and offers to update them. */
async function promptAfterRename(mappingStore: MappingStore, renames: readonly Renamed[]): Promise<void> {
  const affected = renames.filter((rename) => listMoved(mappingStore, rename).length > 0);
  const left = affected.flatMap((rename) => listMoved(mappingStore, rename));
  const [first] = left;
  if (!first) return;
  // A mapping names only folders inside its own workspace folder.
  const isNear = affected.every((rename) =>
    listMoved(mappingStore, rename).every(({ folder }) => isInside(rename.newUri, folder)),
  );
  const update = l10n.t('Update Mapping');
  const open = l10n.t('Open Mapping File');
  const message = l10n.t('The mapping still refers to the old folder: {0}', listText(affected.map(toText)));
  const chosen = await showWarning(message, ...(isNear ? [update] : []), open);
  if (chosen === open) await openMapping(first.folder);
  if (chosen === update)
    for (const folder of new Set(left.map((each) => each.folder))) await updateFolders(folder, affected);
}

/** Returns the mapped folders that a rename moved away from the path in their mapping. */
function listMoved({ folders }: MappingStore, { oldUri }: Renamed): readonly MappedFolder[] {
  return folders.filter(({ uri, folder }) => isWithin(uri, oldUri) && !isWithin(folder.uri, oldUri));
}

function isInside(uri: vscode.Uri, { uri: top }: vscode.WorkspaceFolder): boolean {
  return isWithin(uri, top) && !isWithin(top, uri);
}

async function updateFolders(folder: vscode.WorkspaceFolder, renames: readonly Renamed[]): Promise<void> {
  const { renameFolderIn } = await loadEditing();
  await rewriteMapping(folder, (text = '') =>
    renames
      .filter(({ oldUri }) => isInside(oldUri, folder))
      .reduce(
        (before, { oldUri, newUri }) => renameFolderIn(before, folderIn(folder, oldUri), folderIn(folder, newUri)),
        text,
      ),
  );
}

function toText({ oldUri, newUri }: Renamed): string {
  const [before, now] = [oldUri, newUri].map((uri) => quoted(vscode.workspace.asRelativePath(uri)));
  return l10n.t('{0} is now {1}', before ?? '', now ?? '');
}

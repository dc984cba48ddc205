import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { countText } from '../../../core/text/countText.js';
import { firstNamesText, wholeName } from '../../../core/text/firstNamesText.js';
import { listText, withRemark } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { guard } from '../../../host/commands.js';
import { isTrusted } from '../../../host/trust.js';
import { confirmDeletes } from '../confirmDeletes.js';
import type { MappedFile, MappedFolder } from '../mapping/mappingStore.js';
import { isWithin, listFilesBelow } from '../mapping/paths.js';
import { movesMappedFolder, promptAfterRename, type Renamed } from '../mapping/renamedFolders.js';
import { hasConsent } from '../onSaveConsent.js';
import { isAutomatic, publishAll, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/** The most names that are shown. */
const maxShown = 10;

/** Offers to delete from the bucket what was deleted in the Explorer, once a user is signed in. */
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
 * Publishes renamed files, then offers to delete the old names from the bucket. If a whole mapped folder is renamed, it
 * only warns that the mapping has the old name.
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

/** The published or queued objects of a removed file or folder; empty without consent. */
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

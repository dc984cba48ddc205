import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { leftOutText } from '../../../core/publishing/judgeFile.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';
import { toPublication } from '../../../core/publishing/mapping/toPublication.js';
import { countText } from '../../../core/text/countText.js';
import { firstNamesText } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { type CdnTarget, executeCommand, type ObjectRef } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { isTrusted } from '../../../host/trust.js';
import { hasSourceMaps } from '../judgements.js';
import { listPublished } from '../mapping/mappedObjects.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isWithin } from '../mapping/paths.js';
import { typeOf } from '../mapping/targets.js';
import { publishAll, toMappedPlace } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { askToAllow } from './askToAllow.js';

/**
 * Publishes the given files or the active one now, whatever `onSave` says. Asks again for a declined consent, and for
 * each file that may hold secrets.
 */
export async function publishFile(publishing: Publishing, targets: readonly CdnTarget[]): Promise<void> {
  if (!isTrusted()) {
    void showWarning(l10n.t('Nothing is published from an untrusted workspace'));
    return;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const wanted = targets.length > 0 ? targets : active === undefined ? [] : [active];
  if (wanted.length === 0) warnNothingOpen();
  const { files: found, refused } = await findSelectedFiles(publishing, wanted);
  warnRefused(refused);
  const files = await withoutUnwantedMaps(publishing, found);
  if (files.length === 0) return;
  const { account } = publishing.deps.session;
  if (!account) throw new AppError('notSignedIn');
  const agreed: MappedFile[] = [];
  for (const file of files) if (await mayPublish(publishing, file, account.id)) agreed.push(file);
  await saveOpen(agreed);
  await publishAll(publishing, agreed, { explicit: true });
}

/** Removes source maps of folders that leave them out, unless the user wants to publish these. */
async function withoutUnwantedMaps(
  publishing: Publishing,
  files: readonly MappedFile[],
): Promise<readonly MappedFile[]> {
  const maps = files.filter((file) => isSourceMap(file.inside) && !hasSourceMaps(publishing, file));
  if (maps.length === 0) return files;
  const question = l10n.t('Publish source maps? Files: {0}', countText(maps.length));
  const detail = [
    firstNamesText(maps.map(({ label }) => label)),
    l10n.t('They show visitors the source code. Later builds leave them out as before.'),
  ];
  if (await confirmChange({ question, detail, button: l10n.t('Publish Source Maps') })) return files;
  return files.filter((file) => !maps.includes(file));
}

/** Returns whether the name of a file is published, or the user agrees to it. */
async function mayPublish(publishing: Publishing, file: MappedFile, accountId: string): Promise<boolean> {
  if (!isNeverUploaded(file.label)) return true;
  const publication = toPublication(toMappedPlace(file, accountId), file.inside);
  return publication !== undefined && (await askToAllow(publishing, publication)) !== undefined;
}

/** Saves open files, since the bytes on disk are sent. */
async function saveOpen(files: readonly MappedFile[]): Promise<void> {
  const uris = new Set(files.map(({ uri }) => uri.toString()));
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && uris.has(document.uri.toString())) await document.save();
}

/** Warns once per reason why targets are not published, and offers the mapping file if that decides. */
function warnRefused({ unmapped, emptyFolder, missingFile, leftOut }: RefusedTargets): void {
  if (unmapped.length > 0) offerMapping(textOf('unmapped', unmapped));
  if (emptyFolder.length > 0) offerMapping(textOf('emptyFolder', emptyFolder));
  if (missingFile.length > 0) void showWarning(textOf('missingFile', missingFile));
  if (leftOut.length > 0) void showWarning(leftOutText(leftOut));
}

/** Warns that no file is open. */
function warnNothingOpen(): void {
  offerMapping(l10n.t('Open a file of a mapped folder first'));
}

function offerMapping(message: string): void {
  const open = l10n.t('Open Mapping File');
  void showWarning(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
}

interface RefusalText {
  one(name: string): string;
  several(name: string, others: string): string;
}

const texts: Readonly<Record<Exclude<keyof RefusedTargets, 'leftOut'>, RefusalText>> = {
  unmapped: {
    one: (name) => l10n.t('No mapping covers this: {0}', name),
    several: (name, others) => l10n.t('No mapping covers {0} and {1} more', name, others),
  },
  emptyFolder: {
    one: (name) => l10n.t('The mapping publishes no file in this folder. Add files or change the mapping: {0}', name),
    several: (name, others) =>
      l10n.t('The mapping publishes no file in {0} and {1} more. Add files or change the mapping', name, others),
  },
  missingFile: {
    one: (name) => l10n.t('No local file for this object. Restore the file, then publish it: {0}', name),
    several: (name, others) =>
      l10n.t('No local files for {0} and {1} more. Restore the files, then publish them', name, others),
  },
};

function textOf(reason: keyof typeof texts, [first = '', ...others]: readonly string[]): string {
  const name = noticeText(first);
  return others.length === 0 ? texts[reason].one(name) : texts[reason].several(name, countText(others.length));
}

type FileServices = Pick<Publishing, 'mappingStore' | 'deps'>;

/** Names of targets without published files, by reason. */
interface RefusedTargets {
  /** No mapping covers it. */
  readonly unmapped: readonly string[];
  /** Its name makes no object key. */
  readonly leftOut: readonly string[];
  /** A mapped folder without publishable files. */
  readonly emptyFolder: readonly string[];
  /** An object without a local file. */
  readonly missingFile: readonly string[];
}

/** The files of a selection, and targets without any. */
interface SelectedFiles {
  readonly files: readonly MappedFile[];
  readonly refused: RefusedTargets;
}

/** The files on disk of these targets without duplicates: a file itself, the publishable ones of a folder, or the source of an object. */
export async function findSelectedFiles(
  publishing: FileServices,
  targets: readonly CdnTarget[],
): Promise<SelectedFiles> {
  const files = new Map<string, MappedFile>();
  const refused: Record<keyof RefusedTargets, string[]> = {
    unmapped: [],
    leftOut: [],
    emptyFolder: [],
    missingFile: [],
  };
  for (const target of targets) {
    const found = await findOne(publishing, target, (uri) => {
      refused.leftOut.push(vscode.workspace.asRelativePath(uri));
    });
    if (typeof found === 'string') refused[found].push(nameOf(target));
    else for (const file of found) files.set(file.uri.toString(), file);
  }
  return { files: [...files.values()], refused };
}

/** The files of one target, at least one, or why there is none. */
type Found = readonly MappedFile[] | keyof RefusedTargets;

/** Called for files whose names are not UTF-8. */
type OnUnnamed = (uri: vscode.Uri) => void;

async function findOne(publishing: FileServices, target: CdnTarget, onUnnamed: OnUnnamed): Promise<Found> {
  if (typeof target !== 'string') return 'key' in target ? findSource(publishing, target) : 'unmapped';
  const { mappingStore } = publishing;
  const uri = vscode.Uri.parse(target, true);
  if ((await typeOf(uri)) === vscode.FileType.Directory) return findBelow(publishing, uri, onUnnamed);
  const file = await mappingStore.find(uri);
  if (file) return [file];
  return mappingStore.getLeftOut(uri) ? 'leftOut' : 'unmapped';
}

/** A folder publishes fewer files than could be named separately. */
async function findBelow(
  { mappingStore, deps }: FileServices,
  folder: vscode.Uri,
  onUnnamed: OnUnnamed,
): Promise<Found> {
  const files = await listPublished(mappingStore, deps.files, folder, (path) => {
    const uri = vscode.Uri.joinPath(folder, path);
    if (mappingStore.get(uri) ?? mappingStore.getLeftOut(uri)) onUnnamed(uri);
  });
  if (files.length > 0) return files;
  const isMapped = (await mappingStore.findFolder(folder)) !== undefined;
  return isMapped || mappingStore.folders.some(({ uri }) => isWithin(uri, folder)) ? 'emptyFolder' : 'unmapped';
}

/** The file that a mapping publishes as this object. */
async function findSource({ mappingStore }: FileServices, { bucket, key }: ObjectRef): Promise<Found> {
  await mappingStore.load();
  let missing = false;
  for (const { uri, mapping } of mappingStore.folders) {
    if (mapping.bucket.name !== bucket.name || !key.startsWith(mapping.prefix)) continue;
    const file = mappingStore.get(vscode.Uri.joinPath(uri, key.slice(mapping.prefix.length)));
    if (file?.mapping !== mapping || file.key !== key) continue;
    if ((await typeOf(file.uri)) === vscode.FileType.File) return [file];
    missing = true;
  }
  return missing ? 'missingFile' : 'unmapped';
}

function nameOf(target: CdnTarget): string {
  if (typeof target === 'string') return vscode.workspace.asRelativePath(vscode.Uri.parse(target, true));
  return 'key' in target ? target.key : target.name;
}

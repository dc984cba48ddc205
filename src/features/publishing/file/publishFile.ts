import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { leftOutText } from '../../../core/publishing/judgeFile.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';
import { toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { allowFile } from '../../../core/publishing/upload/allowFile.js';
import { countText } from '../../../core/text/countText.js';
import { firstNamesText } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { confirmSecretFile } from '../../../host/prompts/secretFile.js';
import { isTrusted } from '../../../host/trust.js';
import { hasSourceMaps } from '../judgements.js';
import { findSource, listPublished } from '../mapping/mappedObjects.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isWithin, typeOf } from '../mapping/paths.js';
import { publishAll, toMappedPlace } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/**
 * Publishes the given files, or the active editor's file, now and regardless of `onSave`. Asks again for a consent that was declined, and about each file
 * that may contain secrets.
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

/** Asks about source maps in folders that exclude them, and returns the files without these unless the user wants to publish them. */
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

/** Resolves to whether a file may be published by its name: the name raises no objection, or the user agrees to it. */
async function mayPublish(publishing: Publishing, file: MappedFile, accountId: string): Promise<boolean> {
  if (!isNeverUploaded(file.label)) return true;
  const publication = toPublication(toMappedPlace(file, accountId), file.inside);
  return publication !== undefined && (await askToAllow(publishing, publication)) !== undefined;
}

/** Saves the open documents of these files, since the bytes on disk are sent. */
async function saveOpen(files: readonly MappedFile[]): Promise<void> {
  const uris = new Set(files.map(({ uri }) => uri.toString()));
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && uris.has(document.uri.toString())) await document.save();
}

/** Warns why targets are not published, once for each reason. Offers to open the mapping file if the mapping is the reason. */
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

/** The names of the targets that have no files to publish, by reason. */
interface RefusedTargets {
  /** Targets that no mapping covers. */
  readonly unmapped: readonly string[];
  /** Files whose names make no valid object key. */
  readonly leftOut: readonly string[];
  /** Mapped folders without files to publish. */
  readonly emptyFolder: readonly string[];
  /** Objects without a local file. */
  readonly missingFile: readonly string[];
}

/** The files of a selection, and the targets without any files. */
interface SelectedFiles {
  readonly files: readonly MappedFile[];
  readonly refused: RefusedTargets;
}

/**
 * Finds the files on disk of these targets, without duplicates. A file stands for itself, a folder for its publishable files, and an object for the file
 * that is published as it.
 */
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

/** The files of one target, at least one, or the reason why there are none. */
type Found = readonly MappedFile[] | keyof RefusedTargets;

/** Called for each file whose name is not UTF-8. */
type OnUnnamed = (uri: vscode.Uri) => void;

async function findOne(publishing: FileServices, target: CdnTarget, onUnnamed: OnUnnamed): Promise<Found> {
  if (typeof target !== 'string') {
    const found = 'key' in target ? await findSource(publishing.mappingStore, target) : 'unmapped';
    return typeof found === 'string' ? found : [found];
  }
  const { mappingStore } = publishing;
  const uri = vscode.Uri.parse(target, true);
  if ((await typeOf(uri)) === vscode.FileType.Directory) return findBelow(publishing, uri, onUnnamed);
  const file = await mappingStore.find(uri);
  if (file) return [file];
  return mappingStore.getLeftOut(uri) ? 'leftOut' : 'unmapped';
}

/** Finds the publishable files below a folder. These may be fewer than if each file were named separately, since a folder leaves out excluded files. */
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

function nameOf(target: CdnTarget): string {
  if (typeof target === 'string') return vscode.workspace.asRelativePath(vscode.Uri.parse(target, true));
  return 'key' in target ? target.key : target.name;
}

/**
 * Asks whether to publish a file although it seems to contain secrets. The answer is remembered in this workspace. Resolves to `undefined` if the user
 * declines.
 */
export function askToAllow(
  { deps, allowedFiles }: Pick<Publishing, 'allowedFiles'> & { readonly deps: Pick<Publishing['deps'], 'files'> },
  publication: Publication,
): Promise<Publication | undefined> {
  const permit = { files: deps.files, allowedFiles, confirm: confirmSecretFile };
  return allowFile(permit, publication, new AbortController().signal);
}

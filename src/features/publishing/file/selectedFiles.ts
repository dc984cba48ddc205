import * as vscode from 'vscode';
import type { CdnTarget, ObjectRef } from '../../../host/commandIds.js';
import { listPublished } from '../mapping/mappedObjects.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isWithin } from '../mapping/paths.js';
import { typeOf } from '../mapping/targets.js';
import type { Publishing } from '../services.js';

type FileServices = Pick<Publishing, 'mappingStore' | 'deps'>;

/** Names of targets of which nothing is published, by the reason. */
export interface RefusedTargets {
  /** No mapping covers it. */
  readonly unmapped: readonly string[];
  /** Its name makes no object key. */
  readonly leftOut: readonly string[];
  /** A mapped folder without a file that its mapping publishes. */
  readonly emptyFolder: readonly string[];
  /** An object whose file is not on disk. */
  readonly missingFile: readonly string[];
}

/** What a user means by what they have selected: the mapped files, and what is none. */
export interface SelectedFiles {
  readonly files: readonly MappedFile[];
  readonly refused: RefusedTargets;
}

/** The files on disk behind these targets, each once: a file itself, those of a folder that its mapping would publish, the one that an object comes from. */
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

/** The files of one target, at least one of them, or why there is none. */
type Found = readonly MappedFile[] | keyof RefusedTargets;

/** Is told of files in a folder whose names are not UTF-8. */
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

/** A folder publishes less than may be named in it. */
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

import * as vscode from 'vscode';
import type { CdnTarget, ObjectRef } from '../../../host/commandIds.js';
import { listPublished } from '../mapping/mappedObjects.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { typeOf } from '../mapping/targets.js';
import type { Publishing } from '../services.js';

type FileServices = Pick<Publishing, 'mappingStore' | 'deps'>;

/** What a user means by what they have selected: the mapped files, and the names of what no mapping covers. */
export interface SelectedFiles {
  readonly files: readonly MappedFile[];
  readonly unmapped: readonly string[];
  /** Those whose names no object can have. */
  readonly leftOut: readonly string[];
}

/** The files on disk behind these targets, each once: a file itself, those of a folder that its mapping would publish, the one that an object comes from. */
export async function findSelectedFiles(
  publishing: FileServices,
  targets: readonly CdnTarget[],
): Promise<SelectedFiles> {
  const files = new Map<string, MappedFile>();
  const unmapped: string[] = [];
  const leftOut: string[] = [];
  for (const target of targets) {
    const found = await findOne(publishing, target);
    if (found.length === 0) ((await isLeftOut(publishing, target)) ? leftOut : unmapped).push(nameOf(target));
    for (const file of found) files.set(file.uri.toString(), file);
  }
  return { files: [...files.values()], unmapped, leftOut };
}

async function findOne(publishing: FileServices, target: CdnTarget): Promise<readonly MappedFile[]> {
  if (typeof target !== 'string') return 'key' in target ? findSource(publishing, target) : [];
  const uri = vscode.Uri.parse(target, true);
  if ((await typeOf(uri)) === vscode.FileType.Directory) {
    // A folder publishes less than may be named in it.
    return listPublished(publishing.mappingStore, publishing.deps.files, uri);
  }
  const file = await publishing.mappingStore.find(uri);
  return file ? [file] : [];
}

/** Whether a mapping covers the file though no object can have its name. */
async function isLeftOut({ mappingStore }: FileServices, target: CdnTarget): Promise<boolean> {
  if (typeof target !== 'string') return false;
  const uri = vscode.Uri.parse(target, true);
  return mappingStore.getLeftOut(uri) !== undefined && (await typeOf(uri)) !== vscode.FileType.Directory;
}

/** The file that a mapping publishes as this object. */
async function findSource({ mappingStore }: FileServices, { bucket, key }: ObjectRef): Promise<readonly MappedFile[]> {
  await mappingStore.load();
  for (const { uri, mapping } of mappingStore.folders) {
    if (mapping.bucket.name !== bucket.name || !key.startsWith(mapping.prefix)) continue;
    const file = mappingStore.get(vscode.Uri.joinPath(uri, key.slice(mapping.prefix.length)));
    if (file?.mapping !== mapping || file.key !== key) continue;
    if ((await typeOf(file.uri)) === vscode.FileType.File) return [file];
  }
  return [];
}

function nameOf(target: CdnTarget): string {
  if (typeof target === 'string') return vscode.workspace.asRelativePath(vscode.Uri.parse(target, true));
  return 'key' in target ? target.key : target.name;
}

import * as vscode from 'vscode';
import type { FilePort } from '../../../core/ports/local.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { listInWorkspace } from '../../../core/publishing/mapping/listUploadable.js';
import { listMappingsOf, type Mapping, type MappingIndex } from '../../../core/publishing/mapping/mapping.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import type { MappedObject, MappedObjects } from '../../../host/mappedObjects.js';
import { isTrusted } from '../../../host/trust.js';
import { foldersOnDisk } from './mappingFile.js';
import type { MappedFile, MappingStore } from './mappingStore.js';
import { toLabelled, typeOf } from './paths.js';

/** The most files that are listed. More files would have more URLs than the quota of a day. */
const maxListedFiles = 20_000;

/** Gives other features read access to the mapping store. */
export function createMappedObjects(
  mappingStore: MappingStore,
  files: Pick<FilePort, 'list' | 'realPath'>,
): MappedObjects {
  return {
    findFile: async (uri) => toObject(await mappingStore.find(uri)),
    findFolder: async (uri) => toObject(await mappingStore.findFolder(uri)),
    listBelow: async (uri) => {
      const found = await listPublished(mappingStore, files, uri);
      return found.slice(0, maxListedFiles).flatMap((file) => toObject(file) ?? []);
    },
    findPublished: async (bucket, keys) => {
      await mappingStore.update();
      const indexes = foldersOnDisk().map((folder) => mappingStore.mappingsOf(folder));
      const mappings = new Set<Mapping>();
      let count = 0;
      for (const key of keys) {
        const found = indexes.flatMap((index) => publishedBy(mappingStore, index, bucket, key));
        if (found.length > 0) count += 1;
        for (const mapping of found) mappings.add(mapping);
      }
      const all = [...mappings];
      return {
        count,
        domains: [...new Set(all.flatMap(({ domains }) => domains))],
        variants: [...new Set(all.flatMap(({ refreshVariants = [] }) => refreshVariants))],
      };
    },
    findSource: async (object) => {
      const found = await findSource(mappingStore, object);
      return typeof found === 'string' ? undefined : found.uri.toString();
    },
    listFolders: async () => {
      await mappingStore.update();
      return mappingStore.folders.map(({ uri, mapping }) => ({ folder: uri.toString(), mapping }));
    },
    listVariants: async (bucket, key) => {
      await mappingStore.update();
      const found = foldersOnDisk().flatMap((folder) =>
        publishedBy(mappingStore, mappingStore.mappingsOf(folder), bucket, key),
      );
      return found.flatMap((mapping) => mapping.refreshVariants ?? []);
    },
  };
}

/** Returns the mappings that publish a file as this object. */
function publishedBy(
  mappingStore: MappingStore,
  mappings: MappingIndex,
  bucket: BucketRef,
  key: string,
): readonly Mapping[] {
  const found = listMappingsOf(mappings, bucket, key);
  return found
    .filter(({ mapping, inside }) => mappingStore.rulesOf(mapping).includes(inside))
    .map(({ mapping }) => mapping);
}

/**
 * Lists the publishable files below a folder, without excluded files and those that may contain secrets. The list is empty until the workspace is trusted.
 * `onUnnamed` is called as in `FilePort.list`.
 */
export async function listPublished(
  mappingStore: MappingStore,
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: vscode.Uri,
  onUnnamed?: (path: string) => void,
): Promise<readonly MappedFile[]> {
  if (!isTrusted()) return [];
  const { signal } = new AbortController();
  const listed = await listInWorkspace(files, toLabelled(folder), signal, onUnnamed && { onUnnamed });
  const found = await Promise.all(listed.map(({ path }) => mappingStore.find(vscode.Uri.joinPath(folder, path))));
  return found
    .filter((file) => file !== undefined)
    .filter(({ mapping, inside, label }) => mappingStore.rulesOf(mapping).includes(inside) && !isNeverUploaded(label));
}

/** Finds the file that a mapping publishes as this object, or why there is none: no mapping covers the object, or the file is not on disk. */
export async function findSource(
  mappingStore: MappingStore,
  { bucket, key }: ObjectRef,
): Promise<MappedFile | 'missingFile' | 'unmapped'> {
  await mappingStore.load();
  let missing = false;
  for (const { uri, mapping } of mappingStore.folders) {
    if (mapping.bucket.name !== bucket.name || !key.startsWith(mapping.prefix)) continue;
    const file = mappingStore.get(vscode.Uri.joinPath(uri, key.slice(mapping.prefix.length)));
    if (file?.mapping !== mapping || file.key !== key) continue;
    if ((await typeOf(file.uri)) === vscode.FileType.File) return file;
    missing = true;
  }
  return missing ? 'missingFile' : 'unmapped';
}

function toObject(found: MappedFile | undefined): MappedObject | undefined {
  if (!found) return undefined;
  const { mapping, key, label, folder, uri } = found;
  return { mapping, key, name: label || folder.name, path: uri.fsPath };
}

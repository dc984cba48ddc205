import type { Uri } from 'vscode';
import type { BucketRef } from '../core/ports/oss.js';
import type { Mapping, MappingPlace } from '../core/publishing/mapping/mapping.js';

/** What a file or folder of the workspace is in the bucket. */
export interface MappedObject {
  readonly mapping: Mapping;
  /** The key of a file; the prefix of a folder, which ends in `/` or is empty. */
  readonly key: string;
  /** The path in the workspace folder, or the name of that folder. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** What the mappings say of objects that they publish. */
export interface PublishedObjects {
  readonly count: number;
  /** The domains and further URLs that their mappings name, each once. */
  readonly domains: readonly string[];
  readonly variants: readonly string[];
}

/** Answers which objects the files of the workspace are, by the mapping files as they are on disk now. */
export interface MappedObjects {
  /** The object of a file, whatever the globs of its mapping say; `undefined` when no mapping covers it. */
  findFile(uri: Uri): Promise<MappedObject | undefined>;
  /** The prefix of a mapped folder or of one in it; `undefined` when no mapping covers it. */
  findFolder(uri: Uri): Promise<MappedObject | undefined>;
  /** The objects of the files below a folder that their mappings publish. */
  listBelow(uri: Uri): Promise<readonly MappedObject[]>;
  /** Which of these objects the mappings publish, whether or not their files are there. */
  findPublished(bucket: BucketRef, keys: readonly string[]): Promise<PublishedObjects>;
  /** Every mapped folder of the workspace, by its URI text. */
  listFolders(): Promise<readonly MappingPlace[]>;
  /** The further URLs that the mappings name for an object, whether or not its file is there. */
  listVariants(bucket: BucketRef, key: string): Promise<readonly string[]>;
}

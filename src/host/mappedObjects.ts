import type { Uri } from 'vscode';
import type { BucketRef } from '../core/ports/oss.js';
import type { Mapping, MappingPlace } from '../core/publishing/mapping/mapping.js';

/** The object of a local file or folder. */
export interface MappedObject {
  readonly mapping: Mapping;
  /** The key of a file, or the prefix of a folder, which ends in `/` or is empty. */
  readonly key: string;
  /** The path in the workspace folder, or the name of that folder. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** The mappings' settings for published objects. */
export interface PublishedObjects {
  readonly count: number;
  /** Domains and further URLs of the mappings, without duplicates. */
  readonly domains: readonly string[];
  readonly variants: readonly string[];
}

/** Finds the objects of files in the workspace, by the current mapping files on disk. */
export interface MappedObjects {
  /** The object of a file, regardless of globs; `undefined` if no mapping covers it. */
  findFile(uri: Uri): Promise<MappedObject | undefined>;
  /** The prefix of a folder in a mapping; `undefined` if no mapping covers it. */
  findFolder(uri: Uri): Promise<MappedObject | undefined>;
  /** The published objects of the files below a folder. */
  listBelow(uri: Uri): Promise<readonly MappedObject[]>;
  /** The objects among these that the mappings publish. Their files need not exist. */
  findPublished(bucket: BucketRef, keys: readonly string[]): Promise<PublishedObjects>;
  /** Every mapped folder of the workspace, by its URI text. */
  listFolders(): Promise<readonly MappingPlace[]>;
  /** The further URLs of an object in the mappings. Its file need not exist. */
  listVariants(bucket: BucketRef, key: string): Promise<readonly string[]>;
}

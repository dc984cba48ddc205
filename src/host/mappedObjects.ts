import type { Uri } from 'vscode';
import type { BucketRef, ObjectRef } from '../core/ports/oss.js';
import type { Mapping, MappingPlace } from '../core/publishing/mapping/mapping.js';

/** The object of a local file or folder. */
export interface MappedObject {
  readonly mapping: Mapping;
  /** The key of a file, or the prefix of a folder. A prefix ends in `/` or is empty. */
  readonly key: string;
  /** The path within the workspace folder, or the name of the workspace folder for the folder itself. */
  readonly name: string;
  /** The absolute path on disk. */
  readonly path: string;
}

/** The specifications of the mappings for a set of published objects. */
export interface PublishedObjects {
  readonly count: number;
  /** The domains and the additional URLs in the mappings, without duplicates. */
  readonly domains: readonly string[];
  readonly variants: readonly string[];
}

/** Finds the objects that files of the workspace are published as, by the mapping files currently on disk. */
export interface MappedObjects {
  /** Resolves to the object of a file, whether or not the globs of the mapping include it, or to `undefined` if no mapping covers the file. */
  findFile(uri: Uri): Promise<MappedObject | undefined>;
  /** Resolves to the prefix of a folder, or to `undefined` if no mapping covers the folder. */
  findFolder(uri: Uri): Promise<MappedObject | undefined>;
  /** Lists the published objects of all files below a folder. */
  listBelow(uri: Uri): Promise<readonly MappedObject[]>;
  /** Finds which of these objects the mappings publish. Their files need not exist. */
  findPublished(bucket: BucketRef, keys: readonly string[]): Promise<PublishedObjects>;
  /** Resolves to the file on disk that a mapping publishes as this object, as a URI text, or to `undefined` if there is none. */
  findSource(object: ObjectRef): Promise<string | undefined>;
  /** Lists every mapped folder of the workspace, each with its URI text. */
  listFolders(): Promise<readonly MappingPlace[]>;
  /** Lists the additional URLs of an object in the mappings. The file of the object need not exist. */
  listVariants(bucket: BucketRef, key: string): Promise<readonly string[]>;
}

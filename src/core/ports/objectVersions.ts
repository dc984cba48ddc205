/** A version of an object, or a delete marker, which has neither size nor ETag. */
export interface ObjectVersion {
  readonly key: string;
  /** Its id. It is `null`, as text, for the one version that was written while versioning was not on, or suspended. */
  readonly versionId: string;
  /** Whether it is the current version. An object whose current version is a delete marker counts as deleted. */
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly lastModified: string;
  readonly size: number;
  /** The ETag without quotes. */
  readonly etag: string;
  readonly storageClass?: string;
}

/** The place in a list of versions after which the next page begins. */
export interface VersionMarker {
  readonly key: string;
  readonly versionId?: string;
}

/** The versions to list: those of keys under `prefix`, at most `limit` (1 to 1000), with folders grouped at `/` unless `flat` is set. */
export interface VersionQuery {
  readonly prefix: string;
  readonly marker?: VersionMarker;
  readonly limit: number;
  readonly flat?: boolean;
}

/** One page of a list of versions. `next` is absent on the last page. */
export interface VersionPage {
  readonly versions: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  readonly next?: VersionMarker;
}

/** The tags of an object by key: at most 10, with keys of 1 to 128 characters and values of up to 256. Source: PutObjectTagging. */
export type ObjectTags = Readonly<Record<string, string>>;

/**
 * A request to restore an archived object for `days`: at most 7 for the class `Archive`, 365 for the others. `tier` is its priority, of the other classes
 * alone: for `ColdArchive` it takes up to 1 h (`Expedited`), 5 h or 12 h (`Bulk`); for `DeepColdArchive`, 12 h or 48 h (no `Bulk`). Source: RestoreObject.
 */
export interface RestoreRequest {
  readonly days: number;
  readonly tier?: 'Expedited' | 'Standard' | 'Bulk';
  /** The version to restore, by default the current one. */
  readonly versionId?: string;
}

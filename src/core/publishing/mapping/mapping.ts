import { toObjectKey } from '../../objectKey.js';
import type { BucketRef } from '../../ports/oss.js';

/** The path of the mapping file in a workspace folder. */
export const mappingPath = '.vscode/oss-cdn.json';

/** The largest mapping file, in bytes. */
export const maxMappingBytes = 256 * 1024;

/** The effect of saving a mapped file: upload and refresh, only refresh (another program uploads), or nothing. */
export const onSaveModes = ['publish', 'refresh', 'off'] as const;
export type OnSave = (typeof onSaveModes)[number];

/** Headers for the objects of some files. Of several rules for a file the last one wins for each header. */
export interface HeaderRule {
  /** Globs relative to the mapped folder. */
  readonly files: readonly string[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A workspace folder and the target of its files. */
export interface Mapping {
  /** POSIX path relative to the workspace folder; empty for the workspace folder itself. */
  readonly folder: string;
  /** The target; with `uploadDomain`, files are written through that domain. */
  readonly bucket: BucketRef;
  /** The prefix of each key; empty or ending in `/`. */
  readonly prefix: string;
  /** CDN domains of the bucket. If empty: the account's online domains with it as origin, without wildcards. */
  readonly domains: readonly string[];
  readonly onSave: OnSave;
  /** Globs relative to the folder. By default all files are included; `exclude` wins. A glob without `/` matches names in every folder. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly headers?: readonly HeaderRule[];
  /** Further URLs to refresh with each file: paths at every domain, or whole URLs at the mapping's own; `{path}` is the file's path. */
  readonly refreshVariants?: readonly string[];
  /** Globs of build output that is published when it changes outside the editor. */
  readonly watch?: readonly string[];
  /** Edges fetch fresh URLs at once. */
  readonly prefetch?: boolean;
}

export type MappingProblemKind =
  | 'badJson'
  | 'tooLarge'
  | 'notRegular'
  | 'wrongType'
  | 'missingField'
  | 'unknownField'
  | 'badFolder'
  | 'reservedName'
  | 'badBucket'
  | 'badRegion'
  | 'badPrefix'
  | 'badDomain'
  | 'badOnSave'
  | 'badGlob'
  | 'slowGlob'
  | 'tooManyGlobs'
  | 'badHeader'
  | 'nonAsciiHeader'
  | 'badVariant'
  | 'duplicateFolder'
  | 'duplicateTarget';

/** A problem of the mapping file and its place: `offset` and `length` in UTF-16 units. */
export interface MappingProblem {
  readonly kind: MappingProblemKind;
  readonly offset: number;
  readonly length: number;
  /** The refused text or the name of the field. */
  readonly subject: string;
}

/** The place of a folder in a mapping file: `offset` and `length` in UTF-16 units. */
export interface FolderPlace {
  /** As in `Mapping`. */
  readonly folder: string;
  readonly offset: number;
  readonly length: number;
}

/** The parsed mapping file: the valid mappings, and the problems. */
export interface MappingFile {
  readonly mappings: readonly Mapping[];
  readonly problems: readonly MappingProblem[];
}

/** The mappings of a workspace folder by folder: there may be thousands, and each file is looked up. */
export type MappingIndex = ReadonlyMap<string, Mapping>;

/** Indexes mappings with different folders. */
export function indexMappings(mappings: readonly Mapping[]): MappingIndex {
  return new Map(mappings.map((mapping) => [mapping.folder, mapping]));
}

/** Finds the innermost mapping of a file (POSIX path relative to the workspace folder). */
export function findMapping(
  mappings: MappingIndex,
  relativePath: string,
): { readonly mapping: Mapping; readonly inside: string } | undefined {
  for (let end = relativePath.lastIndexOf('/'); end > 0; end = relativePath.lastIndexOf('/', end - 1)) {
    const mapping = mappings.get(relativePath.slice(0, end));
    if (mapping) return { mapping, inside: relativePath.slice(end + 1) };
  }
  const mapping = mappings.get('');
  return mapping && { mapping, inside: relativePath };
}

/** Finds the mappings in which a file has this object. */
export function listMappingsOf(
  mappings: MappingIndex,
  { name, region }: BucketRef,
  key: string,
): readonly { readonly mapping: Mapping; readonly inside: string }[] {
  return [...mappings.values()].flatMap((mapping) => {
    const { bucket, prefix, folder } = mapping;
    if (bucket.name !== name || bucket.region !== region || !key.startsWith(prefix)) return [];
    const inside = key.slice(prefix.length);
    // A file of an inner folder with its own mapping has another target.
    const isIts = findMapping(mappings, folder === '' ? inside : `${folder}/${inside}`)?.mapping === mapping;
    return isIts && toObjectKey(prefix, inside) === key ? [{ mapping, inside }] : [];
  });
}

/** A mapped folder, by an identifier such as its URI text. */
export interface MappingPlace {
  readonly folder: string;
  readonly mapping: Mapping;
}

/** Why a folder cannot be published to the root of a bucket. Another domain of the same bucket is no conflict. */
export interface PlaceConflict {
  /** The folder has another bucket, or a prefix of this one; or another folder has the root of this one. */
  readonly kind: 'otherBucket' | 'prefix' | 'otherFolder';
  readonly present: MappingPlace;
}

/** Finds the conflict of publishing a folder to the root of a bucket. Without a chosen folder or bucket there is none. */
export function findPlaceConflict(
  places: readonly MappingPlace[],
  { folder, bucket }: { readonly folder: string | undefined; readonly bucket: BucketRef | undefined },
): PlaceConflict | undefined {
  if (folder === undefined || !bucket) return undefined;
  const isThere = ({ mapping }: MappingPlace) => mapping.bucket.name === bucket.name;
  const own = places.find((place) => place.folder === folder);
  if (own && !isThere(own)) return { kind: 'otherBucket', present: own };
  if (own) return own.mapping.prefix === '' ? undefined : { kind: 'prefix', present: own };
  const taker = places.find((place) => isThere(place) && place.mapping.prefix === '');
  return taker && { kind: 'otherFolder', present: taker };
}

import { toObjectKey } from '../../objectKey.js';
import type { BucketRef } from '../../ports/oss.js';

/** Where the mapping file is, relative to a workspace folder. */
export const mappingPath = '.vscode/oss-cdn.json';

/** A mapping file with more bytes than this is refused. */
export const maxMappingBytes = 256 * 1024;

/** What saving a mapped file does: upload it and refresh its URLs, only refresh (something else uploads), or nothing. */
export const onSaveModes = ['publish', 'refresh', 'off'] as const;
export type OnSave = (typeof onSaveModes)[number];

/** Headers for the objects of some files. Of several rules for one file the later one counts, header by header. */
export interface HeaderRule {
  /** Globs relative to the mapped folder. */
  readonly files: readonly string[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One folder of the workspace and where its files go. */
export interface Mapping {
  /** POSIX path relative to the workspace folder; empty for the workspace folder itself. */
  readonly folder: string;
  /** Where files go; with `uploadDomain` they are written through that domain instead of the default one. */
  readonly bucket: BucketRef;
  /** Put before each relative path; empty or ending in `/`. */
  readonly prefix: string;
  /** Accelerated names that serve the bucket; none means the account's online ones that have it as origin, wildcards left out. */
  readonly domains: readonly string[];
  readonly onSave: OnSave;
  /** Globs relative to the folder; absent includes all, and `exclude` wins. One without `/` fits names in every folder. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly headers?: readonly HeaderRule[];
  /** Further URLs to refresh with each file: paths at every domain, or whole URLs at the mapping's own; `{path}` is the file's path. */
  readonly refreshVariants?: readonly string[];
  /** Globs of build output that is published when it changes outside of the editor. */
  readonly watch?: readonly string[];
  /** Fresh URLs are fetched by the edges at once. */
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

/** Why something in the mapping file is refused, and where: `offset` and `length` in UTF-16 units. */
export interface MappingProblem {
  readonly kind: MappingProblemKind;
  readonly offset: number;
  readonly length: number;
  /** The refused text or the name of the field. */
  readonly subject: string;
}

/** Where a mapping names its folder: `offset` and `length` in UTF-16 units. */
export interface FolderPlace {
  /** As in `Mapping`. */
  readonly folder: string;
  readonly offset: number;
  readonly length: number;
}

/** What a mapping file says: the mappings without a problem, and the problems. */
export interface MappingFile {
  readonly mappings: readonly Mapping[];
  readonly problems: readonly MappingProblem[];
}

/** The mappings of a workspace folder by their folder: there may be thousands, and each file is looked up. */
export type MappingIndex = ReadonlyMap<string, Mapping>;

/** Indexes mappings, no two of one folder. */
export function indexMappings(mappings: readonly Mapping[]): MappingIndex {
  return new Map(mappings.map((mapping) => [mapping.folder, mapping]));
}

/** The mapping that covers a file (POSIX path relative to the workspace folder), the innermost folder first. */
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

/** The mappings that have a file become this object, the other way round. */
export function listMappingsOf(
  mappings: MappingIndex,
  { name, region }: BucketRef,
  key: string,
): readonly { readonly mapping: Mapping; readonly inside: string }[] {
  return [...mappings.values()].flatMap((mapping) => {
    const { bucket, prefix, folder } = mapping;
    if (bucket.name !== name || bucket.region !== region || !key.startsWith(prefix)) return [];
    const inside = key.slice(prefix.length);
    // A file of an inner folder with a mapping of its own is published elsewhere.
    const isIts = findMapping(mappings, folder === '' ? inside : `${folder}/${inside}`)?.mapping === mapping;
    return isIts && toObjectKey(prefix, inside) === key ? [{ mapping, inside }] : [];
  });
}

/** A mapped folder, by what identifies it in the workspace, such as its URI text. */
export interface MappingPlace {
  readonly folder: string;
  readonly mapping: Mapping;
}

/** Why a folder cannot be published to the root of a bucket; a further domain of the bucket that it goes to is no conflict. */
export interface PlaceConflict {
  /** The folder goes to another bucket, or below a prefix of this one; or another folder goes to the root of this one. */
  readonly kind: 'otherBucket' | 'prefix' | 'otherFolder';
  readonly present: MappingPlace;
}

/** What keeps a folder from being published to the root of a bucket, among the mapped folders; of a folder or a bucket that is not chosen yet nothing is known. */
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

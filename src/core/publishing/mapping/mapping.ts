import { l10n } from '../../l10n.js';
import { toObjectKey } from '../../objectKey.js';
import type { BucketRef } from '../../ports/oss.js';
import { plainText } from '../../text/plainText.js';

/** The path of the mapping file, relative to the workspace folder. */
export const mappingPath = '.vscode/oss-cdn.json';

/** The largest mapping file, in bytes. */
export const maxMappingBytes = 256 * 1024;

/**
 * The effects of a save. `publish` uploads and refreshes the mapped file, `refresh` only refreshes its URLs (another program uploads), `off` does nothing.
 */
export const onSaveModes = ['publish', 'refresh', 'off'] as const;
export type OnSave = (typeof onSaveModes)[number];

/** The headers that some files of a mapping get. If several rules set the same header for a file, the last rule wins. */
export interface HeaderRule {
  /** The files of this rule, as globs relative to the mapped folder. */
  readonly files: readonly string[];
  /** The headers to set, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A folder whose files are published, with their target: the bucket, the key prefix and the CDN domains. */
export interface Mapping {
  /** The POSIX path of the folder relative to the workspace folder. Empty for the workspace folder itself. */
  readonly folder: string;
  /** The bucket that the files are published to. If it has an `uploadDomain`, they are written through that domain. */
  readonly bucket: BucketRef;
  /** The beginning of each object key. Empty or ending in `/`. */
  readonly prefix: string;
  /** The CDN domains to refresh. An empty list stands for all online domains of the account that have the bucket as origin, except wildcards. */
  readonly domains: readonly string[];
  readonly onSave: OnSave;
  /** Globs relative to the folder. By default all files are included; `exclude` wins. A glob without `/` matches names in every folder. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly headers?: readonly HeaderRule[];
  /** `off` if only the rules of `headers` set Cache-Control. By default names with a hash are kept for a year, pages are revalidated, and others are kept for an hour. */
  readonly cache?: 'off';
  /** Further URLs to refresh with each file: paths at every domain, or whole URLs at the mapping's own; `{path}` is the file's path. */
  readonly refreshVariants?: readonly string[];
  /** The build output to publish when another program changes it, as globs relative to the folder. */
  readonly watch?: readonly string[];
  /** Whether edges fetch each URL right after its refresh. */
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

/** A problem in a mapping file and the place of it. `offset` and `length` are in UTF-16 code units. */
export interface MappingProblem {
  readonly kind: MappingProblemKind;
  readonly offset: number;
  readonly length: number;
  /** The refused text or the name of the field. */
  readonly subject: string;
}

const problemSentences = {
  badJson: () => l10n.t('This is not valid JSON'),
  tooLarge: () => l10n.t('This file is larger than 256 KB and is not read'),
  notRegular: () => l10n.t('This is not a regular file and is not read: replace it with a regular file'),
  wrongType: (subject) => l10n.t('This field has a value of the wrong type: {0}', subject),
  missingField: (subject) => l10n.t('This field is missing or empty: {0}', subject),
  unknownField: (subject) => l10n.t('This field is unknown or repeated: {0}', subject),
  badFolder: (subject) =>
    l10n.t('The folder must be a path inside the workspace folder, written with "/": {0}', subject),
  reservedName: (subject) =>
    l10n.t(
      'Windows does not allow this folder name (con, nul, com1, and so on, or a trailing dot or space): {0}',
      subject,
    ),
  badBucket: (subject) => l10n.t('A bucket name has 3 to 63 lowercase letters, digits, and hyphens: {0}', subject),
  badRegion: (subject) => l10n.t('This is not the ID of a public region such as cn-hangzhou: {0}', subject),
  badPrefix: (subject) =>
    l10n.t('A prefix must be a path such as assets/img/, without a leading "/" or "..": {0}', subject),
  badDomain: (subject) => l10n.t('This is not an accelerated domain name such as img.example.com: {0}', subject),
  badOnSave: (subject) => l10n.t('onSave must be "publish", "refresh", or "off": {0}', subject),
  badGlob: (subject) => l10n.t('Enter a glob relative to the mapped folder, such as **/*.html: {0}', subject),
  slowGlob: (subject) =>
    l10n.t(
      'Matching this glob could take too long. Use at most 256 characters, three "*" between two "/", three "**", and four groups, none repeated: {0}',
      subject,
    ),
  tooManyGlobs: (subject) =>
    l10n.t(
      'A mapping can have at most 1,000 globs, each choice in braces counted as one: {0}. Use fewer, such as **/*.js for many files',
      subject,
    ),
  badHeader: (subject) => l10n.t('This value is not valid for the header: {0}', subject),
  nonAsciiHeader: (subject) =>
    l10n.t(
      "Header values must be ASCII: percent-encode a Content-Disposition file name, as in filename*=UTF-8''%E6%96%87.pdf: {0}",
      subject,
    ),
  badVariant: (subject) =>
    l10n.t(
      'A refresh variant must be a path such as /feed.xml, a path with {path}, or a URL on a domain of this mapping, percent-encoded and without "*": {0}',
      subject,
    ),
  duplicateFolder: (subject) => l10n.t('Another mapping uses the same folder: {0}', subject),
  duplicateTarget: (subject) => l10n.t('Another folder is published to the same bucket and prefix: {0}', subject),
} satisfies Record<MappingProblemKind, (subject: string) => string>;

/** Returns the sentence that tells the user what is wrong with a part of the mapping file. */
export function mappingProblemText({ kind, subject }: Pick<MappingProblem, 'kind' | 'subject'>): string {
  return problemSentences[kind](plainText(subject));
}

/** Where a mapping file names a folder. `offset` and `length` are in UTF-16 code units. */
export interface FolderPlace {
  /** As in `Mapping`. */
  readonly folder: string;
  readonly offset: number;
  readonly length: number;
}

/** The result of parsing a mapping file: its valid mappings, and the problems of the rest. */
export interface MappingFile {
  readonly mappings: readonly Mapping[];
  readonly problems: readonly MappingProblem[];
}

/** The mappings of a workspace folder, by folder. A map, because there may be thousands, and every changed file is looked up. */
export type MappingIndex = ReadonlyMap<string, Mapping>;

/** Creates the index of these mappings, which must have different folders. */
export function indexMappings(mappings: readonly Mapping[]): MappingIndex {
  return new Map(mappings.map((mapping) => [mapping.folder, mapping]));
}

/** Finds the innermost mapping that covers a file, given as a POSIX path relative to the workspace folder. `undefined` if no mapping covers it. */
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

/** The path in its workspace folder of a file at `inside` in a mapped folder. */
export function labelIn({ folder }: Pick<Mapping, 'folder'>, inside: string): string {
  return folder === '' ? inside : `${folder}/${inside}`;
}

/** Returns whether a file at `inside` in the folder of a mapping belongs to that mapping, and not to one of an inner folder. */
export function isOwnFile(mappings: MappingIndex, mapping: Mapping, inside: string): boolean {
  return findMapping(mappings, labelIn(mapping, inside))?.mapping.folder === mapping.folder;
}

/** Finds all mappings that could publish a file to this object key, each with the path that the file would have inside the mapped folder. */
export function listMappingsOf(
  mappings: MappingIndex,
  { name, region }: BucketRef,
  key: string,
): readonly { readonly mapping: Mapping; readonly inside: string }[] {
  return [...mappings.values()].flatMap((mapping) => {
    const { bucket, prefix } = mapping;
    if (bucket.name !== name || bucket.region !== region || !key.startsWith(prefix)) return [];
    const inside = key.slice(prefix.length);
    return isOwnFile(mappings, mapping, inside) && toObjectKey(prefix, inside) === key ? [{ mapping, inside }] : [];
  });
}

/** A mapping and its folder, named by an identifier such as the folder's URI. */
export interface MappingPlace {
  readonly folder: string;
  readonly mapping: Mapping;
}

/** The conflict that prevents publishing a folder to the root of a bucket. Another domain of the same bucket does not count as a conflict. */
export interface PlaceConflict {
  /** The folder has another bucket, or a prefix of this one; or another folder has the root of this one. */
  readonly kind: 'otherBucket' | 'prefix' | 'otherFolder';
  readonly present: MappingPlace;
}

/** Finds what prevents publishing a folder to the root of a bucket. `undefined` if nothing does, or if the folder or the bucket has not been chosen yet. */
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

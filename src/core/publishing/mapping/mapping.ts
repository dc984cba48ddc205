import { l10n } from '../../l10n.js';
import { toObjectKey } from '../../objectKey.js';
import type { BucketRef } from '../../ports/oss.js';
import { plainText } from '../../text/plainText.js';

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

/** The sentence that refuses a part of a mapping file. */
export function mappingProblemText({ kind, subject }: Pick<MappingProblem, 'kind' | 'subject'>): string {
  return problemSentences[kind](plainText(subject));
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

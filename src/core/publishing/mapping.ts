import type { BucketRef } from '../ports/oss.js';

/** Where the mapping file is, relative to a workspace folder. */
export const mappingPath = '.vscode/oss-cdn.json';

/** What saving a mapped file does: upload it and refresh its URLs, or nothing. */
export const onSaveModes = ['publish', 'off'] as const;
export type OnSave = (typeof onSaveModes)[number];

/** One folder of the workspace and where its files go. */
export interface Mapping {
  /** POSIX path relative to the workspace folder; empty for the workspace folder itself. */
  readonly folder: string;
  /** Where files go; with `uploadDomain` they are written through that domain instead of the default one. */
  readonly bucket: BucketRef;
  /** Put before each relative path; empty or ending in `/`. */
  readonly prefix: string;
  /** Accelerated names that serve the bucket; at least one. */
  readonly domains: readonly string[];
  readonly onSave: OnSave;
}

export type MappingProblemKind =
  | 'badJson'
  | 'wrongType'
  | 'missingField'
  | 'unknownField'
  | 'badFolder'
  | 'badBucket'
  | 'badRegion'
  | 'badPrefix'
  | 'badDomain'
  | 'badOnSave'
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

/** What a mapping file says: the mappings without a problem, and the problems. */
export interface MappingFile {
  readonly mappings: readonly Mapping[];
  readonly problems: readonly MappingProblem[];
}

/** The mapping that covers a file (POSIX path relative to the workspace folder), the innermost folder first. */
export function findMapping(
  mappings: readonly Mapping[],
  relativePath: string,
): { readonly mapping: Mapping; readonly inside: string } | undefined {
  const covering = mappings
    .filter(({ folder }) => folder === '' || relativePath.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  const mapping = covering[0];
  if (!mapping) return undefined;
  return { mapping, inside: mapping.folder === '' ? relativePath : relativePath.slice(mapping.folder.length + 1) };
}

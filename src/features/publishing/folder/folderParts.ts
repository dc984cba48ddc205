import type { BucketRef } from '../../../core/ports/oss.js';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';

/** A mapping and which part of its folder is meant: a POSIX path without a slash at its end, empty for all of it. */
export interface FolderPart {
  readonly mapping: Mapping;
  readonly below: string;
}

/** What publishing a folder means (`label`: POSIX, relative to the workspace folder): the mapping that covers it first, then those further inside. */
export function listParts(mappings: readonly Mapping[], label: string): readonly FolderPart[] {
  const covering = mappings
    .filter(({ folder }) => isWithin(label, folder))
    .sort((left, right) => right.folder.length - left.folder.length);
  const inner = mappings.filter(({ folder }) => folder !== label && isWithin(folder, label));
  return [
    ...covering.slice(0, 1).map((mapping) => ({ mapping, below: restOf(label, mapping.folder) })),
    ...inner.map((mapping) => ({ mapping, below: '' })),
  ];
}

/** What publishing into a part of a bucket means: every mapping whose objects are there, as far as they are. */
export function listPartsOfBucket(mappings: readonly Mapping[], bucket: BucketRef, key = ''): readonly FolderPart[] {
  const own = mappings.filter(({ bucket: { name, region } }) => name === bucket.name && region === bucket.region);
  return own.flatMap((mapping): readonly FolderPart[] => {
    const { prefix } = mapping;
    if (prefix.startsWith(key)) return [{ mapping, below: '' }];
    return key.startsWith(prefix) ? [{ mapping, below: key.slice(prefix.length).replace(/\/+$/, '') }] : [];
  });
}

function isWithin(label: string, folder: string): boolean {
  return folder === '' || label === folder || label.startsWith(`${folder}/`);
}

function restOf(label: string, folder: string): string {
  return folder === '' ? label : label.slice(folder.length + 1);
}

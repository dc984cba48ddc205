import { toObjectKey } from '../../objectKey.js';
import { type Publication, publicationId } from '../publication.js';
import type { Mapping } from './mapping.js';

/** A mapped folder on disk. */
export interface MappedPlace {
  readonly accountId: string;
  /** The workspace folder and its mapped folder, absolute. */
  readonly workspaceRoot: string;
  readonly root: string;
  readonly mapping: Mapping;
}

/**
 * Creates the publication of a file in a mapped folder, `undefined` if it has no valid key; `inside` is POSIX and
 * relative to the mapped folder.
 */
export function toPublication(
  { accountId, workspaceRoot, root, mapping }: MappedPlace,
  inside: string,
  more: Pick<
    Publication,
    | 'act'
    | 'headers'
    | 'explicit'
    | 'allowed'
    | 'batch'
    | 'via'
    | 'believedNew'
    | 'approved'
    | 'seen'
    | 'bases'
    | 'size'
  > = {},
): Publication | undefined {
  const { folder, bucket, prefix, domains, refreshVariants, prefetch } = mapping;
  const key = toObjectKey(prefix, inside);
  if (key === undefined) return undefined;
  const { headers = {}, ...rest } = more;
  return {
    id: publicationId(bucket, key),
    path: `${root.replace(/[\\/]$/, '')}/${inside}`,
    workspaceRoot,
    root,
    label: folder === '' ? inside : `${folder}/${inside}`,
    accountId,
    bucket,
    key,
    domains,
    ...(refreshVariants && { variants: refreshVariants }),
    ...(prefetch && { prefetch }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...rest,
  };
}

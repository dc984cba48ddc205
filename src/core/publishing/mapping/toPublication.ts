import { toObjectKey } from '../../objectKey.js';
import { type Publication, publicationId } from '../publication.js';
import { labelIn, type Mapping } from './mapping.js';

/** A mapped folder on disk, with its mapping and the account that publishes it. */
export interface MappedPlace {
  readonly accountId: string;
  /** The workspace folder and the mapped folder in it, as absolute paths. */
  readonly workspaceRoot: string;
  readonly root: string;
  readonly mapping: Mapping;
}

/**
 * Creates the publish request for a file of a mapped folder. `inside` is its POSIX path relative to the mapped folder. `undefined` if the file has no valid
 * object key.
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
  const { bucket, prefix, domains, refreshVariants, prefetch } = mapping;
  const key = toObjectKey(prefix, inside);
  if (key === undefined) return undefined;
  const { headers = {}, ...rest } = more;
  return {
    id: publicationId(bucket, key),
    path: `${root.replace(/[\\/]$/, '')}/${inside}`,
    workspaceRoot,
    root,
    label: labelIn(mapping, inside),
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

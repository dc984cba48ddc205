import { l10n } from '../../../core/l10n.js';
import { hasDotSegment, isObjectKey } from '../../../core/objectKey.js';
import type { Destination } from '../../../core/objects/copy/copyPlan.js';
import { isFolderTarget } from '../../../core/objects/objectTargets.js';
import { throughUploadDomain } from '../../../core/oss/bucketAddress.js';
import type { Bucket, BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import type { ObjectDeps } from '../objectDeps.js';
import { placeText } from '../objectPlace.js';

/** Returns the name of a target, without the slash of a folder. */
function nameOfTarget({ key }: ObjectRef): string {
  return key.slice(parentOf(key).length).replace(/\/$/, '');
}

/** Returns the folder that an object or a folder is in, with its slash; empty text for the bucket itself. */
export function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
}

/** Asks for a new name of one object or folder. Resolves to `undefined` if the user cancels. */
export async function askName({ ui }: Pick<ObjectDeps, 'ui'>, target: ObjectRef): Promise<Destination | undefined> {
  const { bucket, key } = target;
  const [prefix, before] = [parentOf(key), nameOfTarget(target)];
  const ending = isFolderTarget(target) ? '/' : '';
  const reply = await ui.input({
    title: l10n.t('Rename {0}', placeText({ bucket, prefix: key })),
    prompt: l10n.t('New name'),
    value: before,
    validate: (name) => {
      if (name === before) return l10n.t('Enter another name');
      return isName(name) && isObjectKey(prefix + name + ending)
        ? undefined
        : l10n.t('Enter a name that OSS accepts, without a slash');
    },
  });
  return reply.kind === 'value' ? { bucket, prefix, name: reply.value } : undefined;
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/');
}

/**
 * Asks for the place to move or copy to, as `bucket/folder/`. One object may get another name there. Resolves to `undefined` if the user cancels.
 */
export async function askPlace(
  deps: Pick<ObjectDeps, 'ui' | 'session' | 'board'>,
  targets: readonly ObjectRef[],
  title: string,
): Promise<Destination | undefined> {
  const [first] = targets;
  if (!first) return undefined;
  const { bucket } = first;
  const takesName = targets.length === 1 && !isFolderTarget(first);
  const buckets = createBucketList(deps, bucket);
  const reply = await deps.ui.input({
    title,
    prompt: takesName
      ? l10n.t('Bucket and folder, such as bucket/folder/, with a new name of the object if wanted')
      : l10n.t('Bucket and folder, such as bucket/folder/'),
    value: `${bucket.name}/${takesName ? first.key : parentOf(first.key)}`,
    validate: async (text) => {
      const place = await toPlace(text, takesName, buckets);
      return 'refusal' in place ? place.refusal : undefined;
    },
  });
  if (reply.kind !== 'value') return undefined;
  const place = await toPlace(reply.value, takesName, buckets);
  return 'refusal' in place ? undefined : place;
}

type FindBucket = (name: string) => Promise<BucketRef | undefined>;

/** The other buckets are listed only if the user names one. */
function createBucketList({ session, board }: Pick<ObjectDeps, 'session' | 'board'>, own: BucketRef): FindBucket {
  let listed: Promise<readonly Bucket[]> | undefined;
  const list = async () => (await (await session.cloud()).oss.listBuckets(new AbortController().signal)).buckets;
  return async (name) => {
    if (name === own.name) return own;
    listed ??= list().catch(() => []);
    const found = (await listed).find((bucket) => bucket.name === name);
    return found && throughUploadDomain(board.runs, { name, region: found.region });
  };
}

async function toPlace(
  text: string,
  takesName: boolean,
  find: FindBucket,
): Promise<Destination | { readonly refusal: string }> {
  const [bucketName = '', ...rest] = text.split('/');
  const bucket = await find(bucketName.trim());
  if (!bucket) return { refusal: l10n.t('Begin with the name of a bucket of this account') };
  const path = rest.join('/');
  const isFolder = path === '' || path.endsWith('/') || !takesName;
  const prefix = isFolder ? path.replace(/([^/])$/, '$1/') : parentOf(path);
  const name = isFolder ? undefined : path.slice(prefix.length);
  if ((prefix !== '' && !isObjectKey(prefix)) || hasDotSegment(prefix) || (name !== undefined && !isName(name)))
    return { refusal: l10n.t('Enter a name that OSS accepts') };
  return { bucket, prefix, ...(name !== undefined && { name }) };
}

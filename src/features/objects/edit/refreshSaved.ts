import { type Publication, publicationId } from '../../../core/publishing/publication.js';
import { readChangeOutlook } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import type { OpenedObject, OpenedObjects } from './openedObjects.js';

/** Adds the refresh of a saved object to the queue of publishing, which follows it until the edge serves the new content. */
export async function refreshSaved(deps: ObjectDeps, store: OpenedObjects, opened: OpenedObject): Promise<void> {
  await enqueueRefresh(deps, opened);
  await store.change(opened, { owesRefresh: false });
}

async function enqueueRefresh(deps: ObjectDeps, { bucket, key, accountId }: OpenedObject): Promise<void> {
  const { serving } = await readChangeOutlook(deps, bucket, [key]);
  // No domain serves the object. If that could not be read, the queue finds out.
  if (serving && !serving.refresh) return;
  const { hosts = [], variants = [] } = serving?.refresh ?? {};
  const publication: Publication = {
    id: publicationId(bucket, key),
    path: '',
    workspaceRoot: '',
    root: '',
    label: `${bucket.name}/${key}`,
    accountId,
    bucket,
    key,
    domains: hosts.map(({ name }) => name),
    act: 'refresh',
    ...(variants.length > 0 && { variants }),
  };
  await deps.publishing.enqueue([publication]);
}

import type { CdnTarget, ObjectRef } from '../../host/commandIds.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import type { ObjectDeps } from './objectDeps.js';

/** The commands on objects, in an output file of their own that is loaded with the first of them. */
export function createObjectCommands(deps: ObjectDeps) {
  return {
    download: (given: readonly CdnTarget[]) => downloadTargets(deps, given),
    remove: (given: readonly CdnTarget[]) => deleteTargets(deps, given),
    presign: (object: ObjectRef | undefined) => copyPresignedUrl(deps, object),
  };
}

import type { Activity } from './core/activity/activity.js';
import { AppError } from './core/errors.js';
import type { CloudPorts } from './core/ports/cloud.js';
import type { ClockPort } from './core/ports/local.js';

/** Loads the cloud. Every change through it is recorded in the activity. */
export function lateCloud(activity: () => Pick<Activity, 'track'>) {
  return async () => {
    const { trackChanges } = await import('./core/activity/trackChanges.js');
    const { createCloud, ...others } = await import('./cloud/createCloud.js');
    return {
      ...others,
      createCloud: (...given: Parameters<typeof createCloud>) => trackChanges(createCloud(...given), activity()),
    };
  };
}

/** Loads the run loop of a task with all its steps. */
export const loadRunLoop = async (task: 'https' | 'site' | undefined) =>
  (await import('./core/onboarding/allSteps.js')).runLoopOf(task);

const loadSuffixes = () => import('./cloud/publicSuffix.js');
/** Loads the function that finds the registrable domain of a name. */
export const loadRootOf = async () => (await loadSuffixes()).rootOf;

/** Heavy functions for features: the check for a public suffix, parsing a certificate and its key, and the place for downloads. */
export const checks = {
  loadIsPublicSuffix: async () => (await loadSuffixes()).isPublicSuffix,
  loadDownloads: async () => (await import('./disk/downloads.js')).createDownloads(),
  loadReadPair: async () => (await import('./disk/readPair.js')).readPairFiles,
};

/** Queries DNS and the edge when no account is signed in. */
export const loadProbes = async (clock: ClockPort): Promise<Pick<CloudPorts, 'resolver' | 'edge'>> => {
  const { createCloud } = await import('./cloud/createCloud.js');
  const credentials = () => Promise.reject(new AppError('notSignedIn'));
  const { resolver, edge } = createCloud({ credentials, onCall: () => undefined, clock });
  return { resolver, edge };
};

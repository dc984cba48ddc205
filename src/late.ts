import type { Activity } from './core/activity/activity.js';
import { AppError } from './core/errors.js';
import type { CloudPorts } from './core/ports/cloud.js';
import type { ClockPort } from './core/ports/local.js';

/** The cloud's code; every change made through it is noted in the activity. */
export function lateCloud(activity: () => Pick<Activity, 'track'>) {
  return async () => {
    const { trackLoaded } = await import('./core/activity/trackChanges.js');
    return trackLoaded(() => import('./cloud/createCloud.js'), activity)();
  };
}

/** What works on a run of this task, with all its steps. */
export const loadRunLoop = async (task: 'https' | 'site' | undefined) =>
  (await import('./core/onboarding/allSteps.js')).runLoopOf(task);

const loadSuffixes = () => import('./cloud/publicSuffix.js');
/** Finds the registrable domain of a name. */
export const loadRootOf = async () => (await loadSuffixes()).rootOf;

/** What features ask of heavy code: whether a name is a public suffix, what a certificate and its key in files are, and where downloads are written. */
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

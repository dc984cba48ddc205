import type { CloudPorts } from '../ports/cloud.js';
import type { Activity, CloudChange, ReadBack, Undo } from './activity.js';
import { readUndoState } from './applyUndo.js';
import { trackCertificateService } from './trackCertificates.js';
import { trackDomains } from './trackDomains.js';
import { trackOss } from './trackOss.js';
import { trackRecords } from './trackRecords.js';

type Track = Activity['track'];

/**
 * The cloud, with every change noted: what it was about, how that stood before and stands after, and what puts it
 * back. How it stood before is what was last read of it: every change here follows a look.
 */
export function trackChanges(cloud: CloudPorts, activity: Pick<Activity, 'track'>): CloudPorts {
  const track: Track = <T>(
    change: CloudChange,
    work: () => Promise<T>,
    undoOf?: (result: T) => Undo | undefined,
    readBack?: ReadBack,
  ) =>
    // A change that brings no way of its own to be read back has no result that its undo could need.
    activity.track(change, work, undoOf, readBack ?? (() => readEffect(undoOf?.(undefined as T), cloud)));
  return {
    ...cloud,
    cdn: trackDomains(cloud.cdn, track),
    dns: trackRecords(cloud.dns, track),
    certificates: trackCertificateService(cloud.certificates, track),
    oss: trackOss(cloud.oss, track),
  };
}

/** A cloud module whose clouds record every change in the activity, so that callers need not. */
export function trackLoaded<Options, Module extends { createCloud(options: Options): CloudPorts }>(
  load: () => Promise<Module>,
  activity: () => Pick<Activity, 'track'>,
): () => Promise<Module> {
  return async () => {
    const module = await load();
    return { ...module, createCloud: (options: Options) => trackChanges(module.createCloud(options), activity()) };
  };
}

/** A change whose undo would still change something is in effect. */
async function readEffect(undo: Undo | undefined, cloud: CloudPorts): ReturnType<ReadBack> {
  if (!undo) return undefined;
  return (await readUndoState(undo, cloud, new AbortController().signal)) === 'ready' ? { undo } : undefined;
}

import { showDomain } from '../domainName.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, BucketSetting, OssPort } from '../ports/oss.js';
import type { Activity, CloudChange, ReadBack, Snapshot, Undo } from './activity.js';
import { readUndoState } from './applyUndo.js';
import { trackCertificateService, trackCertificates } from './trackCertificates.js';
import { trackConfigs } from './trackConfigs.js';
import { trackRecords } from './trackRecords.js';

type Track = Activity['track'];

/**
 * Wraps the cloud so that every change is recorded: its subject, the state before and after, and its undo. The state
 * before is the last one read, which precedes every change.
 */
export function trackChanges(cloud: CloudPorts, activity: Pick<Activity, 'track'>): CloudPorts {
  const track: Track = <T>(
    change: CloudChange,
    work: () => Promise<T>,
    undoOf?: (result: T) => Undo | undefined,
    readBack?: ReadBack,
  ) =>
    // A change without its own way to be read back has no result that its undo could need.
    activity.track(change, work, undoOf, readBack ?? (() => readEffect(undoOf?.(undefined as T), cloud)));
  return {
    ...cloud,
    cdn: trackDomains(cloud.cdn, track),
    dns: trackRecords(cloud.dns, track),
    certificates: trackCertificateService(cloud.certificates, track),
    oss: trackOss(cloud.oss, track),
  };
}

/** Wraps a cloud module so that its clouds record every change. */
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

const absent: Snapshot = { kind: 'absent' };

/** Wraps OSS so that every change of a bucket, a binding or a setting is recorded. */
function trackOss(oss: OssPort, track: Activity['track']): OssPort {
  return {
    ...oss,
    createCname: (bucket, domain, signal) =>
      track(
        {
          call: { action: 'PutCname', subject: domain },
          subject: domain,
          before: absent,
          after: { kind: 'binding', bucket },
          place: { kind: 'bucketDomains', bucket },
        },
        () => oss.createCname(bucket, domain, signal),
        () => ({ kind: 'deleteCname', bucket, domain }),
      ),
    deleteCname: (bucket, domain, signal) =>
      track(
        {
          call: { action: 'DeleteCname', subject: domain },
          subject: domain,
          before: { kind: 'binding', bucket },
          after: absent,
          place: { kind: 'bucketDomains', bucket },
        },
        () => oss.deleteCname(bucket, domain, signal),
        () => ({ kind: 'createCname', bucket, domain }),
      ),
    ...trackBucketSettings(oss, track),
    ...trackBuckets(oss, track),
  };
}

function trackBuckets(
  oss: OssPort,
  track: Activity['track'],
): Pick<OssPort, 'createBucket' | 'blockPublicAccess' | 'deleteBucket'> {
  const change = (action: string, bucket: BucketRef, states: Pick<CloudChange, 'before' | 'after'> = {}) => ({
    call: { action, subject: bucket.name },
    subject: bucket.name,
    ...states,
    place: { kind: 'bucket', bucket } as const,
  });
  const present = ({ name, region }: BucketRef): Snapshot => ({ kind: 'bucket', bucket: { name, region } });
  return {
    createBucket: (bucket, signal) =>
      track(
        change('PutBucket', bucket, { before: absent, after: present(bucket) }),
        () => oss.createBucket(bucket, signal),
        () => ({ kind: 'deleteBucket', bucket }),
      ),
    blockPublicAccess: (bucket, signal) =>
      track(change('PutBucketPublicAccessBlock', bucket), () => oss.blockPublicAccess(bucket, signal)),
    deleteBucket: (bucket, signal) =>
      track(change('DeleteBucket', bucket, { before: present(bucket), after: absent }), () =>
        oss.deleteBucket(bucket, signal),
      ),
  };
}

type SettingCalls = Pick<OssPort, 'readBucketSetting' | 'updateBucketSetting' | 'deleteBucketSetting'>;

const actions = { website: 'BucketWebsite', cors: 'BucketCors' } as const satisfies Record<BucketSetting, string>;

/** The state of a setting before a change is the last one read. */
function trackBucketSettings(oss: OssPort, track: Activity['track']): SettingCalls {
  const seen = new Map<string, string | undefined>();
  const keyOf = ({ name }: BucketRef, setting: BucketSetting) => `${setting} ${name}`;
  const toSnapshot = (setting: BucketSetting, xml: string | undefined): Snapshot =>
    xml === undefined ? absent : { kind: 'bucketSetting', setting, xml };
  const change = (verb: 'Put' | 'Delete', bucket: BucketRef, setting: BucketSetting, xml?: string): CloudChange => ({
    call: { action: `${verb}${actions[setting]}`, subject: bucket.name },
    subject: bucket.name,
    before: toSnapshot(setting, seen.get(keyOf(bucket, setting))),
    after: toSnapshot(setting, xml),
    place: { kind: 'bucket', bucket },
  });
  const undo = (bucket: BucketRef, setting: BucketSetting, from?: string): Undo | undefined => {
    const key = keyOf(bucket, setting);
    const xml = seen.get(key);
    if (!seen.has(key) || xml === from) return undefined;
    return {
      kind: 'setBucketSetting',
      bucket,
      setting,
      ...(xml !== undefined && { xml }),
      ...(from !== undefined && { from }),
    };
  };
  return {
    async readBucketSetting(bucket, setting, signal) {
      const xml = await oss.readBucketSetting(bucket, setting, signal);
      seen.set(keyOf(bucket, setting), xml);
      return xml;
    },
    // Computed before the call, since a later read may return the new value.
    updateBucketSetting: (bucket, setting, xml, signal) => {
      const back = undo(bucket, setting, xml);
      const write = () => oss.updateBucketSetting(bucket, setting, xml, signal);
      return track(change('Put', bucket, setting, xml), write, () => back);
    },
    deleteBucketSetting: (bucket, setting, signal) => {
      const back = undo(bucket, setting);
      const remove = () => oss.deleteBucketSetting(bucket, setting, signal);
      return track(change('Delete', bucket, setting), remove, () => back);
    },
  };
}

type TrackDomains = Activity['track'];
type Seen = ReadonlyMap<string, CdnDomain>;

/** Wraps CDN so that every change of a domain is recorded. The state before is the last one read. */
function trackDomains(cdn: CdnPort, track: TrackDomains): CdnPort {
  const seen = new Map<string, CdnDomain>();
  const see = (domain: CdnDomain) => void seen.set(domain.name, domain);
  return {
    ...cdn,
    ...trackConfigs(cdn, track),
    ...trackCertificates(cdn, track),
    ...trackOrigins(cdn, track, seen),
    ...trackStates(cdn, track, seen),
    async listDomains(signal) {
      const domains = await cdn.listDomains(signal);
      domains.forEach(see);
      return domains;
    },
    async readDomain(name, signal) {
      const domain = await cdn.readDomain(name, signal);
      if (domain) see(domain);
      return domain;
    },
  };
}

function trackOrigins(
  cdn: CdnPort,
  track: TrackDomains,
  seen: Seen,
): Pick<CdnPort, 'createDomain' | 'updateSources' | 'deleteDomain'> {
  const look = (name: string) => cdn.readDomain(name, new AbortController().signal);
  return {
    createDomain: (domain, signal) =>
      track(
        { ...changeOf('AddCdnDomain', domain.name), before: { kind: 'absent' }, after: sourcesOf(domain) },
        () => cdn.createDomain(domain, signal),
        undefined,
        async () => ((await look(domain.name)) ? {} : undefined),
      ),
    updateSources: (name, sources, signal) => {
      const before = seen.get(name);
      return track(
        {
          ...changeOf('ModifyCdnDomain', name, 'backSrc'),
          ...(before && { before: sourcesOf(before) }),
          after: sourcesOf({ sources }),
        },
        () => cdn.updateSources(name, sources, signal),
        () => before && { kind: 'updateSources', domain: name, from: sources, sources: before.sources },
      );
    },
    deleteDomain: (name, signal) => {
      const before = seen.get(name);
      return track(
        {
          ...changeOf('DeleteCdnDomain', name),
          ...(before && { before: sourcesOf(before) }),
          after: { kind: 'absent' },
        },
        () => cdn.deleteDomain(name, signal),
        undefined,
        async () => (((await look(name))?.status ?? 'deleting') === 'deleting' ? {} : undefined),
      );
    },
  };
}

function trackStates(cdn: CdnPort, track: TrackDomains, seen: Seen): Pick<CdnPort, 'startDomain' | 'stopDomain'> {
  return {
    startDomain: (name, signal) =>
      track(
        { ...changeOf('StartCdnDomain', name), ...statuses(seen.get(name), 'online') },
        () => cdn.startDomain(name, signal),
        () => ({ kind: 'stopDomain', domain: name }),
      ),
    stopDomain: (name, signal) =>
      track(
        { ...changeOf('StopCdnDomain', name), ...statuses(seen.get(name), 'offline') },
        () => cdn.stopDomain(name, signal),
        () => ({ kind: 'startDomain', domain: name }),
      ),
  };
}

function changeOf(action: string, domain: string, page: 'basic' | 'backSrc' = 'basic'): CloudChange {
  return { call: { action, subject: domain }, subject: showDomain(domain), place: { kind: 'domain', domain, page } };
}

function sourcesOf({ sources }: Pick<CdnDomain, 'sources'>): Snapshot {
  return { kind: 'sources', sources };
}

function statuses(before: CdnDomain | undefined, after: CdnDomain['status']): Pick<CloudChange, 'before' | 'after'> {
  return {
    ...(before && { before: { kind: 'status', status: before.status } }),
    after: { kind: 'status', status: after },
  };
}

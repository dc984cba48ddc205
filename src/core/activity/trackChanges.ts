import type { CertificatePort } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, BucketSetting, OssPort } from '../ports/oss.js';
import type { Activity, TrackedCall } from './activity.js';
import { type Change, type ChangeOf, isReversible } from './change.js';
import { readUndoState } from './resources.js';
import { trackCalls } from './trackCalls.js';
import { trackCdn } from './trackCdn.js';
import { trackRecords } from './trackRecords.js';

type Track = Activity['track'];

/**
 * The cloud, with every change noted: which resource, how it stood before and how it stands after. How it stood before is
 * what was last read of it: every change here follows a look.
 */
export function trackChanges(cloud: CloudPorts, activity: Pick<Activity, 'track'>): CloudPorts {
  const track: Track = (call, work, complete, readBack) =>
    // A change that brings no way of its own to be read back needs nothing of the result.
    activity.track(call, work, complete, readBack ?? (() => readEffect(call.change, cloud)));
  return {
    ...cloud,
    cdn: trackCdn(cloud.cdn, track),
    dns: trackRecords(cloud.dns, track),
    certificates: trackCertificateService(cloud.certificates, track),
    oss: trackOss(cloud.oss, track),
  };
}

/** The change where it is in effect: its undo, or the creation or deletion of a domain, would still change something. */
async function readEffect(change: Change | undefined, cloud: CloudPorts): Promise<Change | undefined> {
  if (!change || (change.kind !== 'sources' && !isReversible(change))) return undefined;
  return (await readUndoState(change, cloud, new AbortController().signal)) === 'ready' ? change : undefined;
}

/** Wraps the certificate service so that additions are recorded. They have no undo, since another domain may use them by then. */
function trackCertificateService(certificates: CertificatePort, track: Track): CertificatePort {
  return trackCalls(certificates, track, {
    createCertificate: ({ name }) => ({
      action: 'UploadUserCertificate',
      subject: name,
      change: { kind: 'certificate', at: {}, before: null, after: { name } },
    }),
    updateInstance: (id) => ({ action: 'UpdateInstance', subject: id }),
    applyCertificate: (id) => ({ action: 'ApplyCertificate', subject: id }),
  });
}

const settingActions = { website: 'BucketWebsite', cors: 'BucketCors' } as const satisfies Record<
  BucketSetting,
  string
>;

/** Wraps OSS so that every change of a bucket, a binding or a setting is recorded. */
function trackOss(oss: OssPort, track: Track): OssPort {
  const seen = new Map<string, string | null>();
  const ofSetting = (verb: string, bucket: BucketRef, setting: BucketSetting, after: string | null): TrackedCall => {
    const before = seen.get(`${setting} ${bucket.name}`);
    const change: Change = { kind: 'bucketSetting', at: { bucket, setting }, before, after };
    return { action: `${verb}${settingActions[setting]}`, subject: bucket.name, change };
  };
  const noted = trackCalls(oss, track, {
    createCname: (bucket, domain) => ({
      action: 'PutCname',
      subject: domain,
      change: { kind: 'binding', at: { domain, bucket }, before: null, after: 'bound' },
    }),
    deleteCname: (bucket, domain) => ({
      action: 'DeleteCname',
      subject: domain,
      change: { kind: 'binding', at: { domain, bucket }, before: 'bound', after: null },
    }),
    createBucket: (bucket) => ofBucket('PutBucket', bucket, { before: null, after: 'empty' }),
    blockPublicAccess: (bucket) => ofBucket('PutBucketPublicAccessBlock', bucket, {}),
    deleteBucket: (bucket) => ofBucket('DeleteBucket', bucket, { before: 'empty', after: null }),
    updateBucketSetting: (bucket, setting, xml) => ofSetting('Put', bucket, setting, xml),
    deleteBucketSetting: (bucket, setting) => ofSetting('Delete', bucket, setting, null),
  });
  return {
    ...noted,
    async readBucketSetting(bucket, setting, signal) {
      const xml = await oss.readBucketSetting(bucket, setting, signal);
      seen.set(`${setting} ${bucket.name}`, xml ?? null);
      return xml;
    },
  };
}

function ofBucket(
  action: string,
  { name, region }: BucketRef,
  sides: Pick<ChangeOf<'bucket'>, 'before' | 'after'>,
): TrackedCall {
  return { action, subject: name, change: { kind: 'bucket', at: { bucket: { name, region } }, ...sides } };
}

import type { BucketRef, BucketSetting, OssPort } from '../ports/oss.js';
import type { Activity, CloudChange, Snapshot, Undo } from './activity.js';

const absent: Snapshot = { kind: 'absent' };

/** OSS with every change of a binding or a setting noted. */
export function trackOss(oss: OssPort, track: Activity['track']): OssPort {
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
  };
}

type SettingCalls = Pick<OssPort, 'readBucketSetting' | 'updateBucketSetting' | 'deleteBucketSetting'>;

const actions = { website: 'BucketWebsite', cors: 'BucketCors' } as const satisfies Record<BucketSetting, string>;

/** How a setting stood before is how it was last read. */
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
    // An undo is made before the call: what is read meanwhile may be what was written.
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

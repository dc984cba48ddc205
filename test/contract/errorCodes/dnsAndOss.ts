import type { SandboxState } from '../../../sandbox/state/state.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { UploadedPart } from '../../../src/core/ports/oss.js';
import { addRecord, bind, mainland, type NaturalCode, name, recordId, signal } from './support.js';

const bar = (barred: 'forbidden' | 'blackHole' | 'dnsChange') => (state: SandboxState) => {
  state.zones.get('shop-demo.com')!.barred = barred;
};
/** The seed counts its records from here: the locked `mail` is the fourth. */
const lockedId = '900000000004';

/** The codes of Alidns that come by their natural cause. */
export const naturalDnsCodes: readonly NaturalCode[] = [
  { code: 'DomainRecordDuplicate', kind: 'recordDuplicate', run: addRecord({ rr: 'www', value: '203.0.114.10' }) },
  {
    code: 'DomainRecordConflict',
    kind: 'otherRefusal',
    run: addRecord({ rr: 'www', type: 'CNAME', value: 'a.example.com' }),
  },
  { code: 'DomainRecordLocked', kind: 'recordLocked', run: ({ dns }) => dns.deleteRecord(lockedId, signal) },
  { code: 'DomainRecordNotBelongToUser', kind: 'otherRefusal', run: ({ dns }) => dns.deleteRecord('12345', signal) },
  {
    code: 'IncorrectDomainUser',
    kind: 'zoneNotFound',
    prepare: (state) => void state.takenNames.set('www.their-demo.com', 'DomainExistOtherUser'),
    run: addRecord({ zone: 'their-demo.com' }),
  },
  { code: 'InvalidDomainName.NoExist', kind: 'zoneNotFound', run: addRecord({ zone: 'unheld-demo.com' }) },
  { code: 'DomainForbidden', kind: 'otherRefusal', prepare: bar('forbidden'), run: addRecord() },
  { code: 'RecordForbidden.BlackHole', kind: 'otherRefusal', prepare: bar('blackHole'), run: addRecord() },
  { code: 'RecordForbidden.DNSChange', kind: 'otherRefusal', prepare: bar('dnsChange'), run: addRecord() },
  {
    code: 'QuotaExceeded.Record',
    kind: 'otherRefusal',
    prepare: (state) => {
      const zone = state.zones.get('shop-demo.com')!;
      const model = zone.records.get(recordId(state, 'www'))!;
      for (let count = 0; count < 90; count++) {
        const id = `many-${count}`;
        zone.records.set(id, { ...model, id, rr: 'new', value: `203.0.115.${count}` });
      }
    },
    run: addRecord(),
  },
  {
    code: 'QuotaExceeded.ARecord',
    kind: 'otherRefusal',
    prepare: (state) => {
      state.uncertain.addressesPerHost = 1;
    },
    run: addRecord({ rr: 'www' }),
  },
  { code: 'QuotaExceeded.TTL', kind: 'otherRefusal', run: addRecord({ ttl: 60 }) },
  { code: 'SubDomainInvalid.Value', kind: 'invalidInput', run: addRecord({ value: 'no address' }) },
  {
    code: 'LastOperationNotFinished',
    kind: 'throttled',
    prepare: (state) => {
      state.uncertain.recordWriteTakes = 3600;
      state.zones.get('shop-demo.com')!.writtenAt = Date.now();
    },
    run: addRecord(),
  },
];

const writable = { name: 'empty-singapore', region: 'ap-southeast-1' };
const bytes = new Uint8Array(3);

/** Uploads these parts and names them as `change` has it. */
const complete =
  (sizes: readonly number[], change: (parts: readonly UploadedPart[]) => readonly UploadedPart[] = (parts) => parts) =>
  async ({ oss }: CloudPorts) => {
    const id = await oss.createMultipart(writable, 'parts.bin', {}, signal);
    const upload = (size: number, index: number) =>
      oss.putPart(writable, 'parts.bin', { uploadId: id, number: index + 1, body: new Uint8Array(size) }, signal);
    const parts = await Promise.all(sizes.map(upload));
    return oss.completeMultipart(writable, 'parts.bin', { uploadId: id, parts: change(parts) }, signal);
  };

/** The codes of OSS that come by their natural cause. */
export const naturalOssCodes: readonly NaturalCode[] = [
  { code: 'InvalidArgument', kind: 'invalidInput', run: bind('*.shop-demo.com') },
  { code: 'NeedVerifyDomainOwnership', kind: 'cnameTokenNeeded', run: bind('img.shop-demo.com') },
  { code: 'CnameDenied', kind: 'cnameRefused', run: bind('taken.shop-demo.com') },
  { code: 'NoSuchCnameInRecord', kind: 'cnameRefused', run: bind('img.shop-demo.com.cn') },
  { code: 'CnameAlreadyExists', kind: 'cnameRefused', run: bind(name) },
  {
    code: 'NoNeedCreateCnameToken',
    kind: 'cnameTokenNeedless',
    run: ({ oss }) => oss.createCnameToken({ name: 'assets-singapore', region: 'ap-southeast-1' }, name, signal),
  },
  {
    code: 'PublicEndpointForbidden',
    kind: 'publicEndpointForbidden',
    prepare: (state) => {
      state.uncertain.publicEndpointForbidden = true;
    },
    run: ({ oss }) => oss.listObjects(mainland, { prefix: '', limit: 1 }, signal),
  },
  {
    code: 'NoSuchBucket',
    kind: 'noSuchBucket',
    run: ({ oss }) => oss.readBucketInfo({ ...mainland, name: 'no-such-bucket' }, signal),
  },
  {
    code: 'BucketAlreadyExists',
    kind: 'bucketRefused',
    run: ({ oss }) => oss.createBucket({ ...writable, name: 'demo' }, signal),
  },
  {
    code: 'TooManyBuckets',
    kind: 'bucketRefused',
    prepare: (state) => {
      const model = state.buckets.get(writable.name)!;
      for (let count = 0; count < 100; count++) {
        const many = { ...model, name: `many-${count}`, region: 'eu-west-1' };
        state.buckets.set(many.name, many);
      }
    },
    run: ({ oss }) => oss.createBucket({ name: 'one-too-many', region: 'eu-west-1' }, signal),
  },
  {
    code: 'InvalidLocationConstraint',
    kind: 'bucketRefused',
    run: ({ oss }) => oss.createBucket({ name: 'closed-region', region: 'cn-zhangjiakou' }, signal),
  },
  { code: 'BucketNotEmpty', kind: 'otherRefusal', run: ({ oss }) => oss.deleteBucket(mainland, signal) },
  {
    code: 'NoSuchKey',
    kind: 'noSuchObject',
    run: ({ oss }) => oss.readObjectAcl(writable, 'absent', signal),
  },
  {
    code: 'FileAlreadyExists',
    kind: 'objectExists',
    run: ({ oss }) =>
      oss.putObject(mainland, 'index.html', { body: bytes, headers: {}, forbidOverwrite: true }, signal),
  },
  {
    code: 'NoSuchUpload',
    kind: 'noSuchUpload',
    run: ({ oss }) => oss.putPart(writable, 'parts.bin', { uploadId: 'UNKNOWN', number: 1, body: bytes }, signal),
  },
  {
    code: 'InvalidPart',
    kind: 'noSuchUpload',
    run: complete([3], (parts) => parts.map((part) => ({ ...part, number: 2 }))),
  },
  {
    code: 'InvalidPartOrder',
    kind: 'invalidInput',
    run: complete([102_400, 102_400], (parts) => [...parts].reverse()),
  },
  { code: 'EntityTooSmall', kind: 'invalidInput', run: complete([3, 3]) },
  {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    kind: 'untrustedCertificate',
    scope: 'bucket',
    prepare: (state) => {
      const zone = state.zones.get('shop-demo.com')!;
      const value = `${mainland.name}.oss-${mainland.region}.aliyuncs.com`;
      zone.records.set('up', {
        ...zone.records.get(recordId(state, 'www'))!,
        id: 'up',
        rr: 'up',
        type: 'CNAME',
        value,
      });
      const cname = { lastModified: new Date(), enabled: true, isPurgeCdnCache: false, hasCertificate: false };
      state.buckets.get(mainland.name)!.cnames.set('up.shop-demo.com', { domain: 'up.shop-demo.com', ...cname });
    },
    run: ({ oss }) =>
      oss.readObject({ ...mainland, uploadDomain: 'up.shop-demo.com' }, 'index.html', 1_000_000, signal),
  },
];

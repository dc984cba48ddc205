import { emptyBucket } from '../../../sandbox/oss/newBucket.js';
import type { SandboxState } from '../../../sandbox/state/state.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };

type Writing<Port> = Extract<
  keyof Port,
  | `create${string}`
  | `update${string}`
  | `delete${string}`
  | `put${string}`
  | `set${string}`
  | `st${'art' | 'op'}Domain`
  | 'openService'
  | 'applyCertificate'
  | 'completeMultipart'
  | 'copyObject'
  | 'restoreObject'
  | 'abortMultipart'
  | 'refresh'
  | 'prefetch'
  | 'verifyOwner'
  | 'blockPublicAccess'
>;
/** Every call of the ports that changes something. */
export type WritingCall =
  | `cdn.${Writing<CloudPorts['cdn']>}`
  | `dns.${Writing<CloudPorts['dns']>}`
  | `certificates.${Writing<CloudPorts['certificates']>}`
  | `oss.${Writing<CloudPorts['oss']>}`;

/** How such a call is made, and what the vendor calls it. */
export interface Act {
  readonly action: string;
  run(cloud: CloudPorts): Promise<unknown>;
}

const part = { number: 1, size: 3, etag: '9FB4E4F2BAC7A9A9D7E5B5A9F3B3A1C0' };

type OssCall = Extract<WritingCall, `oss.${string}`>;

/** Those of OSS, each on something of its own that it can take effect on. */
export function ossActs(stateOf: () => SandboxState, newName: () => string): Record<OssCall, Act> {
  const { addObject, addUpload, bindName, addBucket } = createThings(stateOf, newName);
  return {
    'oss.putObject': {
      action: 'PutObject',
      run: ({ oss }) =>
        oss.putObject(bucket, `${newName()}.txt`, { body: new TextEncoder().encode('bytes'), headers: {} }, signal),
    },
    'oss.copyObject': {
      action: 'CopyObject',
      run: ({ oss }) => {
        const source = { size: 5, etag: part.etag, headers: {} };
        return oss.copyObject({ bucket, key: addObject() }, { bucket, key: newName() }, { source }, signal);
      },
    },
    'oss.setObjectAcl': {
      action: 'PutObjectAcl',
      run: ({ oss }) => oss.setObjectAcl(bucket, addObject(), 'private', signal),
    },
    'oss.restoreObject': {
      action: 'RestoreObject',
      run: ({ oss }) => oss.restoreObject(bucket, addObject('Archive'), { days: 1 }, signal),
    },
    'oss.deleteVersion': {
      action: 'DeleteObject',
      run: ({ oss }) => oss.deleteVersion(bucket, newName(), 'null', signal),
    },
    'oss.setVersioning': {
      action: 'PutBucketVersioning',
      run: ({ oss }) => oss.setVersioning({ name: addBucket(true), region: bucket.region }, 'enabled', signal),
    },
    'oss.createMultipart': {
      action: 'InitiateMultipartUpload',
      run: ({ oss }) => oss.createMultipart(bucket, newName(), {}, signal),
    },
    'oss.putPart': {
      action: 'UploadPart',
      run: ({ oss }) =>
        oss.putPart(
          bucket,
          'parts.bin',
          { uploadId: addUpload('parts.bin'), number: 1, body: new Uint8Array(3) },
          signal,
        ),
    },
    'oss.completeMultipart': {
      action: 'CompleteMultipartUpload',
      run: ({ oss }) =>
        oss.completeMultipart(bucket, 'parts.bin', { uploadId: addUpload('parts.bin'), parts: [part] }, signal),
    },
    'oss.abortMultipart': {
      action: 'AbortMultipartUpload',
      run: ({ oss }) => oss.abortMultipart(bucket, 'parts.bin', addUpload('parts.bin'), signal),
    },
    'oss.deleteObject': { action: 'DeleteObject', run: ({ oss }) => oss.deleteObject(bucket, newName(), signal) },
    'oss.deleteObjects': {
      action: 'DeleteMultipleObjects',
      run: ({ oss }) => oss.deleteObjects(bucket, [newName(), newName()], signal),
    },
    'oss.createBucket': {
      action: 'PutBucket',
      run: ({ oss }) => oss.createBucket({ name: addBucket(false), region: bucket.region }, signal),
    },
    'oss.blockPublicAccess': {
      action: 'PutBucketPublicAccessBlock',
      run: ({ oss }) => oss.blockPublicAccess(bucket, signal),
    },
    'oss.deleteBucket': {
      action: 'DeleteBucket',
      run: ({ oss }) => oss.deleteBucket({ name: addBucket(true), region: bucket.region }, signal),
    },
    'oss.updateBucketSetting': {
      action: 'PutBucketCors',
      run: ({ oss }) => oss.updateBucketSetting(bucket, 'cors', '<CORSConfiguration></CORSConfiguration>', signal),
    },
    'oss.deleteBucketSetting': {
      action: 'DeleteBucketCors',
      run: ({ oss }) => oss.deleteBucketSetting(bucket, 'cors', signal),
    },
    'oss.createCnameToken': {
      action: 'CreateCnameToken',
      run: ({ oss }) => oss.createCnameToken(bucket, newName(), signal),
    },
    'oss.createCname': { action: 'PutCname', run: ({ oss }) => oss.createCname(bucket, newName(), signal) },
    'oss.deleteCname': { action: 'DeleteCname', run: ({ oss }) => oss.deleteCname(bucket, bindName(), signal) },
  };
}

function createThings(stateOf: () => SandboxState, newName: () => string) {
  const bucketOf = () => stateOf().buckets.get(bucket.name)!;
  function addObject(storageClass = 'Standard'): string {
    const key = newName();
    const stored = {
      key,
      body: Buffer.from('bytes'),
      headers: {},
      etag: part.etag,
      crc64: '0',
      lastModified: new Date(),
      storageClass,
    };
    bucketOf().objects.set(key, stored);
    return key;
  }

  /** A multipart upload with one part. */
  function addUpload(key: string): string {
    const id = `upload-${newName()}`;
    const stored = { body: Buffer.alloc(3), etag: part.etag, crc64: '0', lastModified: new Date() };
    const upload = { key, headers: {}, initiated: new Date(), parts: new Map([[1, stored]]) };
    bucketOf().uploads.set(id, upload);
    return id;
  }

  function bindName(): string {
    const domain = newName();
    const bound = { domain, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
    bucketOf().cnames.set(domain, bound);
    return domain;
  }

  /** The name of a bucket, which exists only where `exists` says so. */
  function addBucket(exists: boolean): string {
    const name = newName().replaceAll(/[^a-z0-9-]/g, '-');
    const { region } = bucket;
    const createdAt = new Date();
    if (exists)
      stateOf().buckets.set(name, emptyBucket({ name, region, createdAt, acl: 'private', blockPublicAccess: true }));
    return name;
  }
  return { addObject, addUpload, bindName, addBucket };
}

import { createHash } from 'node:crypto';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { WritingCall } from '../canary/ossActs.js';
import { bucket, name, oss, type Row } from './wireRequest.js';

const { signal } = new AbortController();
const etag = '9FB4E4F2BAC7A9A9D7E5B5A9F3B3A1C0';
const at = (key: string) => ({ bucket, key });
const source = {
  size: 3,
  etag,
  headers: { 'x-oss-storage-class': 'IA', 'x-oss-server-side-encryption': 'AES256', 'content-type': 'text/css' },
};
const cname = `<BucketCnameConfiguration><Cname><Domain>${name}</Domain></Cname></BucketCnameConfiguration>`;
const deletion =
  '<?xml version="1.0" encoding="UTF-8"?><Delete><Quiet>false</Quiet><Object><Key>a b&amp;c</Key></Object><Object><Key>中</Key></Object></Delete>';
const xml = { 'content-type': 'application/xml' };

/** Objects: their headers as they are, metadata by a copy onto itself. */
export const objectRequests = {
  'oss.putObject': [
    {
      run: (cloud) =>
        cloud.oss.putObject(
          bucket,
          'a b.txt',
          { body: Buffer.from('x'), headers: { 'cache-control': 'no-cache' }, forbidOverwrite: true },
          signal,
        ),
      request: oss('PUT', '/a%20b.txt', {
        headers: { 'cache-control': 'no-cache', 'x-oss-forbid-overwrite': 'true' },
        body: 'x',
      }),
    },
  ],
  'oss.copyObject': [
    {
      run: (cloud) => cloud.oss.copyObject({ ...at('a+b/中.txt'), versionId: 'V.1' }, at('c'), { source }, signal),
      request: oss('PUT', '/c', {
        headers: {
          'x-oss-metadata-directive': 'COPY',
          'x-oss-copy-source': `/${bucket.name}/a%2Bb/%E4%B8%AD.txt?versionId=V.1`,
          'x-oss-copy-source-if-match': etag,
          'x-oss-storage-class': 'IA',
          'x-oss-server-side-encryption': 'AES256',
        },
      }),
    },
    {
      run: (cloud) =>
        cloud.oss.copyObject(
          at('a'),
          { bucket: { ...bucket, name: 'other' }, key: 'b' },
          {
            source: { ...source, headers: {} },
            headers: { 'x-oss-tagging': 'a=1' },
            acl: 'private',
            forbidOverwrite: true,
          },
          signal,
        ),
      request: {
        ...oss('PUT', '/b', {
          headers: {
            'x-oss-metadata-directive': 'REPLACE',
            'x-oss-tagging': 'a=1',
            'x-oss-tagging-directive': 'Replace',
            'x-oss-object-acl': 'private',
            'x-oss-forbid-overwrite': 'true',
            'x-oss-copy-source': `/${bucket.name}/a`,
            'x-oss-copy-source-if-match': etag,
          },
        }),
        host: `other.oss-${bucket.region}.aliyuncs.com`,
      },
    },
    {
      run: (cloud) =>
        cloud.oss.copyObject(
          at('a b.txt'),
          at('a b.txt'),
          { source: { ...source, headers: {} }, headers: { 'cache-control': 'no-cache' } },
          signal,
        ),
      request: oss('PUT', '/a%20b.txt', {
        headers: {
          'cache-control': 'no-cache',
          'x-oss-metadata-directive': 'REPLACE',
          'x-oss-copy-source': `/${bucket.name}/a%20b.txt`,
          'x-oss-copy-source-if-match': etag,
        },
      }),
    },
  ],
  'oss.setObjectAcl': [
    {
      run: (cloud) => cloud.oss.setObjectAcl(bucket, 'a', 'public-read', signal),
      request: oss('PUT', '/a', { query: { acl: '' }, headers: { 'x-oss-object-acl': 'public-read' } }),
    },
  ],
  'oss.restoreObject': [
    {
      run: (cloud) => cloud.oss.restoreObject(bucket, 'a', { days: 2, tier: 'Bulk', versionId: 'V.1' }, signal),
      request: oss('POST', '/a', {
        query: { restore: '', versionId: 'V.1' },
        headers: xml,
        body: '<RestoreRequest><Days>2</Days><JobParameters><Tier>Bulk</Tier></JobParameters></RestoreRequest>',
      }),
    },
    {
      run: (cloud) => cloud.oss.restoreObject(bucket, 'a', { days: 1 }, signal),
      request: oss('POST', '/a', {
        query: { restore: '' },
        headers: xml,
        body: '<RestoreRequest><Days>1</Days></RestoreRequest>',
      }),
    },
  ],
  'oss.deleteVersion': [
    {
      run: (cloud) => cloud.oss.deleteVersion(bucket, 'a', 'null', signal),
      request: oss('DELETE', '/a', { query: { versionId: 'null' } }),
    },
  ],
  'oss.createMultipart': [
    {
      run: (cloud) => cloud.oss.createMultipart(bucket, 'a', { 'content-type': 'text/css' }, signal),
      request: oss('POST', '/a', { query: { uploads: '' }, headers: { 'content-type': 'text/css' } }),
    },
  ],
  'oss.putPart': [
    {
      run: (cloud) => cloud.oss.putPart(bucket, 'a', { uploadId: 'u', number: 2, body: Buffer.from('xyz') }, signal),
      request: oss('PUT', '/a', { query: { partNumber: '2', uploadId: 'u' }, body: 'xyz' }),
    },
  ],
  'oss.completeMultipart': [
    {
      run: (cloud) =>
        cloud.oss.completeMultipart(bucket, 'a', { uploadId: 'u', parts: [{ number: 1, size: 3, etag }] }, signal),
      request: oss('POST', '/a', {
        query: { uploadId: 'u' },
        headers: xml,
        body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"${etag}"</ETag></Part></CompleteMultipartUpload>`,
      }),
    },
  ],
  'oss.abortMultipart': [
    {
      run: (cloud) => cloud.oss.abortMultipart(bucket, 'a', 'u', signal),
      request: oss('DELETE', '/a', { query: { uploadId: 'u' } }),
    },
  ],
  'oss.deleteObjects': [
    {
      run: (cloud) => cloud.oss.deleteObjects(bucket, ['a b&c', '中'], signal),
      request: oss('POST', '/', {
        query: { delete: '', 'encoding-type': 'url' },
        headers: { ...xml, 'content-md5': createHash('md5').update(deletion).digest('base64') },
        body: deletion,
      }),
    },
    { run: (cloud) => cloud.oss.deleteObjects(bucket, ['a'], signal), request: oss('DELETE', '/a') },
  ],
  'oss.deleteObject': [{ run: (cloud) => cloud.oss.deleteObject(bucket, 'a', signal), request: oss('DELETE', '/a') }],
} satisfies Partial<Record<WritingCall, readonly Row[]>>;

/** Settings and custom domains of a bucket, each a sub-resource with a document. */
export const bucketRequests = {
  'oss.createBucket': [
    {
      run: (cloud) => cloud.oss.createBucket(bucket, signal),
      request: oss('PUT', '/', {
        headers: xml,
        body: '<CreateBucketConfiguration><StorageClass>Standard</StorageClass><DataRedundancyType>LRS</DataRedundancyType></CreateBucketConfiguration>',
      }),
    },
  ],
  'oss.blockPublicAccess': [
    {
      run: (cloud) => cloud.oss.blockPublicAccess(bucket, signal),
      request: oss('PUT', '/', {
        query: { publicAccessBlock: '' },
        headers: xml,
        body: '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>',
      }),
    },
  ],
  'oss.setVersioning': (['enabled', 'suspended'] as const).map((state) => ({
    run: (cloud: CloudPorts) => cloud.oss.setVersioning(bucket, state, signal),
    request: oss('PUT', '/', {
      query: { versioning: '' },
      headers: xml,
      body: `<VersioningConfiguration><Status>${state === 'enabled' ? 'Enabled' : 'Suspended'}</Status></VersioningConfiguration>`,
    }),
  })),
  'oss.deleteBucket': [{ run: (cloud) => cloud.oss.deleteBucket(bucket, signal), request: oss('DELETE', '/', {}) }],
  'oss.updateBucketSetting': (['website', 'cors'] as const).map((setting) => ({
    run: (cloud: CloudPorts) => cloud.oss.updateBucketSetting(bucket, setting, '<A/>', signal),
    request: oss('PUT', '/', { query: { [setting]: '' }, headers: xml, body: '<A/>' }),
  })),
  'oss.deleteBucketSetting': (['website', 'cors'] as const).map((setting) => ({
    run: (cloud: CloudPorts) => cloud.oss.deleteBucketSetting(bucket, setting, signal),
    request: oss('DELETE', '/', { query: { [setting]: '' } }),
  })),
  'oss.createCnameToken': [
    {
      run: (cloud) => cloud.oss.createCnameToken(bucket, name, signal),
      request: oss('POST', '/', { query: { cname: '', comp: 'token' }, headers: xml, body: cname }),
    },
  ],
  'oss.createCname': [
    {
      run: (cloud) => cloud.oss.createCname(bucket, name, signal),
      request: oss('POST', '/', { query: { cname: '', comp: 'add' }, headers: xml, body: cname }),
    },
  ],
  'oss.deleteCname': [
    {
      run: (cloud) => cloud.oss.deleteCname(bucket, name, signal),
      request: oss('POST', '/', { query: { cname: '', comp: 'delete' }, headers: xml, body: cname }),
    },
  ],
} satisfies Partial<Record<WritingCall, readonly Row[]>>;

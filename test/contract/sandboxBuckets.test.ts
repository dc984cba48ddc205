import { describe, expect, it } from 'vitest';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const region = 'eu-central-1';

function clientOf(key: AccessKey, bucket = 'made', at = region) {
  return createOssClient({ bucket, region: at, key });
}

/** A key of the account itself, or one of a RAM user with this policy. */
function addKey(more: Partial<AccessKey> = {}): AccessKey {
  const key = { id: `KEY${sandbox.state.nextId++}`, secret: 'not-a-secret', denied: [], ...more };
  sandbox.state.accessKeys.push(key);
  return key;
}

const taken = { status: 409, code: 'BucketAlreadyExists' };

describe('buckets, by an independent client', () => {
  it('are created in the region of the endpoint, private, and counted', async () => {
    const client = clientOf(sandbox.accessKey);
    const { bucket } = await client.putBucket('made', { storageClass: 'Standard', dataRedundancyType: 'LRS' });
    expect(bucket).toBe('made');
    expect((await client.getBucketInfo('made')).bucket).toMatchObject({
      Location: `oss-${region}`,
      AccessControlList: { Grant: 'private' },
      BlockPublicAccess: 'false',
    });
    await client.put('a.txt', Buffer.from('seven b'));
    expect((await client.getBucketStat('made')).stat).toMatchObject({
      Storage: '7',
      ObjectCount: '1',
      MultipartUploadCount: '0',
      LastModifiedTime: expect.stringMatching(/^\d{10}$/),
    });
  });

  it('can be created again only by their account in the same region, which changes nothing', async () => {
    const owner = addKey();
    await clientOf(owner).putBucket('again');
    expect((await clientOf(owner).putBucket('again')).res.status).toBe(200);
    await expect(clientOf(sandbox.accessKey).putBucket('again')).rejects.toMatchObject(taken);
    await expect(clientOf(owner, 'again', 'ap-southeast-1').putBucket('again')).rejects.toMatchObject(taken);
  });

  it('of other accounts are taken for PutBucket and denied for other calls', async () => {
    const client = clientOf(addKey());
    const [other = ''] = sandbox.state.otherBuckets;
    await expect(client.putBucket(other)).rejects.toMatchObject(taken);
    await expect(client.getBucketInfo(other)).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it.each([
    ['an access that does not exist', { acl: 'open' }, { status: 400, code: 'InvalidArgument' }],
    ['a class that is not kept here', { storageClass: 'IA' }, { status: 400, code: 'MalformedXML' }],
  ])('are refused with %s', async (_what, options, refused) => {
    await expect(clientOf(addKey()).putBucket('refused', options)).rejects.toMatchObject(refused);
    expect(sandbox.state.buckets.has('refused')).toBe(false);
  });

  it('are created by a RAM user only under the names that its policy allows', async () => {
    const Resource = `acs:oss:*:*:mine-only`;
    const policy = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:PutBucket', Resource }] } as const;
    const client = clientOf(addKey({ user: { name: 'maker', id: '1' }, policy }));
    await client.putBucket('mine-only');
    await expect(client.putBucket('not-mine')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

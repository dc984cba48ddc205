import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/createCloud.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
/** Pauses between attempts take no time. */
const clock = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;

// One for each, since a connection that is open has shown its certificate already.
beforeEach(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: 60_000 });
});
afterEach(() => opened.stop());

describe('a failure of a call through an upload domain', () => {
  const uploadDomain = 'up.shop-demo.com';
  const through = { ...bucket, uploadDomain };
  const value = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
  const head = () => opened.cloud.oss.readObjectHead(through, 'index.html', signal);
  const ofDomain = { scope: 'bucket', subject: uploadDomain };
  const stored = () => opened.sandbox.state.buckets.get(bucket.name)!;
  const zone = () => opened.sandbox.state.zones.get('shop-demo.com')!;

  beforeEach(() => {
    const cname = { lastModified: new Date(), enabled: true, isPurgeCdnCache: false, hasCertificate: true };
    stored().cnames.set(uploadDomain, { domain: uploadDomain, ...cname });
    const model = [...zone().records.values()].find(({ type }) => type === 'CNAME')!;
    zone().records.set('up', { ...model, id: 'up', rr: 'up', type: 'CNAME', value, enabled: true });
  });

  test('does not occur while the domain leads to the bucket', async () => {
    expect(await head()).toMatchObject({ size: expect.any(Number) });
  });

  test('names the domain when it has no certificate', async () => {
    stored().cnames.get(uploadDomain)!.hasCertificate = false;
    await expect(head()).rejects.toMatchObject({ kind: 'untrustedCertificate', details: ofDomain });
  });

  test('names the domain when its DNS record is missing and a proxy reports that', async () => {
    zone().records.delete('up');
    const unreached = { kind: 'proxyRefused', details: { ...ofDomain, httpStatus: 502 } };
    await expect(head()).rejects.toMatchObject(unreached);
  });

  test.each([
    ['a page of another server', 'html403', { status: 404 }, 'badAnswer'],
    ['the page of a gateway', 'html502', {}, 'unavailable'],
    ['an unknown AccessKey', 'error', { code: 'InvalidAccessKeyId', status: 403 }, 'badCredentials'],
  ] as const)('names the domain when it answers with %s', async (_name, kind, more, expected) => {
    opened.fail('HeadObject', kind, { count: 9, ...more });
    await expect(head()).rejects.toMatchObject({ kind: expected, details: ofDomain });
  });

  test('names the domain when it is silent', async () => {
    const { id, secret } = opened.sandbox.accessKey;
    const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
    const { oss } = createCloud({ credentials, onCall: () => {}, clock, timeoutMs: 3_000 });
    opened.fail('HeadObject', 'silence', { count: 9 });
    const silent = oss.readObjectHead(through, 'index.html', signal);
    await expect(silent).rejects.toMatchObject({ kind: 'timeout', details: ofDomain });
  });

  test.each([
    ['an internal error', { code: 'InternalError', status: 500 }, 'unavailable'],
    ['a missing permission', { code: 'AccessDenied', status: 403 }, 'forbidden'],
    ['a skewed clock', { code: 'RequestTimeTooSkewed', status: 403 }, 'clockSkewed'],
  ])('does not name the domain when OSS answers %s', async (_name, more, kind) => {
    opened.fail('HeadObject', 'error', { count: 9, ...more });
    const failed = head();
    await expect(failed).rejects.toMatchObject({ kind });
    await expect(failed).rejects.not.toMatchObject({ details: { scope: expect.anything() } });
  });

  test('concerns one request when its signature is refused after others were accepted', async () => {
    const put = () => opened.cloud.oss.putObject(through, 'new.txt', { body: new Uint8Array(3), headers: {} }, signal);
    opened.fail('PutObject', 'error', { count: 9, code: 'SignatureDoesNotMatch', status: 403 });
    await expect(put()).rejects.toMatchObject({ kind: 'badCredentials', details: ofDomain });
    await head();
    const ofRequest = { scope: 'object', subject: `${bucket.name}/new.txt` };
    await expect(put()).rejects.toMatchObject({ kind: 'badCredentials', details: ofRequest });
  });
});

describe('a signature mismatch', () => {
  const put = (cloud = opened.cloud) =>
    cloud.oss.putObject(bucket, 'new.txt', { body: new Uint8Array(3), headers: {} }, signal);
  const refuse = () => opened.fail('PutObject', 'error', { count: 9, code: 'SignatureDoesNotMatch', status: 403 });
  const openWith = (accessKeySecret: string) =>
    createCloud({
      credentials: async () => ({ accessKeyId: opened.sandbox.accessKey.id, accessKeySecret }),
      onCall: () => {},
      clock,
    });

  test('means a wrong secret before any signature was accepted', async () => {
    const failed = put(openWith('another'));
    await expect(failed).rejects.toMatchObject({ kind: 'badCredentials' });
    await expect(failed).rejects.not.toMatchObject({ details: { scope: expect.anything() } });
  });

  test.each(['index.html', 'no-such-object'])(
    'concerns one request after another one was accepted, for %s',
    async (key) => {
      const cloud = openWith(opened.sandbox.accessKey.secret);
      await cloud.oss.readObjectHead(bucket, key, signal);
      refuse();
      const details = { scope: 'object', subject: `${bucket.name}/new.txt`, code: 'SignatureDoesNotMatch' };
      await expect(put(cloud)).rejects.toMatchObject({ kind: 'badCredentials', details });
    },
  );
});

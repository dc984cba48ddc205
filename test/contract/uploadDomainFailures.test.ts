import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/index.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
/** Pauses between attempts take no time. */
const clock = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;

// One for each, since a connection that is open has shown its certificate already.
beforeEach(async () => {
  opened = await openSandboxCloud({}, { clock, timeoutMs: 1_000 });
});
afterEach(() => opened.stop());

describe('a failure through an upload domain', () => {
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

  test('is none while all is well', async () => {
    expect(await head()).toMatchObject({ size: expect.any(Number) });
  });

  test('whose certificate is missing names the domain', async () => {
    stored().cnames.get(uploadDomain)!.hasCertificate = false;
    await expect(head()).rejects.toMatchObject({ kind: 'untrustedCertificate', details: ofDomain });
  });

  test('whose DNS leads nowhere names the domain, though the proxy says so', async () => {
    zone().records.delete('up');
    const unreached = { kind: 'proxyRefused', details: { ...ofDomain, httpStatus: 502 } };
    await expect(head()).rejects.toMatchObject(unreached);
  });

  test.each([
    ['a page of another server', 'html403', { status: 404 }, 'badAnswer'],
    ['the page of a gateway', 'html502', {}, 'unavailable'],
    ['an unknown AccessKey', 'error', { code: 'InvalidAccessKeyId', status: 403 }, 'badCredentials'],
    ['silence', 'silence', {}, 'timeout'],
  ] as const)('by %s is one of the domain', async (_name, kind, more, expected) => {
    opened.fail('HeadObject', kind, { count: 9, ...more });
    await expect(head()).rejects.toMatchObject({ kind: expected, details: ofDomain });
  });

  test.each([
    ['that OSS has a fault', { code: 'InternalError', status: 500 }, 'unavailable'],
    ['that the key lacks a permission', { code: 'AccessDenied', status: 403 }, 'forbidden'],
    ['that the clock is wrong', { code: 'RequestTimeTooSkewed', status: 403 }, 'clockSkewed'],
  ])('saying %s is none of the domain', async (_name, more, kind) => {
    opened.fail('HeadObject', 'error', { count: 9, ...more });
    const failed = head();
    await expect(failed).rejects.toMatchObject({ kind });
    await expect(failed).rejects.not.toMatchObject({ details: { scope: expect.anything() } });
  });

  test('in which OSS cannot verify a signature is one of the request once it has verified others there', async () => {
    const put = () => opened.cloud.oss.putObject(through, 'new.txt', new Uint8Array(3), { headers: {} }, signal);
    opened.fail('PutObject', 'error', { count: 9, code: 'SignatureDoesNotMatch', status: 403 });
    await expect(put()).rejects.toMatchObject({ kind: 'badCredentials', details: ofDomain });
    await head();
    const ofRequest = { scope: 'object', subject: `${bucket.name}/new.txt` };
    await expect(put()).rejects.toMatchObject({ kind: 'signatureRefused', details: ofRequest });
  });
});

describe('a signature that OSS cannot verify', () => {
  const put = (cloud = opened.cloud) =>
    cloud.oss.putObject(bucket, 'new.txt', new Uint8Array(3), { headers: {} }, signal);
  const refuse = () => opened.fail('PutObject', 'error', { count: 9, code: 'SignatureDoesNotMatch', status: 403 });
  const openWith = (accessKeySecret: string) =>
    createCloud({
      credentials: async () => ({ accessKeyId: opened.sandbox.accessKey.id, accessKeySecret }),
      onCall: () => {},
      clock,
    });

  test('means a wrong secret as long as none was ever verified', async () => {
    const failed = put(openWith('another'));
    await expect(failed).rejects.toMatchObject({ kind: 'badCredentials' });
    await expect(failed).rejects.not.toMatchObject({ details: { scope: expect.anything() } });
  });

  test.each(['index.html', 'no-such-object'])(
    'means this request once OSS has answered another, about %s',
    async (key) => {
      const cloud = openWith(opened.sandbox.accessKey.secret);
      await cloud.oss.readObjectHead(bucket, key, signal);
      refuse();
      const details = { scope: 'object', subject: `${bucket.name}/new.txt`, code: 'SignatureDoesNotMatch' };
      await expect(put(cloud)).rejects.toMatchObject({ kind: 'signatureRefused', details });
    },
  );
});

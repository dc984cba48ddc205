import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud();
});
afterAll(() => opened.stop());

test.each([
  ['no account has bound', 'stranger.shop-demo.com', 'uploadDomainNotBound'],
  ['CDN serves', 'static.shop-demo.com', 'uploadDomainIsCdn'],
])('no call about an object is signed for a name that %s', async (_name, uploadDomain, code) => {
  const { cloud, calls, sandbox } = opened;
  const isCdn = code === 'uploadDomainIsCdn';
  const cname = { lastModified: new Date(), enabled: true, isPurgeCdnCache: false, hasCertificate: true };
  if (isCdn) sandbox.state.buckets.get(bucket.name)!.cnames.set(uploadDomain, { domain: uploadDomain, ...cname });
  calls.length = 0;
  const through = { ...bucket, uploadDomain };
  const refused = { kind: 'invalidInput', details: { code, subject: uploadDomain } };
  await expect(cloud.oss.readObjectHead(through, 'index.html', signal)).rejects.toMatchObject(refused);
  await expect(cloud.oss.readObjectAcl(through, 'index.html', signal)).rejects.toMatchObject(refused);
  const look = isCdn ? ['ListCname', 'DescribeCdnDomainDetail'] : ['ListCname'];
  expect(calls.map(({ action }) => action)).toEqual([...look, ...look]);
});

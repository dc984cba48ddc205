import { afterEach, expect, it, vi } from 'vitest';
import { createOssClient } from '../support/ossClient.js';
import { useSandbox } from '../support/useSandbox.js';

const sandbox = useSandbox();
const { control } = sandbox;
const hangzhou = { bucket: 'site-hangzhou', region: 'cn-hangzhou' };
const singapore = { bucket: 'assets-singapore', region: 'ap-southeast-1' };
const { bucket } = hangzhou;
const domain = 'bind.shop-demo.com';
const plain = `<Domain>${domain}</Domain>`;

afterEach(async () => {
  vi.useRealTimers();
  // A TXT record that stays is of no other token.
  sandbox.state.buckets.get(bucket)?.cnameTokens.delete(domain);
  sandbox.state.buckets.get(bucket)?.cnames.delete(domain);
  await control.act('setUncertain', { name: 'purgeField', value: 'present' });
  await control.act('setUncertain', { name: 'purgeFieldLag', value: 0 });
});

async function send(comp: string, body = plain, place = hangzhou) {
  return createOssClient({ ...place, key: sandbox.accessKey }).request({
    method: 'POST',
    bucket: place.bucket,
    subres: { cname: '', comp },
    content: Buffer.from(`<BucketCnameConfiguration><Cname>${body}</Cname></BucketCnameConfiguration>`),
    mime: 'xml',
    xmlResponse: comp === 'token',
    successStatuses: [200],
  });
}

async function readToken(): Promise<string> {
  return ((await send('token')).data as { Token: string }).Token;
}

/** The one custom domain of the bucket as ListCname has it. */
async function list() {
  const answer = await createOssClient({ ...hangzhou, key: sandbox.accessKey }).request({
    method: 'GET',
    bucket,
    subres: 'cname',
    xmlResponse: true,
    successStatuses: [200],
  });
  return (answer.data as { Cname?: object }).Cname;
}

const bindByHand = () => control.act('bindCname', { bucket, domain });
const setPurge = (on: boolean) => control.act('setPurge', { bucket, domain, on });

it('a custom domain is refused without its TXT record, and its token stays the same', async () => {
  await expect(send('add')).rejects.toMatchObject({ code: 'NeedVerifyDomainOwnership', status: 403 });
  const token = await readToken();
  expect(await readToken()).toBe(token);
  await expect(send('add')).rejects.toMatchObject({ code: 'NeedVerifyDomainOwnership', status: 403 });
});

it('a custom domain is bound after its TXT record is added', async () => {
  const value = await readToken();
  await control.act('addRecord', { zone: 'shop-demo.com', rr: '_dnsauth.bind', type: 'TXT', value });
  await send('add');
  expect(await list()).toMatchObject({ Domain: domain, Status: 'Enabled', IsPurgeCdnCache: 'false' });
});

const heldNames: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['an A and an AAAA record', { A: '192.0.2.9', AAAA: '2001:db8::9' }],
  ['another CNAME', { CNAME: 'www.example.net' }],
  ['its own target', { CNAME: `${bucket}.oss-cn-hangzhou.aliyuncs.com` }],
];

it.each(heldNames)(
  'a custom domain is bound by its TXT record alone while DNS has %s at its name',
  async (_name, held) => {
    const records = sandbox.state.zones.get('shop-demo.com')?.records;
    const value = await readToken();
    const put = (rr: string, type: string, text: string) =>
      control.act('addRecord', { zone: 'shop-demo.com', rr, type, value: text });
    try {
      for (const [type, text] of Object.entries(held)) await put('bind', type, text);
      await expect(send('add')).rejects.toMatchObject({ code: 'NeedVerifyDomainOwnership' });
      await put('_dnsauth.bind', 'TXT', value);
      await send('add');
      expect(await list()).toMatchObject({ Domain: domain, Status: 'Enabled' });
    } finally {
      for (const [id, { rr }] of records ?? []) if (rr.endsWith('bind')) records?.delete(id);
    }
  },
);

it('a custom domain shows Auto CDN Cache Update, or has no field for it', async () => {
  await bindByHand();
  expect(await list()).toMatchObject({ IsPurgeCdnCache: 'false' });
  await setPurge(true);
  expect(await list()).toMatchObject({ IsPurgeCdnCache: 'true' });
  await control.act('setUncertain', { name: 'purgeField', value: 'absent' });
  expect(await list()).not.toHaveProperty('IsPurgeCdnCache');
});

it('a custom domain shows Auto CDN Cache Update late each time that it is turned on', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await control.act('setUncertain', { name: 'purgeFieldLag', value: 60 });
  await bindByHand();
  for (let round = 0; round < 2; round += 1) {
    await setPurge(true);
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'false' });
    vi.setSystemTime(Date.now() + 60_000);
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'true' });
    await setPurge(false);
    expect(await list()).toMatchObject({ IsPurgeCdnCache: 'false' });
  }
});

it('a custom domain is not bound a second time', async () => {
  await bindByHand();
  await expect(send('add')).rejects.toMatchObject({ code: 'CnameAlreadyExists', status: 409 });
});

it('a custom domain can be unbound only once', async () => {
  await bindByHand();
  await send('delete');
  expect(await list()).toBeUndefined();
  await expect(send('delete')).rejects.toMatchObject({ code: 'NoSuchCname', status: 404 });
});

it.each([
  ['that another account has bound', '<Domain>taken.shop-demo.com</Domain>', 'CnameDenied', 403],
  ['without an ICP filing', '<Domain>www.shop-demo.com.cn</Domain>', 'NoSuchCnameInRecord', 404],
  ['that is a wildcard', '<Domain>*.shop-demo.com</Domain>', 'InvalidArgument', 400],
  ['of the vendor', '<Domain>x.aliyuncs.com</Domain>', 'InvalidArgument', 400],
  ['with the console switch', `${plain}<IsPurgeCdnCache>true</IsPurgeCdnCache>`, 'InvalidArgument', 400],
])('a custom domain %s is refused', async (_reason, body, code, status) => {
  await expect(send('add', body)).rejects.toMatchObject({ code, status });
});

it('a bucket outside the mainland does not refuse a custom domain for a missing ICP filing', async () => {
  await expect(send('add', '<Domain>www.shop-demo.com.cn</Domain>', singapore)).rejects.toMatchObject({
    code: 'NeedVerifyDomainOwnership',
  });
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { originHost } from '../../src/core/origin.js';
import { isRootDenied } from '../../src/core/verification/rootPage.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const key = 'note.txt';
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({ speed: 1000 });
  const origin = opened.sandbox.state.cdnDomains.get(domain)?.sources.map(({ content }) => content);
  expect(origin).toEqual([originHost(bucket)]);
  opened.sandbox.state.uncertain.autoRefresh = true;
  turnOn();
});
afterAll(() => opened.stop());

/** What a person does in the OSS console: no API turns the switch on. */
function turnOn(): void {
  const bound = opened.sandbox.state.buckets.get(bucket.name)?.cnames.get(domain);
  if (!bound) throw new Error('the domain is not bound');
  bound.isPurgeCdnCache = true;
}

/** Saves the object, whose copy at the edge lives for a year unless it is refreshed. */
async function save(text: string): Promise<void> {
  const headers = { 'cache-control': 'max-age=31536000', 'content-type': 'text/plain' };
  await opened.cloud.oss.putObject(bucket, key, Buffer.from(text), { headers }, signal);
}

async function served(): Promise<string> {
  const connectTo = opened.sandbox.state.cdnDomains.get(domain)?.cname ?? '';
  const { cloud } = opened;
  const { body } = await cloud.edge.probe({ connectTo, name: domain, path: `/${key}`, maxBytes: 1024 }, signal);
  return Buffer.from(body ?? []).toString();
}

test('Note: with Auto CDN Cache Update OSS refreshes an updated object on the CDN node', async () => {
  await save('one');
  expect(await served()).toBe('one');
  await save('two');
  expect(await served()).toBe('two');
});

test('Note: after an unbind OSS does not refresh automatically; refreshing by CDN still works', async () => {
  const { cloud } = opened;
  await cloud.oss.deleteCname(bucket, domain, signal);
  expect((await cloud.oss.listCnames(bucket, signal)).map((each) => each.domain)).not.toContain(domain);
  await save('three');
  expect(await served()).toBe('two');
  await cloud.cdn.refresh([`http://${domain}/${key}`], 'File', signal);
  await vi.waitFor(async () => expect(await served()).toBe('three'), 10_000);
});

test('Note: automatic refresh starts again only when the console switch is on again after binding', async () => {
  const { cloud } = opened;
  const token = await cloud.oss.createCnameToken(bucket, domain, signal);
  const record = { zone: 'shop-demo.com', rr: '_dnsauth.static', type: 'TXT', value: token, ttl: 600 };
  await cloud.dns.createRecord(record, signal);
  await cloud.oss.createCname(bucket, domain, signal);
  const autoRefresh = async () =>
    (await cloud.oss.listCnames(bucket, signal)).find((each) => each.domain === domain)?.autoRefresh;
  expect(await autoRefresh()).not.toBe(true);
  await save('four');
  expect(await served()).toBe('three');
  turnOn();
  expect(await autoRefresh()).toBe(true);
  await save('five');
  expect(await served()).toBe('five');
});

test('Note: a request for the CDN domain alone gives AccessDenied, and for the path of a file gives the file', async () => {
  const { cloud, sandbox } = opened;
  const connectTo = sandbox.state.cdnDomains.get(domain)?.cname ?? '';
  const ask = (path: string) => cloud.edge.probe({ connectTo, name: domain, path, maxBytes: 4096 }, signal);
  const bare = await ask('/');
  expect(bare.status).toBe(403);
  expect(isRootDenied(bare)).toBe(true);
  expect((await ask(`/${key}`)).status).toBe(200);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebindDomain } from '../../src/core/activity/undoUnbinding.js';
import { unbind } from '../../src/core/domains/unbinding.js';
import { isRootDenied } from '../../src/core/https/browserView.js';
import { findBinding } from '../../src/core/oss/binding.js';
import { eventually } from '../support/eventually.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { fillIn, named, rest } from '../unit/features/onboarding/form/fillIn.js';

const { signal } = new AbortController();
const { domain } = plan;
const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
const key = 'note.txt';
let opened: SandboxRuns;

/** The domain is accelerated as the form asks, and the user turns the console switch on when the run says so. */
beforeAll(async () => {
  opened = await startSandboxRuns();
  opened.sandbox.state.uncertain.autoRefresh = true;
  const server = `127.0.0.1:${opened.sandbox.dnsPort}`;
  const lines = [{ pick: 'OSS Bucket' }, { pick: bucket.name }, ...named(domain), ...rest];
  const { plan: made } = await fillIn(lines, opened.cloud, {}, [server]);
  const { site, ...others } = made ?? {};
  expect(others).toEqual(plan);
  expect(site).toMatchObject({ type: 'website' });
  const board = opened.openWindow();
  await opened.finish(board, await board.start(plan));
  expect(bound()?.isPurgeCdnCache).toBe(true);
});
afterAll(() => opened.stop());

/** What a person does in the OSS console: no API turns the switch on. */
function turnOn(): void {
  const found = bound();
  if (!found) throw new Error('the domain is not bound');
  found.isPurgeCdnCache = true;
}

function bound() {
  return opened.sandbox.state.buckets.get(bucket.name)?.cnames.get(domain);
}

/** Saves the object, whose copy at the edge lives for a year unless it is refreshed. */
async function save(text: string): Promise<void> {
  const headers = { 'cache-control': 'max-age=31536000', 'content-type': 'text/plain' };
  await opened.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers }, signal);
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
  const accelerated = (await cloud.cdn.readDomain(domain, signal))!;
  const binding = (await findBinding(cloud, accelerated, signal))!;
  await unbind({ cloud, clock: opened.clock, signal }, accelerated, binding);
  expect((await cloud.oss.listCnames(bucket, signal)).map((each) => each.domain)).not.toContain(domain);
  // The origin Host that was taken away had the whole domain refreshed.
  await eventually(async () => {
    expect(await served()).toBe('two');
    expect(opened.sandbox.state.refreshTasks.every(({ done }) => done)).toBe(true);
  });
  expect(await served()).toBe('two');
  await save('three');
  expect(await served()).toBe('two');
  await cloud.cdn.refresh([`http://${domain}/${key}`], 'File', signal);
  await eventually(async () => expect(await served()).toBe('three'));
});

test('Note: automatic refresh starts again only when the console switch is on again after binding', async () => {
  const { cloud } = opened;
  await rebindDomain({ cloud, clock: opened.clock, resolvers: [], signal }, bucket, domain);
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

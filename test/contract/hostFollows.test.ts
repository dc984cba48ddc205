import { afterEach, beforeEach, expect, test } from 'vitest';
import { bucketHost, findLeftHost } from '../../src/core/cdn/originHost.js';
import { resetHostConfig } from '../../src/core/cdn/resetHostConfig.js';
import { waitForDomain } from '../../src/core/domains/waitForDomain.js';
import { toSources } from '../../src/core/origin.js';
import { systemClock } from '../../src/disk/clock.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const { signal } = new AbortController();
const hostFunction = 'set_req_host_header';
const oldHost = 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com';
const newHost = 'assets-singapore.oss-ap-southeast-1.aliyuncs.com';
const sources = toSources({ kind: 'bucket', bucket: { name: 'assets-singapore', region: 'ap-southeast-1' } }, 80);

let runs: SandboxRuns;
beforeEach(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.stop());

/** A domain in front of one bucket, which then gets the other one as origin. */
async function changeOrigin() {
  const { cdn } = runs.cloud;
  const isOnline = () =>
    waitForDomain({ cdn, clock: systemClock, signal }, plan.domain, (domain) => domain?.status === 'online');
  runs.sandbox.state.verifiedRoots.add('shop-demo.com');
  const { domain: name, type, region, origin, port } = plan;
  await cdn.createDomain({ name, type, region, sources: toSources(origin, port) }, signal);
  await isOnline();
  await cdn.updateSources(name, sources, signal);
  await isOnline();
}

const readHosts = async () =>
  (await runs.cloud.cdn.readConfigs(plan.domain, [hostFunction], signal)).map(({ args }) => args.domain_name);
const findLeft = () => findLeftHost(runs.cloud.cdn, { name: plan.domain, sources }, signal);

test('a Host that follows the origin is not reported', async () => {
  await changeOrigin();
  expect({ hosts: await readHosts(), left: await findLeft() }).toEqual({ hosts: [newHost], left: undefined });
});

test("a Host that does not follow is found, and changed to the new bucket's", async () => {
  runs.sandbox.state.uncertain.hostFollowsOrigin = false;
  await changeOrigin();
  expect(await readHosts()).toEqual([oldHost]);
  const left = await findLeft();
  if (!left) throw new Error('not found');
  await resetHostConfig({ cloud: runs.cloud, clock: systemClock, signal }, plan.domain, left, bucketHost(sources));
  expect({ hosts: await readHosts(), left: await findLeft() }).toEqual({ hosts: [newHost], left: undefined });
});

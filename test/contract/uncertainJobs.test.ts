import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type UncertainName, uncertainties } from '../../sandbox/state/uncertain.js';
import type { ErrorKind } from '../../src/core/errors.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { publicationId } from '../../src/core/publishing/publication.js';
import type { Publisher } from '../../src/core/publishing/publisher.js';
import { acquireFacts } from '../../src/core/verification/acquire/acquire.js';
import { diagnose } from '../../src/core/verification/diagnosis/diagnose.js';
import { systemClock } from '../../src/disk/clock.js';
import { sampled } from '../support/sample.js';
import { deliverySwitches, freeCertificateSwitches } from '../support/topicSwitches.js';
import { openSandboxPublisher, type SandboxPublisher } from './conformance/sandboxPublisher.js';

type Ways = Partial<Record<UncertainName, string | boolean | number>>;

/** The usual ways, and the others; those that cannot hide each other share a run. `refused` is why a file cannot be overwritten then. */
const runs: readonly (readonly [ways: Ways, refused?: ErrorKind])[] = [
  [{}],
  [{ cnameSkipsToken: true, existAsError: true, edgeKeepsQuery: false, forcedDownload: false, purgeField: 'absent' }],
  [{ purgeField: 'capitalised', purgeFieldWrite: 'ignored', purgeFieldLag: 60, autoRefresh: true, cnameStatusLag: 0 }],
  [{ targetBeforeOnline: true, icpNeedsOwnership: true, quotaAsNumbers: true, unfiledCode: 'RecordCheckNotAvailable' }],
  [{ addOutcome: 'configure_failed', configOutcome: 'failed', configNeedsId: false, configZero: true }],
  [{ addOutcome: 'check_failed', configVanishes: true, roleChecked: false, hostFollowsOrigin: false }],
  [
    {
      detailedZones: false,
      severalPrimaryDomains: false,
      edgeDefaultCertificate: false,
      zoneAbsentCode: 'DomainAddedByOthers',
    },
  ],
  [{ publicEndpointForbidden: true, publicEndpointForbiddenAtEdge: true, zoneAbsentCode: 'InvalidDomainName.Suffix' }],
  [{ publicEndpointForbidden: true, publicEndpointSparesLists: true, publicEndpointBarsBinding: true }],
  [
    {
      secondCname: 'conflict',
      cnameBesideNs: 'allowed',
      addressesPerHost: 1,
      configTakesEffect: 600,
      recordWriteTakes: 60,
    },
  ],
  [
    {
      longestQuery: 2000,
      formTaken: false,
      configsPerSecond: 3,
      domainsPerSecond: 5,
      recordsPerSecond: 1,
      throttledAs: 'FlowControlError 403',
    },
  ],
  [{ denialDetail: false, serviceAbsentCode: 'OperationDenied', splitsAnyName: false }],
  [
    {
      refreshPerMinute: 1000,
      throttledAs: 'Rejected.Throttling 503',
      rulesAfterRedirect: true,
      refusedSetsPart: true,
      settingsReversed: true,
    },
  ],
  [{ overwriteRefused: 'AccessDenied' }, 'overwriteForbidden'],
  [{ overwriteRefused: 'ObjectOverwriteForbidden' }, 'refused'],
];

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const newRecord = { zone: 'shop-demo.com', rr: 'n', type: 'TXT', value: 'text', ttl: 600 };
const source = { type: 'ipaddr', content: '203.0.114.9', port: 80, priority: '20', weight: '10' } as const;
const newDomain = { name: 'n', type: 'web', region: 'overseas', sources: [source] } as const;
const keys = ['index.html', 'one.txt', 'two.txt'];
let world: SandboxPublisher;
let folder: string;
let publisher: Publisher;

beforeEach(async () => {
  world = await openSandboxPublisher();
  ({ folder, publisher } = world);
});
afterEach(() => world.stop());

async function verify(): Promise<string> {
  const server = `127.0.0.1:${world.sandbox.dnsPort}`;
  const { resolver, edge } = world.cloud;
  const ports = { resolver, edge, clock: systemClock, account: world.cloud };
  const facts = await acquireFacts(domain, ports, { resolvers: [server], authoritativeServers: [server] }, signal);
  return diagnose(facts).verdict.kind;
}

/** Publishes three files, and answers how that ended. */
async function publish(): Promise<Publisher['state']> {
  const publications = keys.map((key) => {
    const where = { path: join(folder, key), workspaceRoot: folder, root: folder, label: key };
    return { id: publicationId(bucket, key), ...where, accountId: world.sandbox.state.ownerId, bucket, key };
  });
  for (const { path, key } of publications) await writeFile(path, `new ${key}`);
  await publisher.enqueue(publications.map((each) => ({ ...each, domains: [domain] })));
  return new Promise((resolve) => {
    const look = () => {
      const { state } = publisher;
      const { failed = 0, ...open } = publisher.count();
      if (state.kind === 'fresh' || (failed > 0 && Object.keys(open).length === 0)) resolve(state);
    };
    publisher.onDidChange(look);
    look();
  });
}

const bodiesOf = (names: readonly string[]) => {
  const { objects } = world.sandbox.state.buckets.get(bucket.name)!;
  return names.map((key) => objects.get(key)?.body.toString());
};
const refreshed = () => world.sandbox.state.refreshTasks.map(({ url }) => new URL(url).pathname.slice(1));

describe('verification and publishing, under each behaviour the vendor may have', () => {
  test('every switch is tested', () => {
    const turned = runs.flatMap(([ways]) => Object.keys(ways));
    expect([...new Set([...turned, ...freeCertificateSwitches, ...deliverySwitches])].sort()).toEqual(
      Object.keys(uncertainties).sort(),
    );
  });

  sampled(runs, 4)('%j: verification shows what browsers get, and saved files are published', async (ways, refused) => {
    Object.assign(world.sandbox.state.uncertain, ways);
    expect(await verify()).toBe(world.sandbox.state.uncertain.forcedDownload ? 'downloads' : 'working');
    const ended = await publish();
    const failure = { publication: { key: 'index.html' }, cause: { error: { kind: refused } } };
    expect(ended).toMatchObject(refused ? { failures: [failure] } : { kind: 'fresh', count: keys.length });
    const arrived = refused ? keys.slice(1) : keys;
    expect(bodiesOf(arrived)).toEqual(arrived.map((key) => `new ${key}`));
    expect(refreshed()).toEqual(expect.arrayContaining(arrived));
  });
});

test('more URLs than a domain may refresh in a minute are refreshed in the next one', async () => {
  const { state } = world.sandbox;
  state.speed = 1;
  state.uncertain.refreshPerMinute = 5;
  const isRefused = () => state.calls.some(({ code }) => code === 'QuotaPerMinuteExceeded.Refresh');
  // The minute passes once it has been met.
  state.events.on('change', () => {
    if (isRefused()) state.speed = 3_000;
  });
  const others = ['a', 'b', 'c'].map((name) => `https://${domain}/${name}`);
  await world.cloud.cdn.refresh(others, 'File', signal);
  expect(await publish()).toMatchObject({ kind: 'fresh', count: keys.length });
  expect(isRefused()).toBe(true);
  expect(refreshed()).toEqual(expect.arrayContaining(keys));
});

test.each<[UncertainName, number, (cloud: CloudPorts, at: number) => Promise<unknown>]>([
  [
    'configsPerSecond',
    3,
    ({ cdn }) => cdn.setConfigs(domain, [{ functionName: 'gzip', args: { enable: 'on' } }], signal),
  ],
  ['domainsPerSecond', 5, ({ cdn }, at) => cdn.createDomain({ ...newDomain, name: `n${at}.shop-demo.com` }, signal)],
  ['recordsPerSecond', 2, ({ dns }, at) => dns.createRecord({ ...newRecord, rr: `n${at}` }, signal)],
])('twice as many calls as %s allows all succeed', async (name, most, call) => {
  const { state } = world.sandbox;
  state.uncertain[name] = most;
  Object.assign(state.uncertain, { configNeedsId: false, configTakesEffect: 0 });
  state.verifiedRoots.add('shop-demo.com');
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const throttled = () => state.calls.filter(({ code }) => code === 'Throttling.User').length;
  // The second passes once the limit has been met.
  state.events.on('change', () => {
    if (throttled() >= most) vi.setSystemTime(Date.now() + 1_000);
  });
  await Promise.all(Array.from({ length: 2 * most }, (_, at) => call(world.cloud, at)));
  expect(throttled()).toBeGreaterThanOrEqual(most);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../sandbox/state/state.js';
import { ActivityLog } from '../../src/core/activity/activityLog.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import type { AppError } from '../../src/core/errors.js';
import { systemClock } from '../../src/disk/clock.js';
import { type AcmeWorld, agreeTo, startAcmeWorld } from '../support/acmeWorld.js';
import { createSharedDocuments } from '../support/memoryStore.js';
import { sampled } from '../support/sample.js';
import { findSecrets } from '../support/secretForms.js';
import { createVirtualClock } from '../support/virtualClock.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
let world: AcmeWorld;

beforeEach(async () => {
  world = await startAcmeWorld();
  world.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(() => world.stop());

/** The lines of a key that are secret, or its one line. */
const linesOf = (key: string) => key.split('\n').filter((line) => line.length > 40 && !line.startsWith('-----'));

const accountSecret = async () => ({ name: 'account key', value: ((await world.keys.read()) ?? '').slice(60) });

test('the keys of a certificate and of the account are in no URL, log, run, record or activity', async () => {
  const activity = new ActivityLog({
    store: createSharedDocuments(createVirtualClock()).window('a'),
    session: { account: { id: '1', source: { kind: 'secret' } }, onDidChange: () => ({ dispose() {} }) },
    clock: systemClock,
    windowId: 'a',
    onError: (error) => {
      throw error;
    },
  });
  const record = await world.run(domain, (ask) => agreeTo(domain, ask), trackChanges(world.cloud, activity));
  const stored = [...world.sandbox.state.certificates.values()].find(({ name }) => name.endsWith('-letsencrypt'));
  const secrets = linesOf(stored?.key ?? '').map((value) => ({ name: 'private key', value }));
  expect(secrets.length).toBeGreaterThan(20);
  const find = findSecrets([...secrets, await accountSecret()]);
  expect(find(stored?.key ?? '')).not.toEqual([]);
  const { zones, calls } = world.sandbox.state;
  const records = [...zones.values()].map((zone) => [...zone.records.values()]);
  const told = [calls, world.calls, record, records, activity.entries].map((each) => JSON.stringify(each));
  expect(told.map(find)).toEqual(told.map(() => []));
  const files = readdirSync(world.folder).map((name) => readFileSync(path.join(world.folder, name)));
  expect(files.length).toBeGreaterThan(0);
  expect(files.map((content) => find(content))).toEqual(files.map(() => []));
  expect(calls.filter(({ url }) => /BEGIN|PRIVATE/.test(url))).toEqual([]);
});

const faults: readonly Partial<Fault>[] = [
  { kind: 'error', code: 'malformed', status: 400 },
  { kind: 'error', code: 'serverInternal', status: 500 },
  { kind: 'html403' },
  { kind: 'html502' },
  { kind: 'resetAfter' },
  { kind: 'truncated' },
];

sampled(faults, 4)('a failed request reveals nothing of the account key: $kind $code', async (fault) => {
  await world.cloud.acme.createOrder({ names: [domain] }, signal);
  world.sandbox.state.faults.push({ id: 'f', action: 'order-plz', kind: 'error', count: 9, ...fault });
  const error = await world.cloud.acme.createOrder({ names: [domain] }, signal).catch((caught: AppError) => caught);
  expect(error).toMatchObject({ kind: expect.stringMatching(/^acme|^proxyRefused/) });
  const find = findSecrets([await accountSecret()]);
  const told = [JSON.stringify(error), String((error as AppError).stack), JSON.stringify(world.calls)];
  expect(told.flatMap(find)).toEqual([]);
  expect(told.join()).not.toMatch(/signature|protected/i);
});

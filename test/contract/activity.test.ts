import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/createCloud.js';
import { canUndo } from '../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../src/core/activity/resources.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import { waitForDomain } from '../../src/core/domains/waitForDomain.js';
import type { CdnDomain, CdnSource } from '../../src/core/ports/cdn.js';
import { systemClock } from '../../src/disk/clock.js';
import { createSharedDocuments } from '../support/memoryStore.js';
import { openActivity } from '../support/openActivity.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const name = 'noted.shop-demo.com';
const source = (port: number): CdnSource => ({
  type: 'oss',
  content: 'empty-singapore.oss-ap-southeast-1.aliyuncs.com',
  port,
  priority: '20',
  weight: '10',
});

describe('every change through the adapters', () => {
  let world: SandboxCloud;
  const log = openActivity(systemClock, createSharedDocuments(systemClock));
  const quick = { now: systemClock.now, sleep: async () => {} };
  const reach = (isDone: (domain: CdnDomain | undefined) => boolean) =>
    waitForDomain({ cdn: world.cloud.cdn, clock: quick, signal }, name, isDone);
  const online = () => reach((domain) => domain?.status === 'online');

  beforeAll(async () => {
    world = await openSandboxCloud({}, {}, (options) =>
      trackChanges(
        createCloud({
          ...options,
          onCall: (call) => {
            options.onCall(call);
            log.recordCall(call);
          },
        }),
        log,
      ),
    );
    await world.cloud.cdn.createDomain({ name, type: 'web', region: 'overseas', sources: [source(80)] }, signal);
    await online();
  });
  afterAll(() => world.stop());

  /** Makes one change, wants one entry with the vendor's RequestId for it, and puts it back. */
  async function check(make: () => Promise<unknown>, settled: () => Promise<unknown>): Promise<void> {
    const known = new Set(log.entries.map(({ id }) => id));
    const sent = world.calls.length;
    await make();
    const mutating = world.calls.slice(sent).filter((call) => call.mutating);
    const [entry, ...more] = log.entries.filter(({ id }) => !known.has(id));
    expect(more).toEqual([]);
    if (!entry || !canUndo(entry)) throw new Error('cannot be undone');
    expect(entry.requestId).toBe(mutating[0]?.requestId);
    await settled();
    const undo = entry.change;
    expect(await readUndoState(undo, world.cloud, signal)).toBe('ready');
    await applyUndo(undo, world.cloud, signal);
    await settled();
    if (undo.kind !== 'status') expect(await readUndoState(undo, world.cloud, signal)).toBe('done');
  }

  test('a change of an origin is recorded once and undone', async () => {
    const { cdn } = world.cloud;
    await cdn.readDomain(name, signal);
    await check(() => cdn.updateSources(name, [source(443)], signal), online);
    expect((await cdn.readDomain(name, signal))?.sources).toEqual([source(80)]);
  });

  test('a change of the origin host is recorded once and undone', async () => {
    const { cdn } = world.cloud;
    const setting = { functionName: 'set_req_host_header', args: { domain_name: name } };
    const before = await cdn.readConfigs(name, [setting.functionName], signal);
    const configId = before[0]?.id ?? '';
    await check(() => cdn.setConfigs(name, [{ ...setting, configId }], signal), online);
    expect(before).toMatchObject([{ args: { domain_name: source(80).content } }]);
    expect(await cdn.readConfigs(name, [setting.functionName], signal)).toEqual(before);
  });

  test('a change of the status is recorded once and undone', async () => {
    const { cdn } = world.cloud;
    const settled = () => reach((domain) => domain?.status === 'online' || domain?.status === 'offline');
    await check(() => cdn.stopDomain(name, signal), settled);
    expect((await cdn.readDomain(name, signal))?.status).toBe('online');
  });

  test('a change of a DNS record is recorded once and undone', async () => {
    const { dns } = world.cloud;
    const record = { zone: 'shop-demo.com', rr: 'noted', type: 'CNAME', value: 'a.other-demo.com', ttl: 600 };
    const at = async () => {};
    await check(() => dns.createRecord(record, signal), at);
    const id = await dns.createRecord(record, signal);
    await dns.listRecords(record.zone, record.rr, signal);
    await check(() => dns.updateRecordState(id, false, signal), at);
    await check(() => dns.updateRecord(id, { ...record, ttl: 1200 }, signal), at);
    await check(() => dns.deleteRecord(id, signal), at);
    expect(await dns.listRecords(record.zone, record.rr, signal)).toMatchObject([record]);
  });

  test('a refused change is recorded once, with the vendor’s code and without undo', async () => {
    const count = log.entries.length;
    await expect(world.cloud.cdn.deleteDomain('nobodys.shop-demo.com', signal)).rejects.toThrow();
    expect(log.entries).toHaveLength(count + 1);
    expect(log.entries[0]).toMatchObject({ action: 'DeleteCdnDomain', failed: expect.stringMatching(/NotFound/) });
    expect(log.entries.filter(canUndo)).not.toContain(log.entries[0]);
  });
});

import { describe, expect, it } from 'vitest';
import { type ActivityEntry, canUndo } from '../../../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { AppError } from '../../../../src/core/errors.js';
import type { CloudCall } from '../../../../src/core/ports/cloud.js';
import {
  changes,
  createWorld,
  domain,
  name,
  newestChange,
  newSource,
  outlineOf,
  record,
  seeRecord,
  signal,
} from './world.js';

describe('a change', () => {
  it.each(changes)('%s is noted with before, after and an undo that works', async (_name, make, kind, how) => {
    const world = createWorld();
    await make(world);
    expect(world.log.entries).toHaveLength(1);
    const change = newestChange(world.log);
    expect(outlineOf(change)).toEqual({ kind, how });
    expect(await readUndoState(change, world.cloud, signal)).toBe('ready');
    await applyUndo(change, world.cloud, signal);
    expect(await readUndoState(change, world.cloud, signal)).toBe('done');
  });

  it('is not undone over a later change made elsewhere', async () => {
    const world = createWorld();
    await world.cloud.cdn.readDomain(name, signal);
    await world.cloud.cdn.updateSources(name, [newSource], signal);
    const change = newestChange(world.log);
    world.real.state.domains.set(name, { ...domain, sources: [{ ...newSource, content: '203.0.113.9' }] });
    expect(await readUndoState(change, world.cloud, signal)).toBe('changed');
    world.real.state.domains.delete(name);
    expect(await readUndoState(change, world.cloud, signal)).toBe('changed');
  });

  it('has no undo when it cannot be put back as it was', async () => {
    const world = createWorld();
    await world.cloud.dns.deleteRecord(await seeRecord(world, { line: 'telecom' }), signal);
    await world.cloud.cdn.readDomain(name, signal);
    await world.cloud.cdn.deleteDomain(name, signal);
    expect(world.log.entries.map(canUndo)).toEqual([false, false]);
  });

  it('knows a record as it is after its own earlier change', async () => {
    const world = createWorld();
    const id = await seeRecord(world);
    await world.cloud.dns.updateRecordState(id, false, signal);
    await world.cloud.dns.updateRecordState(id, true, signal);
    expect(world.log.entries[0]).toMatchObject({ change: { before: { enabled: false }, after: { enabled: true } } });
  });
});

describe('a change during which another account signs in', () => {
  it.each(['1000000000000002', undefined])('belongs to the account that made it: %s', async (next) => {
    const world = createWorld();
    const { updateSources } = world.real.cdn;
    world.real.cdn.updateSources = async (...args) => {
      await updateSources(...args);
      world.as(next);
    };
    await world.cloud.cdn.readDomain(name, signal);
    await world.cloud.cdn.updateSources(name, [newSource], signal);
    expect(world.log.entries).toEqual([]);
    await world.log.saved;
    world.as('1000000000000001');
    const again = world.open('b');
    await again.load();
    expect(again.entries).toMatchObject([{ action: 'ModifyCdnDomain', change: { kind: 'sources' } }]);
  });
});

describe('the list', () => {
  const call = (fields: Partial<CloudCall>): CloudCall => ({
    action: 'StopCdnDomain',
    subject: name,
    mutating: true,
    startedAt: 1_700_000_000_000,
    durationMs: 40,
    requestId: 'R1',
    ...fields,
  });

  it('shows a change and the call that carries it out as one', async () => {
    const { log } = createWorld();
    await log.track({ action: 'StopCdnDomain', subject: name }, async () => {
      log.recordCall(call({ action: 'DescribeCdnDomainDetail', mutating: false }));
      log.recordCall(call({ action: 'RefreshObjectCaches', subject: '1 URL' }));
      log.recordCall(call({}));
    });
    expect(log.entries.map(({ action, requestId }) => `${action} ${requestId}`)).toEqual([
      'StopCdnDomain R1',
      'RefreshObjectCaches R1',
    ]);
    log.recordCall(call({ requestId: 'R2' }));
    expect(log.entries.filter(({ action }) => action === 'StopCdnDomain')).toHaveLength(2);
  });

  it('notes a refused change with its code and without undo, and nothing when nothing was sent', async () => {
    const world = createWorld();
    const change = { kind: 'status', at: { domain: name }, before: 'online', after: 'offline' } as const;
    const fail = async () => {
      world.log.recordCall(call({ failed: 'ServiceBusy' }));
      throw new AppError('unexpected', { message: 'refused' });
    };
    const stop = { action: 'StopCdnDomain', subject: name, change };
    await expect(world.log.track(stop, fail)).rejects.toThrow('refused');
    expect(world.log.entries[0]).toMatchObject({ failed: 'unexpected', requestId: 'R1' });
    expect(world.log.entries.map(canUndo)).toEqual([false]);
    world.real.failNext('cdn.stopDomain', 'before', 'offline');
    await expect(world.cloud.cdn.stopDomain(name, signal)).rejects.toThrow('offline');
    expect(world.log.entries).toHaveLength(1);
  });

  it('names a record that it added when it deletes it, also when it was not listed since', async () => {
    const { log, cloud } = createWorld();
    const id = await cloud.dns.createRecord(record, signal);
    await cloud.dns.deleteRecord(id, signal);
    const [deleted] = log.entries;
    expect(deleted).toMatchObject({ action: 'DeleteDomainRecord', subject: log.entries[1]?.subject });
    expect(newestChange(log)).toMatchObject({ kind: 'record', before: { record }, after: null });
  });

  it('survives a reload, is shared by windows, and keeps that something was undone', async () => {
    const { log, open, cloud, clock } = createWorld();
    await cloud.dns.createRecord(record, signal);
    await log.markUndone(log.entries[0]?.id ?? '');
    const other = open('b');
    await clock.advance(1000);
    other.recordCall(call({ startedAt: clock.now() }));
    await other.saved;
    const reloaded = open('c');
    await reloaded.load();
    expect(reloaded.entries.map(({ action }) => action)).toEqual(['StopCdnDomain', 'AddDomainRecord']);
    expect(reloaded.entries[1]).toMatchObject({
      undoneAt: expect.any(Number),
      change: { kind: 'record', after: { record } },
    });
    expect(reloaded.entries.map(canUndo)).toEqual([false, false]);
  });

  it('keeps the last 200, also on the disk', async () => {
    const { log, documents, clock } = createWorld();
    for (let index = 0; index < 230; index++)
      log.recordCall(call({ startedAt: clock.now() + index, requestId: `R${index}` }));
    expect(log.entries).toHaveLength(200);
    expect(log.entries[0]?.requestId).toBe('R229');
    await log.load();
    expect(documents.documents.size).toBe(200);
    expect(log.entries.at(-1)?.requestId).toBe('R30');
  });

  it('shows only changes of the signed-in account and skips unreadable ones', async () => {
    const { log, open, as, documents } = createWorld();
    log.recordCall(call({}));
    await log.saved;
    documents.documents.set('1000000000000001/000001700000000000-x-000001', '{"version":9}');
    documents.documents.set('1000000000000001/000001700000000000-x-000002', 'not json');
    as('2');
    const other = open('b');
    await other.load();
    expect(other.entries).toEqual([]);
    as('1000000000000001');
    const own = open('c');
    await own.load();
    expect(own.entries.map(({ requestId }: ActivityEntry) => requestId)).toEqual(['R1']);
  });
});

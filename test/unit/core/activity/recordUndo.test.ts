import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../../src/core/activity/activity.js';
import { isOfPresentRecord, readRecordUndo } from '../../../../src/core/activity/recordUndo.js';
import { applyUndo } from '../../../../src/core/activity/resources.js';
import { findChanged, writeSwitch } from '../../../../src/core/dns/switchRecord.js';
import { createWorld, seeRecord, signal, type World, record as wanted } from './world.js';

const host = { zone: 'example.com', rr: 'img', ttl: 1200 };

/** A switch over A and AAAA to the CNAME, noted in the list of changes. */
async function switched() {
  const world = createWorld();
  const { real, cloud } = world;
  await real.dns.createRecord({ ...host, type: 'AAAA', value: '2001:db8::9' }, signal);
  await real.dns.createRecord({ ...host, type: 'A', value: '192.0.2.9' }, signal);
  const before = structuredClone(real.state.records);
  const existing = await cloud.dns.listRecords('example.com', 'img', signal);
  const changed = findChanged(existing);
  await writeSwitch({ cloud, signal }, { wanted, existing, ...(changed && { changed }) });
  return { world, before, after: structuredClone(real.state.records) };
}

async function undo({ log, cloud }: World, entry: ActivityEntry) {
  if (!isOfPresentRecord(entry)) throw new Error('no part of a switch');
  await cloud.dns.listRecords('example.com', 'img', signal);
  const plan = await readRecordUndo({ entries: log.entries, cloud, signal }, entry);
  for (const each of plan.entries) {
    await applyUndo(each.change, cloud, signal);
    await log.markUndone(each.id);
  }
  return { ...plan, actions: plan.entries.map(({ action }) => action) };
}

const newest = ({ log }: World, action: string) => log.entries.find((entry) => entry.action === action)!;

describe('the undo of a switch that changed a record into the CNAME', () => {
  it.each(['UpdateDomainRecord', 'SetDomainRecordStatus'])('%s: writes it back first, then resumes', async (action) => {
    const { world, before } = await switched();
    const { actions, leadsOn } = await undo(world, newest(world, action));
    expect({ actions, leadsOn }).toEqual({ actions: ['UpdateDomainRecord', 'SetDomainRecordStatus'], leadsOn: true });
    expect(world.real.state.records).toEqual(before);
  });

  it.each(['UpdateDomainRecord', 'SetDomainRecordStatus'])('%s: is undone itself, pausing first', async (action) => {
    const { world, after } = await switched();
    await undo(world, newest(world, 'UpdateDomainRecord'));
    const { actions, leadsOn } = await undo(world, newest(world, action));
    expect({ actions, leadsOn }).toEqual({ actions: ['SetDomainRecordStatus', 'UpdateDomainRecord'], leadsOn: true });
    expect(world.real.state.records).toEqual(after);
  });
});

it('a record that got another type gets its line and priority back', async () => {
  const world = createWorld();
  const id = await seeRecord(world, { type: 'MX', value: 'mail.example.net', line: 'telecom', priority: 20 });
  const before = structuredClone(world.real.state.records);
  await world.cloud.dns.updateRecord(id, wanted, signal);
  expect(world.real.state.records).toMatchObject([{ ...wanted, line: 'default' }]);
  await undo(world, newest(world, 'UpdateDomainRecord'));
  expect(world.real.state.records).toEqual(before);
});

it('a change of a value alone is undone alone', async () => {
  const world = createWorld();
  const { real, cloud } = world;
  const address = { ...host, type: 'A', value: '192.0.2.9' };
  const id = await real.dns.createRecord(address, signal);
  await real.dns.createRecord({ ...host, type: 'AAAA', value: '2001:db8::9' }, signal);
  const [, other] = await cloud.dns.listRecords('example.com', 'img', signal);
  await cloud.dns.updateRecordState(other!.id, false, signal);
  await cloud.dns.updateRecord(id, { ...address, value: '192.0.2.10' }, signal);
  expect((await undo(world, newest(world, 'UpdateDomainRecord'))).actions).toEqual(['UpdateDomainRecord']);
});

import { describe, expect, it } from 'vitest';
import { undoSwitch } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { DnsPort, DnsRecord } from '../../../../../src/core/ports/dns.js';
import { createRandom } from '../../../../support/schedule/makeSchedule.js';
import { oldRecord } from '../richWorld.js';
import {
  approve,
  edit,
  hostOf,
  openSwitch,
  type Switched,
  shown,
  signal,
  switchAll,
  takeBack,
  target,
  undoOf,
  work,
} from './switchWindow.js';

const ipv6 = { type: 'AAAA', value: '2001:db8::9' } as const;
const theirs = { value: '192.0.2.77' } as const;

function remove({ cloud: { state } }: Switched, id: string): void {
  state.records.splice(
    state.records.findIndex((record) => record.id === id),
    1,
  );
}

describe('a record that a colleague changes during a switch', () => {
  it('is not overwritten, and the records that were paused for it are resumed', async () => {
    const switched = openSwitch([{}, ipv6]);
    await work(switched);
    approve(switched);
    await work(switched, (deed) => {
      if (deed.startsWith('pause')) edit(switched, 'old0', theirs);
      return undefined;
    });
    expect(shown(switched)).toEqual(['A 192.0.2.77 true', 'AAAA 2001:db8::9 true']);
    expect(switched.told.every((records) => records.length > 0)).toBe(true);
  });

  it('is not paused', async () => {
    const switched = openSwitch([{}, ipv6, { type: 'TXT', value: 'hello' }]);
    await work(switched);
    approve(switched);
    await work(switched, (deed) => {
      if (deed.startsWith('pause AAAA')) edit(switched, 'old2', { value: 'theirs' });
      return undefined;
    });
    expect(shown(switched)).toEqual(['A 192.0.2.9 true', 'AAAA 2001:db8::9 true', 'TXT theirs true']);
  });
});

describe('an undo beside a colleague', () => {
  it.each<[string, Partial<DnsRecord>]>([
    ['changes our CNAME', { value: 'elsewhere.example.net' }],
    ['makes it another record', { type: 'A', value: '192.0.2.77' }],
  ])('writes nothing if they %s while the question is open', async (_name, fields) => {
    const { switched } = await switchAll({}, ipv6);
    const undo = await undoOf(switched);
    edit(switched, 'old0', fields);
    const records = structuredClone(hostOf(switched));
    await expect(undoSwitch(switched.cloud, undo, signal)).rejects.toMatchObject({ details: { code: 'changedSince' } });
    expect(hostOf(switched)).toEqual(records);
  });

  it('does not resume a record that they change meanwhile', async () => {
    const { switched } = await switchAll({}, ipv6);
    const undo = await undoOf(switched);
    edit(switched, 'old1', { value: '2001:db8::77' });
    await expect(undoSwitch(switched.cloud, undo, signal)).rejects.toThrow();
    expect(shown(switched)).toEqual(['A 192.0.2.9 true', 'AAAA 2001:db8::77 false']);
  });

  it('adds the record again that became our CNAME if they deleted that', async () => {
    const { switched, before } = await switchAll({}, ipv6);
    remove(switched, 'old0');
    expect(await undoOf(switched)).toMatchObject({ add: { type: 'A', value: '192.0.2.9' }, resume: [{ id: 'old1' }] });
    await takeBack(switched);
    const withoutId = (records: readonly DnsRecord[]) => records.map(({ id: _id, ...fields }) => fields);
    expect(withoutId(hostOf(switched)).sort((left, right) => (left.type < right.type ? -1 : 1))).toEqual(
      withoutId(before),
    );
    expect(await undoOf(switched)).toMatchObject({ add: undefined, resume: [] });
  });

  it('adds nothing beside the record that they put in its place', async () => {
    const { switched } = await switchAll({});
    edit(switched, 'old0', { id: 'theirs', type: 'A', ...theirs });
    expect(await undoOf(switched)).toMatchObject({ add: undefined, resume: [] });
    expect(shown(switched)).toEqual(['A 192.0.2.77 true']);
  });

  it('is refused before it writes over a CNAME that leads elsewhere by now', async () => {
    const { switched } = await switchAll({});
    edit(switched, 'old0', { value: `other.${target}` });
    expect(await undoOf(switched)).toMatchObject({ restore: undefined, remove: undefined, add: undefined, resume: [] });
  });
});

/** What a colleague does to the records of a host, and what has to be left of it. */
interface ColleagueAct {
  readonly what: string;
  readonly id: string;
  readonly left: DnsRecord | undefined;
}

function actAsColleague(switched: Switched, random: () => number): ColleagueAct {
  const records = hostOf(switched);
  const record = records[Math.floor(random() * records.length)];
  const acts = ['value', 'ttl', 'state', 'delete', 'add'] as const;
  const what = record ? (acts[Math.floor(random() * acts.length)] ?? 'add') : 'add';
  if (!record || what === 'add') {
    const left = { ...oldRecord, id: 'theirs', ...theirs };
    switched.cloud.state.records.push(left);
    return { what, id: left.id, left };
  }
  if (what === 'delete') remove(switched, record.id);
  if (what === 'value')
    edit(switched, record.id, { value: record.type === 'CNAME' ? 'theirs.example.net' : '192.0.2.77' });
  if (what === 'ttl') edit(switched, record.id, { ttl: 777 });
  if (what === 'state') edit(switched, record.id, { enabled: !record.enabled });
  return {
    what: `${what} of ${record.type}`,
    id: record.id,
    left: hostOf(switched).find(({ id }) => id === record.id),
  };
}

/** Acts as a colleague right before the nth read of the host from now on. */
function actBeforeRead(switched: Switched, nth: number, random: () => number): () => ColleagueAct | undefined {
  let done: ColleagueAct | undefined;
  let reads = 0;
  const dns: Pick<DnsPort, 'listRecords'> = switched.cloud.dns;
  const list = dns.listRecords;
  Object.assign(dns, {
    listRecords: ((zone, rr, stop) => {
      if (++reads === nth) done = actAsColleague(switched, random);
      return list(zone, rr, stop);
    }) satisfies DnsPort['listRecords'],
  });
  return () => done;
}

const seeds = Array.from({ length: 10_000 }, (_, seed) => seed);
const others: readonly Partial<DnsRecord>[] = [{}, ipv6, { value: '192.0.2.10' }, { type: 'TXT', value: 'hello' }];

it('what a colleague changes before any read of a switch or an undo is neither written over nor deleted', async () => {
  const wrong: string[] = [];
  const met = new Map<string, number>();
  for (const seed of seeds) {
    const random = createRandom(seed);
    const records = others.filter((_record, index) => index === 0 || random() < 0.6);
    const isUndo = random() < 0.5;
    const switched = isUndo ? (await switchAll(...records)).switched : openSwitch(records);
    if (!isUndo) await work(switched);
    if (switched.saved.steps.record.state === 'needsUser') approve(switched);
    // The first read of an undo is the one that the user is shown.
    const acted = actBeforeRead(switched, Math.floor(random() * 6) + (isUndo ? 2 : 1), random);
    await (isUndo ? takeBack(switched) : work(switched));
    const act = acted();
    if (!act) continue;
    const name = `${isUndo ? 'undo' : 'switch'}: ${act.what}`;
    met.set(name, (met.get(name) ?? 0) + 1);
    const now = hostOf(switched).find(({ id }) => id === act.id);
    if (JSON.stringify(now) !== JSON.stringify(act.left))
      wrong.push(`seed ${seed}: ${name} ${JSON.stringify(act.left)} became ${JSON.stringify(now)}`);
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(met.size).toBeGreaterThan(20);
});

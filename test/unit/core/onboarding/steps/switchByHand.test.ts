import { describe, expect, it } from 'vitest';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import {
  approve,
  edit,
  hostOf,
  openSwitch,
  type Switched,
  shown,
  switchAll,
  takeBack,
  target,
  undoOf,
  work,
} from './switchWindow.js';

const ipv6 = { type: 'AAAA', value: '2001:db8::9' } as const;
const ours = { type: 'CNAME', value: target, ttl: 600 } as const;
const nothing = { restore: undefined, remove: undefined, pause: undefined, resume: [] };

describe('a switch to a CNAME that exists as a paused copy', () => {
  it('deletes the copy as shown, and changes one of the other records', async () => {
    const switched = openSwitch([{ ...ours, enabled: false }, {}, ipv6]);
    const before = structuredClone(hostOf(switched));
    await work(switched);
    expect(switched.saved.steps.record).toMatchObject({
      ask: { kind: 'recordConflict', copy: 'old0', changed: 'old1' },
    });
    approve(switched);
    await work(switched);
    expect(switched.writes).toEqual(['pause AAAA 2001:db8::9', `delete CNAME ${target}`, 'change A 192.0.2.9']);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before.slice(1));
  });

  it('is not offered where the copy is locked', async () => {
    const switched = openSwitch([{ ...ours, enabled: false, locked: true }, {}]);
    await work(switched);
    expect(switched.saved.steps.record).toMatchObject({ ask: { kind: 'recordConflict' } });
    expect(switched.saved.steps.record).not.toHaveProperty('ask.approval');
  });

  it.each(['dies before', 'dies after'] as const)('continues where the window %s its deletion', async (mishap) => {
    const switched = openSwitch([{ ...ours, enabled: false }, {}]);
    await work(switched);
    approve(switched);
    expect(await work(switched, (deed) => (deed.includes('delete') ? mishap : undefined))).toEqual({ died: true });
    await work(switched);
    expect(shown(switched)).toEqual([`CNAME ${target} true`]);
    expect(new Set(switched.told.map(String))).toEqual(new Set(['A 192.0.2.9', `CNAME ${target}`]));
  });
});

describe('a record that the run has changed into the CNAME', () => {
  it('is written back and enabled where it was paused by hand', async () => {
    const { switched, before } = await switchAll({}, ipv6);
    edit(switched, 'old0', { enabled: false });
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });

  it('is resumed after a crash between the two', async () => {
    const { switched, before } = await switchAll({}, ipv6);
    edit(switched, 'old0', { enabled: false });
    const { died } = await takeBack(switched, (deed) => (deed.startsWith('change') ? 'dies after' : undefined));
    expect(died).toBe(true);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });

  it('is restored after it was paused and the others resumed by hand, and the whole switch is undone', async () => {
    const { switched, before } = await switchAll({}, ipv6);
    edit(switched, 'old0', { enabled: false });
    edit(switched, 'old1', { enabled: true });
    await work(switched);
    approve(switched);
    await work(switched);
    expect(shown(switched)).toEqual(['A 192.0.2.9 false', `CNAME ${target} true`]);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });

  it('is left alone once it leads elsewhere, and is treated as any other record by the next switch', async () => {
    const { switched } = await switchAll({});
    edit(switched, 'old0', { value: 'elsewhere.example.net', ttl: 60 });
    expect(await undoOf(switched)).toEqual(nothing);
    await work(switched);
    approve(switched);
    await work(switched);
    expect(shown(switched)).toEqual([`CNAME ${target} true`]);
    await takeBack(switched);
    expect(hostOf(switched)).toMatchObject([{ id: 'old0', type: 'CNAME', value: 'elsewhere.example.net', ttl: 60 }]);
  });

  it('is not written back where the user made it the CNAME by hand after an undo', async () => {
    const { switched } = await switchAll({});
    await takeBack(switched);
    await work(switched);
    edit(switched, 'old0', ours);
    await work(switched);
    expect(switched.saved.steps.record.state).toBe('done');
    expect(await undoOf(switched)).toEqual(nothing);
  });

  it('is written back although it was deleted and recorded again under another id', async () => {
    const { switched } = await switchAll({});
    const { records } = switched.cloud.state;
    records.splice(0, records.length, ...records.filter(({ rr }) => rr !== 'img'));
    records.push({ ...hostLike(switched), id: 'new', value: '192.0.2.44' });
    await work(switched);
    approve(switched);
    await work(switched);
    await takeBack(switched);
    expect(hostOf(switched)).toMatchObject([{ id: 'new', type: 'A', value: '192.0.2.44', enabled: true }]);
  });

  it('has its priority as an MX record restored', async () => {
    const { switched, before } = await switchAll({ type: 'MX', value: 'mail.example.net', priority: 20 });
    expect(shown(switched)).toEqual([`CNAME ${target} true`]);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });
});

describe('the stored state of a switch', () => {
  it('is stored again where the record to be changed was removed before the act', async () => {
    const switched = openSwitch([{}, { value: '192.0.2.10' }]);
    const before = structuredClone(hostOf(switched));
    await work(switched);
    approve(switched);
    const { dns } = switched.cloud;
    let looks = 0;
    const listRecords: typeof dns.listRecords = async (zone, rr, stop) => {
      // The second look is that of the act.
      if (++looks === 2) edit(switched, 'old0', { enabled: false });
      return dns.listRecords(zone, rr, stop);
    };
    Object.assign(switched.cloud, { dns: { ...dns, listRecords } });
    await work(switched);
    expect(switched.writes).toEqual(['change A 192.0.2.10']);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });

  it('that paused all records is continued by adding the CNAME and undone', async () => {
    const switched = openSwitch([{}, ipv6]);
    const before = structuredClone(hostOf(switched));
    await work(switched);
    approve(switched);
    const { facts } = switched.saved;
    switched.saved = { ...switched.saved, facts: { ...facts, record: { ...facts.record, paused: before } } };
    edit(switched, 'old0', { enabled: false });
    edit(switched, 'old1', { enabled: false });
    await work(switched);
    expect(shown(switched)).toEqual(['A 192.0.2.9 false', 'AAAA 2001:db8::9 false', `CNAME ${target} true`]);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });
});

function hostLike({ saved }: Switched): DnsRecord {
  const { changed } = saved.facts.record;
  if (!changed) throw new Error('nothing was changed');
  return changed;
}

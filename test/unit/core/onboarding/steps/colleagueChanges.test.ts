import { describe, expect, it } from 'vitest';
import { undoSwitch } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
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

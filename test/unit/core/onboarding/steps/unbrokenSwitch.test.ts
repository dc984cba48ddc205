import { describe, expect, it } from 'vitest';
import { readUndo } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import {
  approve,
  type Fate,
  hostOf,
  type Mishap,
  openSwitch,
  type Switched,
  shown,
  signal,
  takeBack,
  target,
  work,
} from './switchWindow.js';

const ipv6 = { type: 'AAAA', value: '2001:db8::9' } as const;
const second = { value: '192.0.2.10' } as const;

/** Hosts before a switch, with the record that becomes the CNAME. */
const hosts: readonly (readonly [string, readonly Partial<DnsRecord>[], string])[] = [
  ['an A record', [{}], 'old0'],
  ['AAAA and A', [ipv6, {}], 'old1'],
  ['two A, AAAA and TXT', [ipv6, { type: 'TXT', value: 'hello' }, {}, second], 'old2'],
  ['AAAA alone', [ipv6], 'old0'],
  ['another CNAME', [{ type: 'CNAME', value: 'old.example.net', ttl: 3600 }], 'old0'],
  ['TXT alone', [{ type: 'TXT', value: 'hello' }], 'old0'],
  [
    'TXT and a URL forward',
    [
      { type: 'TXT', value: 'hello' },
      { type: 'REDIRECT_URL', value: 'http://a.example' },
    ],
    'old1',
  ],
  ['other lines beside', [{}, { line: 'telecom', value: '192.0.2.77' }, { ...ipv6, enabled: false }], 'old0'],
];

/** Says whether a host tells what it told before or the CNAME, and finds visitors a server all the time. */
function expectUnbroken({ told }: Switched, before: readonly string[]): void {
  const leads = (record: string) => /^(A|AAAA|CNAME|REDIRECT_URL) /.test(record);
  for (const moment of told) {
    const isNew = moment.length === 1 && moment[0] === `CNAME ${target}`;
    const isOld = moment.length > 0 && moment.every((record) => before.includes(record));
    expect({ moment, isNew, isOld }).toMatchObject(isNew ? { isNew } : { isOld: true });
    if (before.some(leads)) expect(moment.some(leads)).toBe(true);
    if (!isNew && before.some((record) => record.startsWith('A '))) {
      expect(moment.some((record) => record.startsWith('A '))).toBe(true);
    }
  }
}

function toldBefore(switched: Switched): readonly string[] {
  return hostOf(switched)
    .filter(({ enabled, line }) => enabled && line === 'default')
    .map(({ type, value }) => `${type} ${value}`);
}

async function switchAll(records: readonly Partial<DnsRecord>[], fate?: Fate) {
  const switched = openSwitch(records);
  const [before, told] = [structuredClone(hostOf(switched)), toldBefore(switched)];
  await work(switched);
  approve(switched);
  await work(switched, fate);
  return { switched, before, told };
}

describe.each(hosts)('a switch over %s', (_name, records, changed) => {
  it('leaves no moment without a record, and changes the last one into the CNAME', async () => {
    const { switched, told } = await switchAll(records);
    expect(switched.saved.steps.record.state).toBe('done');
    expectUnbroken(switched, told);
    expect(hostOf(switched).find(({ id }) => id === changed)).toMatchObject({ type: 'CNAME', value: target, ttl: 600 });
    expect(hostOf(switched)).toHaveLength(records.length);
  });

  it('is taken back without such a moment either, to the last field', async () => {
    const { switched, before, told } = await switchAll(records);
    expect(await takeBack(switched)).toEqual({ died: false });
    expect(hostOf(switched)).toEqual(before);
    expectUnbroken(switched, told);
    const nothing = { restore: undefined, remove: undefined, pause: undefined, resume: [] };
    expect(await readUndo(switched.cloud, switched.saved.facts, signal)).toEqual(nothing);
  });

  it('can be made once more after it was taken back, and taken back once more', async () => {
    const { switched, before } = await switchAll(records);
    await takeBack(switched);
    await work(switched);
    approve(switched);
    await work(switched);
    expect(hostOf(switched).find(({ id }) => id === changed)).toMatchObject({ type: 'CNAME', value: target });
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
  });
});

/** The host that has most to do. */
const rich = [ipv6, { type: 'TXT', value: 'hello' }, {}, second] as const;
const mishaps: readonly Mishap[] = ['dies before', 'dies after', 'unsent', 'unanswered'];

async function countDeeds(act: (fate: Fate) => Promise<unknown>): Promise<readonly string[]> {
  const deeds: string[] = [];
  await act((deed) => {
    deeds.push(deed);
    return undefined;
  });
  return deeds;
}

const meetAt = (at: number, mishap: Mishap): Fate => {
  let count = 0;
  return () => (count++ === at ? mishap : undefined);
};

const switchDeeds = await countDeeds(async (fate) => switchAll(rich, fate));
const undoDeeds = await countDeeds(async (fate) => takeBack((await switchAll(rich)).switched, fate));
const cellsOf = (deeds: readonly string[]) =>
  deeds.flatMap((deed, at) =>
    mishaps.filter((mishap) => deed !== 'save' || mishap.startsWith('dies')).map((mishap) => ({ deed, at, mishap })),
  );

describe('a switch that is disturbed', () => {
  it('has a cell for each pause, the change, and the saves around them', () => {
    expect(switchDeeds.filter((deed) => deed !== 'save')).toEqual([
      'pause AAAA 2001:db8::9',
      'pause TXT hello',
      'pause A 192.0.2.10',
      'change A 192.0.2.9',
    ]);
  });

  it.each(cellsOf(switchDeeds))('$mishap ($at) $deed: it is continued, nothing twice', async ({ at, mishap }) => {
    const undisturbed = await switchAll(rich);
    const { switched, before, told } = await switchAll(rich, meetAt(at, mishap));
    await work(switched);
    expect(switched.saved.steps.record.state).toBe('done');
    expect(shown(switched)).toEqual(shown(undisturbed.switched));
    expect(switched.writes).toEqual(undisturbed.switched.writes);
    expectUnbroken(switched, told);
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
    expectUnbroken(switched, told);
  });

  it.each(cellsOf(switchDeeds))('$mishap ($at) $deed: it can be taken back from there', async ({ at, mishap }) => {
    const { switched, before, told } = await switchAll(rich, meetAt(at, mishap));
    await takeBack(switched);
    expect(hostOf(switched)).toEqual(before);
    expectUnbroken(switched, told);
  });

  it.each(switchDeeds.flatMap((deed, at) => (deed === 'save' ? [] : [{ deed, at }])))(
    'DNS refuses ($at) $deed: the paused ones are resumed, and none was lost',
    async ({ at }) => {
      const { switched, before, told } = await switchAll(rich, meetAt(at, 'refused'));
      expect(switched.saved.steps.record).toMatchObject({ state: 'failed', error: { kind: 'otherRefusal' } });
      expect(hostOf(switched)).toEqual(before);
      expectUnbroken(switched, told);
    },
  );
});

describe('an undo that is disturbed', () => {
  it('writes the changed record back before it resumes the others', () => {
    expect(undoDeeds).toEqual([
      `change CNAME ${target}`,
      'resume AAAA 2001:db8::9',
      'resume TXT hello',
      'resume A 192.0.2.10',
    ]);
  });

  it.each(cellsOf(undoDeeds))(
    '$mishap ($at) $deed: another window takes it back to its end',
    async ({ at, mishap }) => {
      const { switched, before, told } = await switchAll(rich);
      const { error } = await takeBack(switched, meetAt(at, mishap));
      expect(error).toBeDefined();
      // The run looks again meanwhile, and asks.
      await work(switched);
      expect(switched.saved.steps.record.state).toBe(
        at === 0 && !mishap.endsWith('after') && mishap !== 'unanswered' ? 'done' : 'needsUser',
      );
      await takeBack(switched);
      expect(hostOf(switched)).toEqual(before);
      expectUnbroken(switched, told);
    },
  );
});

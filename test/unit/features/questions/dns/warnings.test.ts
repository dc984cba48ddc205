import { describe, expect, it } from 'vitest';
import { readHostToday } from '../../../../../src/features/questions/dns/recordChanges.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

const target = `${plan.domain}.w.kunlunsl.com`;
const wanted = (rr: string) => ({ zone: 'example.com', rr, type: 'CNAME', value: target, ttl: 600 });

/** What is warned of before a CNAME is added on `rr` beside these records. */
async function warned(rr: string, ...records: Partial<typeof oldRecord>[]): Promise<string> {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, rr, ...record })));
  return (await readHostToday(wanted(rr), { cloud: async () => cloud })).warnings.join('\n');
}

describe('before live DNS is changed', () => {
  it('a TXT at @ is warned of', async () => {
    expect(await warned('@', { type: 'TXT', value: 'v=spf1' })).toContain('has TXT records');
  });

  it('mail at @ is listed apart, as a possible loss', async () => {
    const mx = { ...oldRecord, rr: '@', type: 'MX', value: 'mail.example.com' };
    const cloud = readyCloud();
    cloud.state.records.push(mx);
    const today = () => readHostToday(wanted('@'), { cloud: async () => cloud });
    expect(await today()).toMatchObject({ hasMail: true, warnings: [] });
    cloud.state.records[0] = { ...mx, enabled: false };
    expect(await today()).toMatchObject({ hasMail: false });
  });

  it('paused records at @ are not', async () => {
    expect(await warned('@', { type: 'TXT', value: 'v=spf1', enabled: false })).toBe('');
  });

  it('records on other lines are named: their visitors stay off CDN', async () => {
    const text = await warned('img', { line: 'telecom' }, { line: 'oversea', enabled: false, value: '192.0.2.10' });
    expect(text).toContain('do not reach CDN');
    expect(text).toContain('do not reach CDN: line China Telecom\n');
    expect(text).not.toContain('outside China');
  });

  it('records on other lines that say the same are not', async () => {
    expect(await warned('img', { line: 'telecom', type: 'CNAME', value: `${target}.` })).toBe('');
  });

  it('names that a wildcard does not reach are listed, also those with records only below them', async () => {
    const text = await warned('*', { rr: 'www' }, { rr: 'a.img' }, { rr: '@' }, { rr: 'old', enabled: false });
    expect(text).toMatch(/or below them: img, www\n/);
  });

  it('a wildcard beside nothing needs no warning', async () => {
    expect(await warned('*', { rr: '@' }, { rr: '_dnsauth' })).toBe('');
  });
});

describe('the record that the run writes', () => {
  it.each([
    [1200, 1200],
    [60, 600],
  ])('has the TTL of a zone that allows at least %i s: %i s', async (minTtl, ttl) => {
    const cloud = readyCloud();
    cloud.addZone('example.com', minTtl);
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(cloud.state.records.map((record) => ({ rr: record.rr, type: record.type, ttl: record.ttl }))).toEqual([
      { rr: 'img', type: 'CNAME', ttl },
    ]);
  });

  it('leaves other lines alone, and its row says that their visitors stay off CDN', async () => {
    const cloud = readyCloud();
    cloud.state.records.push({ ...oldRecord, line: 'telecom' });
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.record.steps.record).toMatchObject({ state: 'done', note: 'otherLines' });
  });
});

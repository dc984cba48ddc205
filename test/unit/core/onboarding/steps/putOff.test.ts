import { describe, expect, it } from 'vitest';
import { stepIds } from '../../../../../src/core/onboarding/run/run.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, siteBucket } from '../world.js';

describe('a name that visitors reach only through a wildcard record', () => {
  const wildcard = { ...oldRecord, id: 'wild', rr: '*' };

  it('gets no record below it before DNS leads to CDN, and is bound after that', async () => {
    const world = createWorld(readyCloud());
    const { records } = world.cloud.state;
    records.push(wildcard);
    const below: string[] = [];
    const board = world.openWindow('one');
    board.onDidChange(() => {
      const isSwitched = records.some(({ rr, type }) => rr === 'img' && type === 'CNAME');
      if (!isSwitched) below.push(...records.filter(({ rr }) => rr.endsWith('.img')).map(({ rr }) => rr));
    });
    const id = await board.start(plan);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(below).toEqual([]);
    expect(await world.cloud.oss.listCnames(siteBucket, new AbortController().signal)).toHaveLength(1);
    expect(board.runs[0]?.record.steps).toMatchObject({
      binding: { state: 'done', skipped: true, note: 'afterSwitch' },
      originHost: { state: 'done', skipped: true, note: 'afterSwitch' },
      afterSwitch: { state: 'done' },
    });
    // A later look leaves what was put off to its own step.
    board.recheck(id);
    const opened = new Set<string>();
    board.onDidChange(() => {
      for (const [step, { state }] of Object.entries(board.runs[0]?.record.steps ?? {}))
        if (state !== 'done' && stepIds.some((id) => id === step)) opened.add(step);
    });
    await world.clock.advance(120_000);
    expect([...opened]).toEqual([]);
  });

  it('asks for no record below it before that where its zone is elsewhere, and for its proof after it', async () => {
    const world = createWorld(readyCloud());
    const { state } = world.cloud;
    state.zones.clear();
    state.verifiedRoots.add('example.com');
    const isSwitched = () => state.extraDns.some(({ name, type }) => name === plan.domain && type === 'CNAME');
    const { query } = world.cloud.resolver;
    const covers = (name: string) => name.endsWith('.example.com') && !(isSwitched() && name.endsWith(plan.domain));
    Object.assign(world.cloud.resolver, {
      query: async (...given: Parameters<typeof query>) => {
        const answer = await query(...given);
        const [, name, type] = given;
        if (type !== 'A' || answer.records.length > 0 || !covers(name)) return answer;
        return { ...answer, outcome: 'answer', records: [{ name, type, ttl: 600, data: '192.0.2.9' }] };
      },
    });
    const rows: string[] = [];
    world.unanswered.add('addTxt').add('addRecordElsewhere');
    const board = world.openWindow('one');
    board.onDidChange(() => {
      for (const step of Object.values(board.runs[0]?.record.steps ?? {})) {
        if (step.state !== 'needsUser') continue;
        const { ask } = step;
        if ((ask.kind !== 'addTxt' && ask.kind !== 'addRecordElsewhere') || rows.includes(ask.host)) continue;
        rows.push(ask.host);
        const type = ask.kind === 'addTxt' ? 'TXT' : 'CNAME';
        state.extraDns.push({ name: ask.host, type, ttl: 600, data: ask.value });
      }
    });
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(rows).toEqual([plan.domain, `_dnsauth.${plan.domain}`]);
  });
});

describe('a domain that is bound to another bucket of the account', () => {
  async function asked() {
    const world = createWorld(readyCloud());
    const site = world.cloud.state.buckets.get('site')!;
    const other = { ...site, info: { ...site.info, name: 'other' }, cnames: new Map(), tokens: new Map() };
    other.cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: false });
    world.cloud.state.buckets.set('other', other);
    world.unanswered.add('rebind').add('turnOnAutoUpdate');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 30, () => board.runs[0]?.record.steps.afterSwitch.state === 'needsUser');
    return { world, board, id, other };
  }

  it('stays bound there until DNS leads to CDN and the user agrees; then it is bound here', async () => {
    const { world, board, id, other } = await asked();
    expect(board.runs[0]?.record.steps.afterSwitch).toMatchObject({ ask: { kind: 'rebind', from: { name: 'other' } } });
    await world.clock.advance(600_000);
    expect(other.cnames.size).toBe(1);
    world.unanswered.clear();
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(other.cnames.size).toBe(0);
    expect(await world.cloud.oss.listCnames(siteBucket, new AbortController().signal)).toHaveLength(1);
  });

  it('is asked about again where it was bound there again by hand', async () => {
    const { world, board, id, other } = await asked();
    world.unanswered.delete('rebind');
    await live(world, board, id);
    expect(other.cnames.size).toBe(0);
    const site = world.cloud.state.buckets.get('site')!;
    site.cnames.clear();
    other.cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: false });
    world.unanswered.add('rebind');
    board.recheck(id);
    await world.clock.advance(60_000);
    expect(board.runs[0]?.record.steps.afterSwitch).toMatchObject({ ask: { kind: 'rebind', from: { name: 'other' } } });
    expect(other.cnames.size).toBe(1);
  });

  it('is bound here without a question once it was unbound there by hand', async () => {
    const { world, board, id, other } = await asked();
    other.cnames.clear();
    await world.clock.advance(60_000);
    expect(board.runs[0]?.record.steps.afterSwitch).toMatchObject({ state: 'done' });
    await live(world, board, id);
  });

  it('stays bound there where the user skips the binding', async () => {
    const { world, board, id, other } = await asked();
    await board.answer(id, { skipped: { binding: true } });
    world.unanswered.clear();
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(other.cnames.size).toBe(1);
  });
});

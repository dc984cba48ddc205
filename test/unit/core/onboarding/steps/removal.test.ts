import { expect, it } from 'vitest';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, type World } from '../world.js';

/** A window that stops before it saves its first step, until it is let go on. */
function openHeld(world: World, name: string) {
  const deps = world.depsOf(name);
  const [saving, saved] = [gate(), gate()];
  const update: typeof deps.store.update = async (id, change) => {
    if (id.startsWith('run-')) {
      saving.open();
      await saved.opened;
    }
    return deps.store.update(id, change);
  };
  return { board: new RunBoard({ ...deps, store: { ...deps.store, update } }), saving, saved };
}

const runsIn = (world: World) => world.documents.documents.keys().filter((id) => /^(run|answers)-/.test(id));

it('a run that is removed while it is being saved does not come back', async () => {
  const world = createWorld();
  const { board, saving, saved } = openHeld(world, 'one');
  const id = await board.start(plan);
  await saving.opened;
  const removing = board.remove(id);
  saved.open();
  await removing;
  await board.dispose();
  expect(runsIn(world)).toEqual([]);
  expect(board.runs).toEqual([]);
});

it('a run that one window removes while another saves it does not come back in either', async () => {
  const world = createWorld();
  const { board, saving, saved } = openHeld(world, 'one');
  const second = world.openWindow('two');
  const id = await board.start(plan);
  await saving.opened;
  await second.remove(id);
  saved.open();
  await world.clock.advance(60_000);
  expect(runsIn(world)).toEqual([]);
  expect(board.runs).toEqual([]);
  expect(world.cloud.state.domains.size).toBe(0);
});

it('a removal between two looks of another window stops that window', async () => {
  const world = createWorld();
  const [first, second] = [world.openWindow('one'), world.openWindow('two')];
  const id = await first.start(plan);
  await world.clock.advance(10_000);
  expect(first.runs).toHaveLength(1);
  await second.load();
  expect(second.runs).toHaveLength(1);
  await second.remove(id);
  world.cloud.bringOnline(plan.domain);
  await world.clock.advance(600_000);
  expect(runsIn(world)).toEqual([]);
  expect(first.runs).toEqual([]);
});

it('a run that was removed can be started again at once, by any window', async () => {
  const world = createWorld();
  const [first, second] = [world.openWindow('one'), world.openWindow('two')];
  const id = await first.start(plan);
  await world.clock.advance(10_000);
  await second.remove(id);
  await second.start(plan);
  await live(world, second, id);
  expect(second.runs[0]?.activity).toBe('finished');
});

it('a window forgets on reading again what another removed when nothing was left to do', async () => {
  const world = createWorld();
  const first = world.openWindow('one');
  const id = await first.start(plan);
  await live(world, first, id);
  await world.openWindow('two').remove(id);
  expect(first.runs).toHaveLength(1);
  await first.load();
  expect(first.runs).toEqual([]);
});

it('a removal takes away the proof that the run wrote, and no other', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  const theirs = { ...oldRecord, id: 'theirs', rr: 'verification', type: 'TXT', value: 'of another' };
  world.cloud.state.records.push(theirs);
  for (let count = 0; count < 9; count++) world.cloud.failNext('cdn.createDomain', 'before', 'unavailable');
  const txts = () => world.cloud.state.records.filter(({ type }) => type === 'TXT').map(({ value }) => value);
  const id = await board.start(plan);
  await world.clock.advance(10_000);
  expect(txts()).toEqual(['of another', world.cloud.state.verifyContent]);
  await board.remove(id);
  expect(txts()).toEqual(['of another']);
  expect(board.runs).toEqual([]);
});

it.each([
  ['domainTaken', 'of another'],
  ['forbidden', 'of another'],
  // These may still need it.
  ['unavailable', 'of another and ours'],
  ['domainNotVerified', 'of another and ours'],
] as const)('when AddCdnDomain ends with %s, the proofs in DNS are %s', async (kind, left) => {
  const world = createWorld();
  const board = world.openWindow('one');
  const theirs = { ...oldRecord, id: 'theirs', rr: 'verification', type: 'TXT', value: 'of another' };
  world.cloud.state.records.push(theirs);
  for (let count = 0; count < 9; count++) world.cloud.failNext('cdn.createDomain', 'before', kind);
  await board.start(plan);
  await world.clock.advance(10_000);
  expect(world.cloud.calls).toContain('cdn.createDomain');
  const txts = world.cloud.state.records.filter(({ type }) => type === 'TXT').map(({ value }) => value);
  const ours = left === 'of another' ? [] : [world.cloud.state.verifyContent];
  expect(txts).toEqual(['of another', ...ours]);
});

it('a removal ends although the proof cannot be taken away', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await world.clock.advance(10_000);
  for (let count = 0; count < 60; count++) world.cloud.failNext('dns.listRecords', 'before', 'offline');
  await board.remove(id);
  expect(board.runs).toEqual([]);
  expect(runsIn(world)).toEqual([]);
});

it('two windows that start at once share one run, and neither takes away what the other has done', async () => {
  const world = createWorld();
  const [reading, go] = [gate(), gate()];
  let lost = 0;
  const open = (name: string, holds: boolean) => {
    const deps = world.depsOf(name);
    const read = async (document: string) => {
      const text = await deps.store.read(document);
      if (holds && document.startsWith('run-')) {
        reading.open();
        await go.opened;
      }
      return text;
    };
    const write = (document: string, text: string) => {
      const isRun = document.startsWith('run-');
      const isNew = text.includes('"service":{"state":"pending"}');
      if (isRun && isNew && world.cloud.calls.includes('cdn.readServiceState')) lost += 1;
      return deps.store.write(document, text);
    };
    return new RunBoard({ ...deps, store: { ...deps.store, read, write } });
  };
  const [first, second] = [open('one', true), open('two', false)];
  const starting = first.start(plan);
  await reading.opened;
  const id = await second.start(plan);
  await world.clock.advance(3_000);
  go.open();
  expect(await starting).toBe(id);
  await live(world, first, id);
  expect(first.runs[0]?.activity).toBe('finished');
  await second.load();
  expect(second.runs[0]?.activity).toBe('finished');
  expect(lost).toBe(0);
  expect(world.cloud.calls.filter((call) => call === 'cdn.createDomain')).toHaveLength(1);
});

it('a window cannot start another plan while a window works on one, and the first plan stays', async () => {
  const world = createWorld();
  const [first, second] = [world.openWindow('one'), world.openWindow('two')];
  const id = await first.start(plan);
  await world.clock.advance(10_000);
  await expect(second.start({ ...plan, type: 'download' })).rejects.toMatchObject({ kind: 'runElsewhere' });
  await world.clock.advance(10_000);
  expect(JSON.parse(world.documents.documents.get(id) ?? '{}')).toMatchObject({ plan });
  await live(world, first, id);
  expect(first.runs[0]?.activity).toBe('finished');
});

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

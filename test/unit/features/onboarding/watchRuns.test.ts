import { beforeEach, describe, expect, it } from 'vitest';
import { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';
import { Signal } from '../../../../src/core/signal.js';
import { checkRun } from '../../../../src/features/onboarding/checkRun.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { RunWatcher } from '../../../../src/features/onboarding/watchRuns.js';
import { eventually } from '../../../support/eventually.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createWorld, live, plan, readyCloud, type World } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

const dnsAsked = 'Approve the DNS record: img.example.com\n[Review DNS Change…]';
const answered = { outcome: 'answered', headers: { 'x-cache': 'MISS' }, durationMs: 1 } as const;
/** A run that is watched while its rows are in sight; `root` is what the edge answers for its home page, where that matters. */
async function watched(root?: EdgeAnswer) {
  const cloud = readyCloud();
  const { probe } = cloud.edge;
  cloud.edge.probe = async (asked, signal) => (root && asked.path === '/' ? root : probe(asked, signal));
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  board.watched = true;
  const log = { debug: () => undefined };
  const session = { cloud: async () => cloud };
  const deps = { board, log, clock: world.clock, session } as unknown as RunCommandDeps;
  const watcher = new RunWatcher(deps);
  const id = await board.start(plan);
  watcher.watch(id);
  return { world, board, id, deps };
}

it('reports once that the domain is live when visitors reach it, even while its rows are visible', async () => {
  const { world, board, id } = await watched();
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect(shownTexts()).toEqual([dnsAsked, 'http://img.example.com is live\n[Open]\n[Copy]\n[Set Up HTTPS…]']);
});

it('does not report it live where the home page fails', async () => {
  const { world, board, id } = await watched({ ...answered, status: 404 });
  await live(world, board, id);
  expect(shownTexts()).toEqual([
    dnsAsked,
    'Visitors reach img.example.com through CDN, but its home page returns HTTP 404\n[Set Site Type…]\n[Show Verification]\n[Set Up HTTPS…]',
  ]);
});

it('notifies once of the question about DNS, even while its row is visible', async () => {
  const { world, board, id } = await watched();
  world.unanswered.add('approveRecord');
  await live(world, board, id, 10);
  expect(board.runs[0]?.record.steps.record.state).toBe('needsUser');
  expect(shownTexts()).toEqual([dnsAsked]);
});

it('the button of an outdated notification opens the task instead of another question', async () => {
  const { world, board, id } = await watched();
  world.unanswered.add('approveRecord');
  const presses: ((button: string) => void)[] = [];
  editor.answer = () => new Promise((resolve) => void presses.push(resolve));
  await live(world, board, id, 10);
  expect(shownTexts()).toEqual([dnsAsked]);
  world.unanswered.clear();
  board.recheck(id);
  await live(world, board, id, 20);
  presses[0]?.('Review DNS Change…');
  await world.clock.settle();
  expect(editor.ran.filter(([command]) => `${command}`.startsWith('ossCdn.'))).toEqual([['ossCdn.showRun', id]]);
});

describe('the user checks a run', () => {
  async function check({ world, board, deps }: Awaited<ReturnType<typeof watched>>): Promise<void> {
    const [run] = board.runs;
    if (!run) throw new Error('no run');
    resetEditor();
    checkRun(deps, run);
    await live(world, board, run.record.id, 20);
    expect(board.runs[0]?.activity).toBe('finished');
  }

  it('that is finished, and is told so', async () => {
    const opened = await watched();
    await live(opened.world, opened.board, opened.id);
    await check(opened);
    expect(shownTexts()).toEqual([expect.stringMatching(/^img\.example\.com: all steps are complete\. Checked at /)]);
  });

  it('that another window has finished, and is told so', async () => {
    const { world, board: first, id } = await watched();
    await live(world, first, id);
    await first.dispose();
    const board = world.openWindow('two');
    const session = { cloud: async () => world.cloud };
    const log = { debug: () => undefined, failure: () => undefined };
    const deps = { board, log, clock: world.clock, session } as unknown as RunCommandDeps;
    const watcher = new RunWatcher(deps);
    await board.load();
    await check({ world, board, id, deps });
    expect(shownTexts()).toEqual([expect.stringMatching(/^img\.example\.com: all steps are complete\. Checked at /)]);
    watcher.dispose();
  });

  it('whose domain goes live during the check, and is notified', async () => {
    const opened = await watched();
    const { world, board, id } = opened;
    const { resolver } = world.cloud;
    const { query } = resolver;
    let isPropagated = false;
    resolver.query = async (server, name, type, signal) => {
      const answer = await query(server, name, type, signal);
      const isOld = name === plan.domain && !isPropagated;
      return isOld ? { ...answer, outcome: 'nxdomain', records: [], negativeTtl: 600 } : answer;
    };
    await live(world, board, id, 30, () => board.runs[0]?.record.steps.resolved.state === 'waiting');
    expect(shownTexts()).toEqual([dnsAsked]);
    isPropagated = true;
    await check(opened);
    expect(shownTexts()).toEqual([expect.stringMatching(/^http:\/\/img\.example\.com is live/)]);
  });
});

it('tells once that HTTPS is set up, also when the finished run is checked again', async () => {
  const changed = new Signal<void>();
  const record = createRecord('1', { ...plan, task: 'https' }, 0);
  const board = { runs: [{ record, activity: 'here' }], watched: true, onDidChange: changed.event };
  const watcher = new RunWatcher({ board, log: { debug: () => undefined } } as unknown as RunCommandDeps);
  for (const activity of ['finished', 'here', 'finished']) {
    board.runs = [{ record, activity }];
    changed.fire();
  }
  await eventually(() => expect(shownTexts()).toHaveLength(1));
  expect(shownTexts()).toEqual(['HTTPS is set up: img.example.com\n[Show Verification]']);
  watcher.dispose();
});

describe('a run of an earlier session', () => {
  /** A second window, after the run waits in the first one for `wanted`; the first is closed unless it `stays`. */
  async function reload(wanted: 'approveRecord' | 'chooseFolder', stays = false) {
    const world = createWorld(readyCloud());
    world.unanswered.add(wanted);
    const first = world.openWindow('one');
    const id = await first.start(plan);
    await live(world, first, id, 30, () => first.runs[0]?.record.steps[stepOf[wanted]].state === 'needsUser');
    if (!stays) await first.dispose();
    const board = world.openWindow('two');
    board.watched = true;
    watchIn(world, board);
    await board.load();
    return { world, first, board, id };
  }

  function watchIn(world: World, board: RunBoard): RunWatcher {
    const session = { cloud: async () => world.cloud };
    const deps = { board, log: { debug: () => undefined }, clock: world.clock, session };
    return new RunWatcher(deps as unknown as RunCommandDeps);
  }

  const stepOf = { approveRecord: 'record', chooseFolder: 'mapping' } as const;

  it('reports in the next window that its domain is live', async () => {
    const { world, board, id } = await reload('approveRecord');
    expect(editor.shown).toEqual([]);
    world.unanswered.clear();
    world.unanswered.add('chooseFolder');
    await live(world, board, id, 30, () => board.runs[0]?.record.steps.mapping.state === 'needsUser');
    await eventually(() =>
      expect(shownTexts()).toEqual([expect.stringMatching(/^http:\/\/img\.example\.com is live/)]),
    );
  });

  it('is not reported live again by the next window', async () => {
    const { world, board, id } = await reload('chooseFolder');
    world.unanswered.clear();
    await live(world, board, id);
    expect({ activity: board.runs[0]?.activity, shown: editor.shown }).toEqual({ activity: 'finished', shown: [] });
  });

  it('that cannot be worked on, since that cannot be loaded, is logged and reported once with a button that tries again', async () => {
    const { world, first, id } = await reload('approveRecord');
    await first.dispose();
    const loadRunLoop = () => Promise.reject(Object.assign(new Error('ENOENT: steps.js'), { code: 'ENOENT' }));
    const board = new RunBoard({ ...world.depsOf('three'), loadRunLoop });
    const failures: unknown[] = [];
    const log = { debug: () => undefined, failure: (_what: string, error: unknown) => failures.push(error) };
    const watcher = new RunWatcher({ board, log, clock: world.clock } as unknown as RunCommandDeps);
    editor.press = (button) => button === 'Recheck';
    await board.load();
    await world.clock.settle();
    board.recheck(id);
    await world.clock.settle();
    await eventually(() => expect(editor.ran).toEqual([['ossCdn.recheckRun', id]]));
    const reason = 'An unexpected error occurred: see the log: ENOENT: steps.js';
    expect(shownTexts()).toEqual([`img.example.com: ${reason}\n[Recheck]`]);
    expect(failures).toMatchObject([{ kind: 'unexpected' }, { kind: 'unexpected' }]);
    watcher.dispose();
  });

  it('is reported live once, however many windows have it', async () => {
    const { world, first, board, id } = await reload('approveRecord', true);
    first.watched = true;
    watchIn(world, first).watch(id);
    world.unanswered.clear();
    await live(world, first, id);
    await Promise.all([first.load(), board.load()]);
    expect([first, board].map(({ runs }) => runs[0]?.activity)).toEqual(['finished', 'finished']);
    await eventually(() => expect(shownTexts()).toEqual([expect.stringMatching(/ is live/)]));
  });
});

describe('a run with code that fails to load', () => {
  /** A finished run, watched by a window that cannot load what works on it while `broken.now`. */
  async function finishedThere() {
    const world = createWorld(readyCloud());
    const first = world.openWindow('one');
    const id = await first.start(plan);
    await live(world, first, id);
    await first.dispose();
    const deps = world.depsOf('two');
    const broken = { now: true };
    const loadRunLoop: typeof deps.loadRunLoop = async (task) =>
      broken.now
        ? Promise.reject(Object.assign(new Error('ENOENT: steps.js'), { code: 'ENOENT' }))
        : deps.loadRunLoop(task);
    const board = new RunBoard({ ...deps, loadRunLoop });
    const failures: unknown[] = [];
    const log = { debug: () => undefined, failure: (_what: string, error: unknown) => failures.push(error) };
    const watcher = new RunWatcher({ board, log, clock: world.clock } as unknown as RunCommandDeps);
    await board.load();
    return { world, board, id, broken, failures, watcher };
  }

  const reason = 'img.example.com: An unexpected error occurred: see the log: ENOENT: steps.js\n[Recheck]';

  it('is logged and reported also once it is finished', async () => {
    const { world, board, id, failures, watcher } = await finishedThere();
    board.recheck(id);
    await world.clock.settle();
    expect(failures).toMatchObject([{ kind: 'unexpected' }]);
    expect(shownTexts()).toEqual([reason]);
    watcher.dispose();
  });

  it('is reported again when it fails again after a success', async () => {
    const { world, board, id, broken, watcher } = await finishedThere();
    for (const isBroken of [true, false, true]) {
      broken.now = isBroken;
      board.recheck(id);
      await world.clock.advance(10_000);
    }
    expect(shownTexts()).toEqual([reason, reason]);
    watcher.dispose();
  });
});

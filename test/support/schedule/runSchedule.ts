import { isNeverUploaded } from '../../../src/core/publishing/neverUpload.js';
import { orderAbout } from '../../../src/core/publishing/orders.js';
import { type OutsideChange, OutsideChanges } from '../../../src/core/publishing/outsideChanges.js';
import { type Publication, type PublishAct, publicationId } from '../../../src/core/publishing/publication.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { compileRules } from '../../../src/core/publishing/rules.js';
import { neverPublished, type Step } from './makeSchedule.js';
import { createMortal, type Mortal } from './mortal.js';
import type { Stage } from './stage.js';

const minute = 60_000;
const mostRounds = 60;
const rules = compileRules({ exclude: ['*.map'] });
/** Copies at the edge are kept for so long, s, that only a refresh takes them away. */
const maxAge = 31_536_000;

/** Every so manieth course has its URLs prefetched. */
const prefetchEvery = 3;

interface Window extends Mortal {
  readonly publisher: Publisher;
  readonly outside: OutsideChanges;
}

/** What a schedule has led to: what is wrong at its end, in words, and how many windows crashed. */
export interface ScheduleEnd {
  readonly wrong: readonly string[];
  readonly crashes: number;
  /** How often the person said what is to happen with something that was held back. */
  readonly answers: number;
}

/** Plays a schedule, lifts the faults, and compares bucket and edge with the disk. */
export async function runSchedule(seed: number, steps: readonly Step[], stage: Stage): Promise<ScheduleEnd> {
  const play = createPlay(seed, stage);
  try {
    for (const step of steps) await play.step(step);
    return await play.finish();
  } finally {
    play.close();
  }
}

function createPlay(seed: number, stage: Stage) {
  /** What the disk has. */
  const disk = new Map<string, string>();
  /** Wishes whose acceptance was never told: the person makes them again. */
  const unheard = new Map<string, Publication>();
  const foreign = new Set<string>();
  const touched = new Set<string>();
  const asked = new Set<string>();
  /** Every rule that a file was ever published by. */
  const rulesOf = new Map<string, Set<string>>();
  let cacheControl = `max-age=${maxAge}`;
  let opened = 0;
  let crashes = 0;
  let answers = 0;
  /** Names that the person may have discarded. */
  const discarded = new Set<string>();

  const open = (): Window => {
    const owner = `window ${opened++}`;
    const end = new AbortController();
    const mortal = createMortal(() => {
      end.abort();
      publisher.dispose();
      stage.bury(owner);
    });
    const deps = stage.furnish(owner, mortal);
    const publisher = new Publisher(deps);
    const outside = new OutsideChanges(deps.clock, (heap, isHeld) => take(window, heap, isHeld), end.signal);
    publisher.onDidChange(() => {
      if (mortal.isDead()) return;
      for (const { publication } of publisher.list({ stages: ['conflict'] })) asked.add(publication.key);
    });
    const window = { publisher, outside, ...mortal };
    return window;
  };
  const windows = [open(), open()];

  const alive = (at: number): Window => {
    for (const [index, window] of windows.entries()) {
      if (!window.isDead()) continue;
      crashes++;
      const next = open();
      windows[index] = next;
      void next.publisher.resume();
      const again = [...unheard.values()].map(({ label, act }) =>
        toPublication(label, act === 'refresh' ? act : disk.has(label) ? 'upload' : 'delete'),
      );
      if (again.length > 0) wish(next, again);
    }
    return windows[at % windows.length] as Window;
  };

  const toPublication = (name: string, act: PublishAct): Publication => {
    const { bucket, domain, accountId, folder } = stage;
    const prefetch = seed % prefetchEvery === 0 ? { prefetch: true } : {};
    const headers = { 'cache-control': cacheControl };
    rulesOf.set(name, (rulesOf.get(name) ?? new Set()).add(cacheControl));
    const place = { path: `${folder}/${name}`, workspaceRoot: folder, root: folder, label: name, accountId };
    return {
      id: publicationId(bucket, name),
      ...place,
      bucket,
      key: name,
      domains: [domain],
      headers,
      act,
      ...prefetch,
    };
  };

  const wish = (window: Window, publications: readonly Publication[], isHeld = false) => {
    const wished = publications.filter(({ label }) => isPublished(label));
    // A refresh is the least of the wishes for an object.
    for (const each of wished) if (each.act !== 'refresh' || !unheard.has(each.id)) unheard.set(each.id, each);
    void window.publisher.enqueue(wished, isHeld).then(() => {
      for (const each of wished) if (unheard.get(each.id) === each) unheard.delete(each.id);
    });
  };

  const change = (window: number, name: string, act: PublishAct) => {
    touched.add(name);
    wish(alive(window), [toPublication(name, act)]);
  };

  const take = (window: Window, heap: readonly OutsideChange[], isHeld: boolean) => {
    const names = heap.map(({ path }) => path);
    wish(
      window,
      names.map((name) => toPublication(name, disk.has(name) ? 'upload' : 'delete')),
      isHeld,
    );
  };

  /** What was written is known to nobody but the window until its heap is taken: whoever finds it gone builds again. */
  const write = async ({ window, switched, saves }: Extract<Step, { kind: 'outside' }>) => {
    const { outside } = alive(window);
    if (switched) outside.noteSwitch();
    for (const { name, text } of saves) {
      disk.set(name, text);
      touched.add(name);
      await stage.save(name, text);
      if (!isPublished(name)) continue;
      const publication = toPublication(name, 'upload');
      unheard.set(publication.id, publication);
      outside.note({ path: name, deleted: false });
    }
  };

  const answer = async (window: number, publish: boolean) => {
    const { publisher } = alive(window);
    const held = publisher.list({ stages: ['held'] });
    answers += held.length;
    if (!publish) for (const { publication } of held) discarded.add(publication.label);
    void publisher.order(orderAbout(publish ? 'publishHeld' : 'dropHeld', held));
  };

  const save = async (window: number, name: string, text: string) => {
    disk.set(name, text);
    await stage.save(name, text);
    change(window, name, 'upload');
  };

  const remove = async (window: number, name: string) => {
    disk.delete(name);
    await stage.remove(name);
    change(window, name, 'delete');
  };

  const step = async (next: Step): Promise<void> => {
    switch (next.kind) {
      case 'save':
        return save(next.window, next.name, next.text);
      case 'remove':
        return remove(next.window, next.name);
      case 'rename': {
        const text = disk.get(next.from);
        if (text === undefined || next.from === next.to) return;
        await remove(next.window, next.from);
        return save(next.window, next.to, text);
      }
      case 'visit':
        for (const path of stage.pathsOf(next.name)) await stage.visit(path);
        return;
      case 'refresh':
        return wish(alive(next.window), [toPublication(next.name, 'refresh')]);
      case 'rule':
        cacheControl = `max-age=${maxAge + next.maxAge}`;
        return;
      case 'turnBack':
        return stage.turnBack(next.ms);
      case 'outside':
        return write(next);
      case 'answer':
        return answer(next.window, next.publish);
      case 'wait':
        return stage.advance(next.ms);
      case 'fault':
        return stage.fail(next.fault);
      case 'trouble':
        return stage.trouble(next.trouble, next.ms);
      case 'quota':
        return stage.limit(next.left);
      case 'crash':
        return alive(next.window).dieIn(next.calls, next.when, next.of);
      case 'foreign':
        foreign.add(next.name);
        touched.add(next.name);
        return stage.write(next.name, next.text);
    }
  };

  const isAtRest = () =>
    windows.every(({ publisher, isDead }) => !isDead() && publisher.state.kind === 'idle') && unheard.size === 0;

  const finish = async (): Promise<ScheduleEnd> => {
    stage.calm();
    for (const name of new Set([...foreign, ...discarded])) await save(0, name, `last word ${seed}`);
    for (let round = 0; round < mostRounds; round++) {
      const { publisher } = alive(0);
      await stage.rest(round < 4 ? 2 * minute : 10 * minute, isAtRest);
      if (isAtRest()) break;
      if (windows.every(({ isDead }) => !isDead())) await decide(publisher, stage);
    }
    return { wrong: await findWrong(), crashes, answers };
  };

  const findWrong = async (): Promise<readonly string[]> => {
    const wrong = [...stage.listOddities()];
    for (const { publisher } of windows) {
      const { state } = publisher;
      if (state.kind !== 'idle') wrong.push(`not at rest: ${JSON.stringify(state)}`);
    }
    for (const name of touched) {
      const wanted = isPublished(name) ? disk.get(name) : undefined;
      const got = stage.stored(name);
      if (got !== wanted) wrong.push(`bucket ${name}: ${brief(got)} instead of ${brief(wanted)}`);
      const rule = stage.cacheControl(name);
      if (rule !== undefined && !rulesOf.get(name)?.has(rule)) wrong.push(`rule of ${name}: ${rule}`);
      for (const path of stage.pathsOf(name)) {
        const served = await stage.visit(path);
        if (served !== wanted) wrong.push(`edge ${path}: ${brief(served)} instead of ${brief(wanted)}`);
      }
    }
    const mayAsk = new Set([...foreign, ...stage.listUnknowable()]);
    for (const name of asked) if (!mayAsk.has(name)) wrong.push(`asked about our own object: ${name}`);
    for (const key of stage.listPut()) if (!isPublished(key)) wrong.push(`uploaded although excluded: ${key}`);
    return wrong;
  };

  const close = () => {
    for (const { publisher } of windows) publisher.dispose();
  };

  return { step, finish, close };
}

/** What a person would answer: overwrite what others changed, try again what failed. */
async function decide(publisher: Publisher, { advance }: Stage): Promise<void> {
  void publisher.order(orderAbout('overwrite', publisher.list()));
  void publisher.order(orderAbout('publishHeld', publisher.list()));
  void publisher.retry();
  await advance(1_000);
}

/** Enough of a text to know it by. */
function brief(text: string | undefined): string | undefined {
  return text && `${text.slice(0, 30)} (${text.length})`;
}

function isPublished(name: string): boolean {
  return !isNeverUploaded(name) && rules.includes(name) && !neverPublished.includes(name);
}

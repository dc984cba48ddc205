import { type Publication, type PublishAct, publicationId } from '../../../src/core/publishing/publication.js';
import { commandAbout } from '../../../src/core/publishing/queue/userCommands.js';
import { isAt } from '../../../src/core/publishing/queueEntry.js';
import { findWrong, isPublished } from './findWrong.js';
import type { Stage } from './stage.js';
import type { Step, StoreEvent } from './steps.js';
import { openWindows, type Window } from './windows.js';

const minute = 60_000;
/** The most rounds until everything has settled without faults: three quarters of an hour, or until the quota is reset. */
const mostRounds = { usual: 12, quota: 24 };
/** The edge caches for this long, s, so that only a refresh removes copies. */
const maxAge = 31_536_000;
/** Every nth schedule prefetches its URLs. */
const prefetchEvery = 3;

/** The result of a schedule: wrong states at its end, in words, and the number of crashes. */
export interface ScheduleEnd {
  readonly wrong: readonly string[];
  readonly crashes: number;
  /** How often a suspended window continued after others had taken its claims. */
  readonly lostClaims: number;
  /** How often the user decided about held entries. */
  readonly answers: number;
}

/** Plays a schedule, removes the faults, and compares bucket and edge with the disk. */
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
  const disk = new Map<string, string>();
  /** Requests whose acceptance was never reported. The user repeats them. */
  const unheard = new Map<string, Publication>();
  const foreign = new Set<string>();
  const touched = new Set<string>();
  const asked = new Set<string>();
  const rulesOf = new Map<string, Set<string>>();
  let cacheControl = `max-age=${maxAge}`;
  let answers = 0;
  /** The day's quota may be used up. */
  let isShort = false;
  /** Keys whose content may be ours without a record. */
  const forgotten = new Set<string>();
  /** Names that the user may have discarded. */
  const discarded = new Set<string>();

  const windows = openWindows(
    stage,
    (window, heap, isHeld) => request(window, heap.map(asItIs), isHeld),
    (dead, next) => {
      // Refused writes were only in the memory of that window.
      for (const [id, each] of dead.kept) if ((unheard.get(id)?.act ?? 'refresh') === 'refresh') unheard.set(id, each);
      const again = [...unheard.values()].map(({ label, act }) =>
        act === 'refresh' ? toPublication(label, act) : asItIs(label),
      );
      unheard.clear();
      request(next, again);
    },
  );

  const toPublication = (name: string, act: PublishAct): Publication => {
    const { accountId, folder } = stage;
    const { bucket, domain } = stage.placeOf(name);
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

  const asItIs = (name: string) => toPublication(name, disk.has(name) ? 'upload' : 'delete');

  const request = ({ publisher, agree, kept }: Window, publications: readonly Publication[], isHeld = false) => {
    const requested = publications.filter(({ label }) => isPublished(label));
    if (requested.length === 0) return;
    // At least a refresh is requested for each object.
    for (const each of requested) if (each.act !== 'refresh' || !unheard.has(each.id)) unheard.set(each.id, each);
    const forget = (each: Publication) => unheard.get(each.id) === each && unheard.delete(each.id);
    const accepted = agree().then(() => publisher.enqueue(requested, isHeld));
    void accepted.then(
      () => {
        for (const each of requested) if (forget(each)) kept.delete(each.id);
      },
      () => {
        for (const each of requested)
          if (forget(each) && (each.act !== 'refresh' || !kept.has(each.id))) kept.set(each.id, each);
      },
    );
  };

  const change = (window: number, name: string, act: PublishAct) => {
    touched.add(name);
    request(windows.find(window), [toPublication(name, act)]);
  };

  /** Only the window knows the written files until their batch is processed. If it is gone, they are built again. */
  const write = async ({ window, switched, saves }: Extract<Step, { kind: 'outside' }>) => {
    const { outside } = windows.find(window);
    if (switched) outside.markBranchSwitch();
    for (const { name, text } of saves) {
      disk.set(name, text);
      touched.add(name);
      await stage.save(name, text);
      if (!isPublished(name)) continue;
      const publication = toPublication(name, 'upload');
      unheard.set(publication.id, publication);
      outside.add(name);
    }
  };

  const answer = (window: number, publish: boolean) => {
    const { publisher } = windows.find(window);
    const held = publisher.list({ stages: ['held'] });
    answers += held.length;
    for (const { publication, sent } of publish ? [] : held) {
      discarded.add(publication.label);
      // Earlier requests of a window are forgotten with it.
      if (sent) forgotten.add(publication.key);
    }
    order(publisher, publish ? 'publishHeld' : 'dropHeld', held);
  };

  const resolve = (window: number, overwrite: boolean) => {
    const { publisher } = windows.find(window);
    const changed = publisher.list({ stages: ['conflict'] }).filter((entry) => isAt(entry, 'conflict'));
    for (const { publication, remote } of changed) {
      if (overwrite) stage.approve(publication.key, remote.etag ?? '');
      else discarded.add(publication.label);
    }
    order(publisher, overwrite ? 'overwrite' : 'skip', changed);
  };

  const save = async (window: number, name: string, text: string) => {
    disk.set(name, text);
    await stage.save(name, text);
    change(window, name, 'upload');
  };

  const refresh = (window: Window, name: string) => {
    // It takes the place of an upload that failed.
    const failed = window.publisher.list({ stages: ['failed'] });
    if (failed.some(({ publication }) => publication.label === name)) discarded.add(name);
    request(window, [toPublication(name, 'refresh')]);
  };

  const remove = async (window: number, name: string) => {
    disk.delete(name);
    await stage.remove(name);
    change(window, name, 'delete');
  };

  const step = async (next: Step): Promise<void> => {
    stage.trace?.(JSON.stringify(next).slice(0, 300));
    noteAsked();
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
        for (const path of stage.pathsOf(next.name)) await stage.visit(next.name, path);
        return;
      case 'refresh':
        return refresh(windows.find(next.window), next.name);
      case 'rule':
        cacheControl = `max-age=${maxAge + next.maxAge}`;
        return;
      case 'turn':
        return stage.turn(next.ms);
      case 'outside':
        return write(next);
      case 'answer':
        return answer(next.window, next.publish);
      case 'resolve':
        return resolve(next.window, next.overwrite);
      case 'retry':
        return void windows.find(next.window).publisher.execute({ kind: 'retry' }).catch(refused);
      case 'wait':
        return stage.advance(next.ms);
      case 'fault':
        return stage.fail(next.fault);
      case 'trouble':
        return stage.trouble(next.trouble, next.ms);
      case 'disk':
        return stage.disk(next.trouble, next.ms);
      case 'account':
        return stage.signIn(next.signedIn);
      case 'quota':
        isShort = true;
        return stage.limit(next.left);
      case 'crash':
        return windows.find(next.window).dieIn(next.calls, next.when, next.of);
      case 'suspend':
        return windows.suspend(next.window, next.ms);
      case 'store':
        return loseWindows(next.event);
      case 'foreign':
        foreign.add(next.name);
        touched.add(next.name);
        return stage.write(next.name, next.text);
      case 'colleague':
        foreign.add(next.name);
        touched.add(next.name);
        return stage.colleague?.save(next.name, next.text);
      case 'colleagueAnswers':
        return stage.colleague?.answer(next.overwrite);
    }
  };

  /** Accepted requests are lost with the store. The user repeats them, and may be asked about any difference. */
  const loseWindows = (event: StoreEvent) => {
    windows.goOn();
    windows.endAll();
    stage.store(event);
    if (event === 'copied') return;
    for (const name of touched) {
      forgotten.add(name);
      const publication = asItIs(name);
      if (isPublished(name) && event !== 'pruned') unheard.set(publication.id, publication);
    }
  };

  const noteAsked = () => {
    for (const { publisher, isDead } of windows.list) {
      if (isDead()) continue;
      for (const { publication } of publisher.list({ stages: ['conflict'] })) asked.add(publication.key);
      return;
    }
  };

  const isAtRest = () => unheard.size === 0 && windows.isAtRest();

  /** Decides like a user: overwrite changes of others, retry failures. */
  const decide = async (publisher: Window['publisher']): Promise<void> => {
    resolve(0, true);
    order(publisher, 'publishHeld', publisher.list({ stages: ['held'] }));
    void publisher.execute({ kind: 'retry' }).catch(refused);
    await stage.advance(1_000);
  };

  const finish = async (): Promise<ScheduleEnd> => {
    noteAsked();
    stage.trace?.('the end');
    stage.calm();
    windows.goOn();
    await stage.colleague?.end();
    for (const name of new Set([...foreign, ...discarded])) await save(0, name, `last word ${seed}`);
    for (let round = 0; round < mostRounds[isShort ? 'quota' : 'usual']; round++) {
      const { publisher } = windows.find(0);
      await stage.rest(round < 4 ? 2 * minute : 10 * minute, isAtRest);
      noteAsked();
      if (isAtRest()) break;
      if (windows.list.every(({ isDead }) => !isDead())) await decide(publisher);
    }
    const wrong = windows.list.flatMap(({ publisher: { state } }) =>
      state.kind === 'idle' ? [] : [`not at rest: ${JSON.stringify(state)}`],
    );
    if (unheard.size > 0) wrong.push(`never told: ${[...unheard.values()].map(({ label }) => label)}`);
    wrong.push(
      ...(await findWrong(stage, { disk, touched, mayAsk: new Set([...foreign, ...forgotten]), asked, rulesOf })),
    );
    return { wrong, crashes: windows.crashes, lostClaims: windows.lostClaims, answers };
  };

  return { step, finish, close: windows.close };
}

function order(
  publisher: Window['publisher'],
  kind: Parameters<typeof commandAbout>[0],
  entries: Parameters<typeof commandAbout>[1],
): void {
  void publisher.execute(commandAbout(kind, entries)).catch(refused);
}

/** A window keeps a decision that the disk refused, and writes it later. */
function refused(): void {}

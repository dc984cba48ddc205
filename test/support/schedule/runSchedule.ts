import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { Engine } from '../../../src/core/publishing/engine.js';
import { isNeverUploaded } from '../../../src/core/publishing/neverUpload.js';
import { type Publication, type PublishAct, publicationId } from '../../../src/core/publishing/publication.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { compileRules } from '../../../src/core/publishing/rules.js';
import { createMemoryFiles } from '../memoryFiles.js';
import { createSharedDocuments } from '../memoryStore.js';
import { createFaultyCloud } from './faultyCloud.js';
import { createRandom, neverPublished, type Step } from './makeSchedule.js';
import { createQuickClock } from './quickClock.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const domain = 'img.example.com';
const accountId = '1';
const minute = 60_000;
/** Two hours before the quota's reset. */
const start = Date.UTC(2026, 0, 1, 14);
const rules = compileRules({ exclude: ['*.map'] });

interface Window {
  readonly publisher: Publisher;
  /** Dies in the middle of the nth further call. */
  dieIn(calls: number, when: 'before' | 'after'): void;
  readonly isDead: () => boolean;
}

/** What a schedule has led to: what is wrong at its end, in words, and what it took. */
export interface ScheduleEnd {
  readonly wrong: readonly string[];
  readonly crashes: number;
  readonly wakes: number;
}

/** Plays a schedule in memory on a virtual clock, lifts the faults, and compares bucket and edge with the disk. */
export async function runSchedule(seed: number, steps: readonly Step[]): Promise<ScheduleEnd> {
  const world = createWorld(seed);
  for (const step of steps) await world.play(step);
  return world.finish();
}

function createWorld(seed: number) {
  const random = createRandom(seed + 1_000_000);
  const clock = createQuickClock(start);
  const shared = createSharedDocuments(clock);
  const disk = createMemoryFiles(clock);
  disk.save('/w/keep', '');
  const cloud = createFaultyCloud({ bucket: bucket.name, domain }, clock, random);
  /** Wishes whose acceptance was never told: the person makes them again. */
  const unheard = new Map<string, Publication>();
  const foreign = new Set<string>();
  const touched = new Set<string>();
  const asked = new Set<string>();
  let opened = 0;
  let crashes = 0;

  const open = (): Window => {
    const owner = `window ${opened++}`;
    const mortal = createMortal(() => shared.crash(owner));
    const ports: CloudPorts = {
      ...cloud.ports,
      oss: mortal.wrap(cloud.ports.oss),
      cdn: mortal.wrap(cloud.ports.cdn),
      edge: mortal.wrap(cloud.ports.edge),
    };
    const publisher: Publisher = new Publisher({
      clock: { now: clock.now, sleep: (ms, signal) => mortal.live(() => clock.sleep(ms, signal)) },
      random,
      files: mortal.wrap(disk),
      store: mortal.wrap(shared.window(owner)),
      loadEngine: async () => Engine,
      session: {
        account: { id: accountId, source: { kind: 'secret' } },
        onDidChange: () => ({ dispose: () => undefined }),
        cloud: async () => ports,
      },
    });
    publisher.onDidChange(() => {
      for (const { stage, publication } of publisher.entries) if (stage === 'conflict') asked.add(publication.key);
    });
    return { publisher, dieIn: mortal.dieIn, isDead: mortal.isDead };
  };
  const windows = [open(), open()];

  const alive = (at: number): Window => {
    for (const [index, window] of windows.entries()) {
      if (!window.isDead()) continue;
      crashes++;
      const next = open();
      windows[index] = next;
      void next.publisher.resume();
      const again = [...unheard.values()].map(({ label }) =>
        toPublication(label, disk.files.has(`/w/${label}`) ? 'upload' : 'delete'),
      );
      if (again.length > 0) wish(next, again);
    }
    return windows[at % windows.length] as Window;
  };

  const wish = (window: Window, publications: readonly Publication[]) => {
    const wished = publications.filter(({ label }) => isPublished(label));
    for (const publication of wished) unheard.set(publication.id, publication);
    void window.publisher.enqueue(wished).then(() => {
      for (const each of wished) if (unheard.get(each.id) === each) unheard.delete(each.id);
    });
  };

  const change = (window: number, name: string, act: PublishAct) => {
    touched.add(name);
    wish(alive(window), [toPublication(name, act)]);
  };

  const play = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'save':
        disk.save(`/w/${step.name}`, step.text);
        return change(step.window, step.name, 'upload');
      case 'remove':
        disk.remove(`/w/${step.name}`);
        return change(step.window, step.name, 'delete');
      case 'rename': {
        const file = disk.files.get(`/w/${step.from}`);
        if (!file || step.from === step.to) return;
        disk.remove(`/w/${step.from}`);
        disk.save(`/w/${step.to}`, file.bytes);
        change(step.window, step.from, 'delete');
        return change(step.window, step.to, 'upload');
      }
      case 'visit':
        return void (await cloud.visit(urlPath(step.name)));
      case 'wait':
        return clock.advance(step.ms);
      case 'fault':
        return void cloud.faults.push(step.fault);
      case 'trouble':
        cloud.trouble = { kind: step.trouble, until: clock.now() + step.ms };
        return;
      case 'quota':
        cloud.memory.state.quota.urls = step.left;
        return;
      case 'crash':
        return alive(step.window).dieIn(step.calls, step.when);
      case 'foreign': {
        const body = Buffer.from(step.text);
        foreign.add(step.name);
        touched.add(step.name);
        const signal = new AbortController().signal;
        await cloud.memory.oss.putObject(bucket, step.name, body, { headers: {} }, signal);
      }
    }
  };

  const finish = async (): Promise<ScheduleEnd> => {
    cloud.faults.splice(0);
    cloud.trouble = undefined;
    for (const name of foreign) {
      disk.save(`/w/${name}`, `last word ${seed}`);
      change(0, name, 'upload');
    }
    for (let round = 0; round < 60; round++) {
      const window = alive(0);
      await clock.advance(round < 4 ? 2 * minute : 10 * minute);
      if (windows.some(({ isDead }) => isDead())) continue;
      if (windows.every(({ publisher }) => publisher.state.kind === 'idle') && unheard.size === 0) break;
      await decide(window.publisher, clock.advance);
    }
    return { wrong: await findWrong(), crashes, wakes: clock.wakes };
  };

  const findWrong = async (): Promise<readonly string[]> => {
    const wrong: string[] = [];
    const objects = cloud.memory.state.buckets.get(bucket.name)?.objects;
    for (const { publisher } of windows) {
      const { state } = publisher;
      if (state.kind !== 'idle') wrong.push(`not at rest: ${JSON.stringify(state)}`);
    }
    for (const name of touched) {
      const file = disk.files.get(`/w/${name}`);
      const wanted = file && isPublished(name) ? Buffer.from(file.bytes).toString() : undefined;
      const stored = objects?.get(name)?.body;
      const got = stored && Buffer.from(stored).toString();
      if (got !== wanted) wrong.push(`bucket ${name}: ${got} instead of ${wanted}`);
      const paths = name.endsWith('/index.html') ? [urlPath(name), urlPath(name).slice(0, -10)] : [urlPath(name)];
      for (const path of paths) {
        const served = await cloud.visit(path);
        if (served !== wanted) wrong.push(`edge ${path}: ${served} instead of ${wanted}`);
      }
    }
    for (const name of asked) if (!foreign.has(name)) wrong.push(`asked about our own object: ${name}`);
    if (cloud.put.overlapped) wrong.push('two PUTs of one key at once');
    for (const key of cloud.put.keys) if (!isPublished(key)) wrong.push(`uploaded although excluded: ${key}`);
    return wrong;
  };

  return { play, finish };
}

/** What a person would answer: overwrite what others changed, try again what failed. */
async function decide(publisher: Publisher, advance: (ms: number) => Promise<void>): Promise<void> {
  void publisher.order({ kind: 'overwrite' });
  void publisher.retry();
  await advance(1_000);
}

function isPublished(name: string): boolean {
  return !isNeverUploaded(name) && rules.includes(name) && !neverPublished.includes(name);
}

function urlPath(name: string): string {
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}

function toPublication(name: string, act: PublishAct): Publication {
  const id = publicationId(bucket, name);
  const place = { path: `/w/${name}`, workspaceRoot: '/w', root: '/w', label: name, accountId };
  return { id, ...place, bucket, key: name, domains: [domain], act };
}

/** Everything that a window reaches goes through it, so that a dead one reaches nothing. */
function createMortal(onDeath: () => void) {
  let dead = false;
  let left = Number.POSITIVE_INFINITY;
  let fate: 'before' | 'after' = 'before';
  const gone = new Promise<never>(() => undefined);
  const die = () => {
    dead = true;
    onDeath();
    return gone;
  };
  const live = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) return gone;
    const last = left-- <= 0;
    if (last && fate === 'before') return die();
    const result = await work();
    if (last && !dead) return die();
    return dead ? gone : result;
  };
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const real = Reflect.get(target, method);
        if (typeof real !== 'function' || method === 'md5') return real;
        return (...input: unknown[]) => live(() => real.apply(target, input));
      },
    });
  return {
    live,
    wrap,
    isDead: () => dead,
    dieIn: (calls: number, when: 'before' | 'after') => {
      left = calls;
      fate = when;
    },
  };
}

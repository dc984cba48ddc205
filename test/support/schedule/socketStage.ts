import { cpSync, existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createObject } from '../../../sandbox/oss/objects/objects.js';
import { startSandbox } from '../../../sandbox/server.js';
import type { LoggedCall } from '../../../sandbox/state/state.js';
import { createCloud } from '../../../src/cloud/createCloud.js';
import { nextReset } from '../../../src/core/cdn/quota.js';
import { createRequestLimits } from '../../../src/core/concurrency/requestLimits.js';
import type { ClockPort } from '../../../src/core/ports/local.js';
import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { systemClock } from '../../../src/disk/clock.js';
import { createFiles } from '../../../src/disk/files.js';
import { FileStore } from '../../../src/disk/store/fileStore.js';
import { createHurriedClock } from '../hurriedClock.js';
import { createPatientCloud } from '../patientCloud.js';
import { createConsents } from './consents.js';
import { createDiskFaults } from './diskFaults.js';
import { createLine } from './line.js';
import { createRandom } from './makeSchedule.js';
import type { Mortal } from './mortal.js';
import { createPutWatch } from './putWatch.js';
import { createSessions } from './sessions.js';
import { toSandboxFault } from './socketFaults.js';
import { type Stage, urlPath, type WindowDeps } from './stage.js';

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';
/** How much faster the windows' clock runs. */
const hurry = 300;
/** The cloud is even faster, so that refreshes take a while but not until their deadline. */
const speed = 3_000;
const timeoutMs = 100;
/** The time before the quota's reset at the start, ms of the quick clock. */
const untilReset = 8 * 60_000;
const wholeQuota = 10_000;
/** How long a window's claims last, ms of the quick clock. */
const claimMs = 60_000;
/** A pause of this process that counts as a stall, ms. It is shorter than the 25 ms after which windows extend their claims. */
const stallMs = 20;
/** How long everything must be at rest, ms of the quick clock. Data on disk are found within 30 s. */
const restMs = 60_000;
const never = new AbortController().signal;

const methodOf: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'completeMultipart',
  ListParts: 'listParts',
  PushObjectCache: 'prefetch',
};

/** A stage over real sockets: the adapters with a sandbox, files and documents in a separate folder. */
export interface SocketStage extends Stage {
  stop(): Promise<void>;
}

/** Opens the stage; the seed decides which calls meet faults. */
export async function openSocketStage(seed: number): Promise<SocketStage> {
  const sandbox = await startSandbox({ speed });
  const place = await realpath(await mkdtemp(join(tmpdir(), 'oss-cdn-schedule-')));
  const folder = join(place, 'site');
  const documents = join(place, 'documents');
  await mkdir(folder);
  const { state } = sandbox;
  state.buckets.get(bucket.name)?.objects.clear();
  Object.assign(state.buckets.get(bucket.name) ?? {}, { website: { index: 'index.html' } });
  const random = createRandom(seed + 1_000_000);
  const clock = createStageClock();
  const line = await createLine(sandbox, hurry);
  const dead = new Set<string>();
  const stores = new Map<string, FileStore>();
  const faults = createDiskFaults(random);
  const unknowable = new Set<string>();
  const puts = createPutWatch(clock.trueNow);
  // After a stall all that is due runs at once, and a claim may expire before it can be extended.
  const stalls = watchStalls(() => puts.excuse(claimMs));
  const sessions = createSessions(state.ownerId);
  const visitor = createPatientCloud({ credentials: line.keys, onCall: () => undefined, clock: systemClock });
  const stopping = new AbortController();
  const reset = () => void Object.assign(state.quota, { urls: state.used.urls + wholeQuota });
  clock.sleep(untilReset, stopping.signal).then(reset, () => undefined);

  const consents = createConsents({
    accountId: state.ownerId,
    places: [{ bucket, domain }],
    later: (ms, work) => void clock.sleep(ms, never).then(work),
    // Each window has its own store.
    isListed: () => false,
  });
  const furnish = (owner: string, mortal: Mortal): WindowDeps => {
    const store = new FileStore(documents, {
      window: { name: owner, pid: process.pid, host: hostname() },
      hasEnded: ({ name }) => dead.has(name),
      onConnected: faults.watch,
    });
    stores.set(owner, store);
    const cloud = createCloud({
      credentials: () => mortal.live(line.keys),
      onCall: () => undefined,
      // Requests have the computer's time; only their pauses are short.
      clock: { now: systemClock.now, sleep: clock.sleep },
      // A window that ends never gives its slots back.
      limits: createRequestLimits(() => performance.now()),
      timeoutMs,
    });
    const { oss, cdn, edge } = cloud;
    const ports = {
      ...cloud,
      oss: mortal.wrap(puts.watch(owner, oss, () => !mortal.isSuspended())),
      cdn: mortal.wrap(cdn),
      edge: mortal.wrap(edge),
    };
    const mortalStore = mortal.store(store);
    return {
      clock: { now: clock.now, sleep: (ms, signal) => mortal.live(() => clock.sleep(ms, signal)) },
      random,
      files: mortal.wrap(createFiles()),
      store: mortalStore,
      loadEngine: async () => Engine,
      ...consents.open(owner, mortal, mortalStore),
      session: sessions.open(mortal, ports),
    };
  };

  const noteUnknowable = () => {
    for (const [key, call] of lastCalls(state.calls)) if (call.fault === 'corrupt') unknowable.add(key);
  };
  return {
    accountId: state.ownerId,
    folder,
    placeOf: () => ({ bucket, domain }),
    furnish,
    bury: (owner) => {
      puts.forget(owner);
      noteUnknowable();
      dead.add(owner);
      stores.get(owner)?.dispose();
    },
    hasClaims: () => false,
    save: async (name, text) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    },
    remove: (name) => rm(join(folder, name), { force: true }),
    advance: (ms) => clock.sleep(ms, never),
    later: (ms, work) => void clock.sleep(ms, never).then(work),
    turn: (ms) => {
      clock.turn(ms);
      if (ms > 0) puts.excuse();
    },
    rest: (ms, isAtRest) => restUntil(clock, ms, isAtRest),
    pathsOf: (name) => (name === 'index.html' ? ['/index.html', '/'] : [urlPath(name)]),
    visit: async (_name, path) => {
      const request = { connectTo: `${domain}.w.kunlunsl.com`, name: domain, path, maxBytes: 1e6 };
      const { status, body = '' } = await visitor.edge.probe(request, never);
      return status === 200 ? Buffer.from(body).toString() : undefined;
    },
    fail: (fault) => void state.faults.push(toSandboxFault(fault, random)),
    trouble: line.trouble,
    disk: (given, ms) => {
      // The store would be replaced, and the user asked about each object.
      const trouble = given.kind === 'constraint' ? ({ ...given, kind: 'ioError' } as const) : given;
      faults.trouble = trouble;
      const end = () => {
        noteUnknowable();
        if (faults.trouble === trouble) faults.trouble = undefined;
      };
      void clock.sleep(ms, never).then(end);
    },
    signIn: sessions.change,
    limit: (urls) => {
      if (!clock.isReset()) state.quota.urls = state.used.urls + urls;
    },
    write: async (name, text) => {
      const object = createObject(name, Buffer.from(text), { 'content-type': 'text/plain' }, new Date());
      state.buckets.get(bucket.name)?.objects.set(name, object);
    },
    store: (event) => {
      const copy = `${documents}-copy`;
      const [from, to] = event === 'copied' ? [documents, copy] : [copy, documents];
      if (event === 'pruned') return;
      rmSync(to, { recursive: true, force: true });
      if (event !== 'gone' && existsSync(from)) cpSync(from, to, { recursive: true });
    },
    approve: () => undefined,
    calm: () => {
      noteUnknowable();
      state.faults.splice(0);
      faults.trouble = undefined;
      sessions.change('own');
      line.mend();
    },
    stored: (name) => state.buckets.get(bucket.name)?.objects.get(name)?.body.toString(),
    cacheControl: (name) => state.buckets.get(bucket.name)?.objects.get(name)?.headers['cache-control'],
    listUnknowable: () => unknowable,
    listPut: () =>
      new Set(
        state.calls
          .filter(({ action }) => /^(PutObject|CompleteMultipartUpload)$/.test(action))
          .map(({ params }) => params.key ?? ''),
      ),
    listCalls: () => state.calls.map(({ action }) => methodOf[action] ?? action),
    listOddities: () => [...puts.odd, ...sessions.odd, ...consents.odd],
    listMet: () => {
      const met = new Map([...faults.met, ...line.met, ['account change', sessions.changes]]);
      for (const { fault } of state.calls) if (fault) met.set(fault, (met.get(fault) ?? 0) + 1);
      return met;
    },
    stop: async () => {
      stopping.abort();
      clearInterval(stalls);
      line.close();
      for (const store of stores.values()) store.dispose();
      await sandbox.stop();
      await rm(place, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** The last call to OSS for each key. */
function lastCalls(calls: readonly LoggedCall[]): ReadonlyMap<string, LoggedCall> {
  return new Map(calls.flatMap((call) => (call.service === 'oss' ? [[call.params.key ?? '', call] as const] : [])));
}

/** A hurried clock that starts some minutes before the quota's reset. */
function createStageClock() {
  const resetAt = nextReset(Date.now());
  const { now: trueNow, sleep } = createHurriedClock(hurry, resetAt - untilReset);
  let behind = 0;
  return {
    isReset: () => trueNow() >= resetAt,
    turn: (ms: number) => {
      behind -= ms;
    },
    trueNow,
    now: () => trueNow() - behind,
    sleep,
  };
}

/** Calls `onStall` whenever this process has not run for a while. */
function watchStalls(onStall: () => void): NodeJS.Timeout {
  let last = performance.now();
  return setInterval(() => {
    const now = performance.now();
    if (now - last > stallMs) onStall();
    last = now;
  }, stallMs / 4);
}

async function restUntil(clock: ClockPort, ms: number, isAtRest: () => boolean): Promise<void> {
  const end = clock.now() + ms;
  for (let since = clock.now(); clock.now() < end || isAtRest(); ) {
    if (!isAtRest()) since = clock.now();
    else if (clock.now() - since >= restMs) return;
    await clock.sleep(restMs / 10, never);
  }
}

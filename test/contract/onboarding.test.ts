import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { createCloud } from '../../src/cloud/index.js';
import { rootOf } from '../../src/cloud/publicSuffix.js';
import { createRunBoard } from '../../src/core/onboarding/createRunBoard.js';
import { drive } from '../../src/core/onboarding/driver.js';
import type { OnboardingPlan, RunAnswers, UserAsk } from '../../src/core/onboarding/run.js';
import type { RunBoard } from '../../src/core/onboarding/runBoard.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { systemClock } from '../../src/disk/clock.js';
import { createDocumentStore } from '../../src/disk/documentStore.js';
import { useProxy } from '../support/throughProxy.js';

const hurry = 60;
const plan: OnboardingPlan = {
  domain: 'img.shop-demo.com',
  origin: { kind: 'bucket', bucket: { name: 'site-hangzhou', region: 'cn-hangzhou' } },
  type: 'web',
  region: 'domestic',
  port: 80,
};
/** Vendor minutes and our own pauses both shrink by the same factor. */
const startedAt = systemClock.now();
const hurriedClock: ClockPort = {
  now: () => startedAt + (systemClock.now() - startedAt) * hurry,
  sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal),
};

let sandbox: Sandbox;
let restore: () => void;
let folder: string;
const boards: { dispose(): Promise<void> }[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ speed: hurry * 10 });
  restore = useProxy(sandbox);
  folder = await mkdtemp(join(tmpdir(), 'oss-cdn-runs-'));
});

afterEach(async () => {
  for (const board of boards.splice(0)) await board.dispose();
  restore();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

function openWindow(mappings: Set<string>): RunBoard {
  const { id, secret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const cloud = createCloud({ credentials, onCall: () => undefined, clock: systemClock });
  const board = createRunBoard({
    store: createDocumentStore(folder),
    session: {
      account: { id: sandbox.state.ownerId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
    clock: hurriedClock,
    mapping: {
      hasWorkspace: () => true,
      hasMapping: async ({ domain }) => mappings.has(domain),
      addMapping: async ({ domain }) => void mappings.add(domain),
    },
    loadDrive: async () => drive,
    loadRootOf: async () => rootOf,
    resolvers: () => [`127.0.0.1:${sandbox.dnsPort}`],
  });
  boards.push(board);
  return board;
}

/** Failures that the run gets over by itself. */
const passing = ['unavailable', 'offline', 'timeout'];

/** Answers as a person would, until the run is finished. */
function finish(board: RunBoard, id: string, answer = agree): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = new Set<string>();
    const look = () => {
      const view = board.runs.find(({ record }) => record.id === id);
      if (view?.activity === 'finished') return resolve();
      for (const step of Object.values(view?.record.steps ?? {})) {
        if (step.state === 'failed' && !passing.includes(step.error.kind))
          reject(new Error(JSON.stringify(step.error)));
        if (step.state !== 'needsUser' || answered.has(step.ask.kind)) continue;
        answered.add(step.ask.kind);
        board.answer(id, answer(step.ask)).catch(reject);
      }
    };
    board.onDidChange(look);
    look();
  });
}

function agree(ask: UserAsk): Partial<RunAnswers> {
  if (ask.kind === 'approveRecord') return { approvedRecord: ask.approval };
  if (ask.kind === 'chooseFolder') return { folder: 'file:///site' };
  if (ask.kind === 'turnOnAutoUpdate') {
    const bound = sandbox.state.buckets.get('site-hangzhou')?.cnames.get(plan.domain);
    if (bound) bound.isPurgeCdnCache = true;
    return {};
  }
  throw new Error(`nobody expected to be asked: ${JSON.stringify(ask)}`);
}

/** The headers of the one object that the proof of the edge has brought there. */
function cachedHeaders() {
  const [copy] = [...sandbox.state.edgeCache].filter(([key]) => key.startsWith(`${plan.domain}/`));
  return Object.fromEntries(Object.entries(copy?.[1].headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
}

/** Asks the edge for that object, and answers the headers. */
async function readEdge() {
  const [key = ''] = [...sandbox.state.edgeCache.keys()].filter((each) => each.startsWith(`${plan.domain}/`));
  const { id, secret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId: id, accessKeySecret: secret });
  const { edge } = createCloud({ credentials, onCall: () => undefined, clock: systemClock });
  const connectTo = sandbox.state.cdnDomains.get(plan.domain)?.cname ?? '';
  const path = key.slice(plan.domain.length);
  const { signal } = new AbortController();
  const answer = await edge.probe({ connectTo, name: plan.domain, path, maxBytes: 65_536 }, signal);
  expect(answer.status).toBe(200);
  return answer.headers;
}

function recordsOf(type: string, rr: string) {
  const records = [...(sandbox.state.zones.get('shop-demo.com')?.records.values() ?? [])];
  return records.filter((record) => record.type === type && record.rr === rr);
}

function actions(action: string) {
  return sandbox.state.calls.filter((call) => call.action === action);
}

describe('an onboarding against the cloud', () => {
  it('creates one domain, one record and one binding, and leaves no proof behind', async () => {
    const board = openWindow(new Set());
    await finish(board, await board.start(plan));
    expect(sandbox.state.cdnDomains.get(plan.domain)?.status).toBe('online');
    expect(recordsOf('CNAME', 'img').map(({ value }) => value)).toEqual(['img.shop-demo.com.w.kunlunsl.com']);
    expect(sandbox.state.buckets.get('site-hangzhou')?.cnames.has(plan.domain)).toBe(true);
    expect([...recordsOf('TXT', '_dnsauth.img'), ...recordsOf('TXT', 'verification')]).toEqual([]);
    expect(actions('AddCdnDomain')).toHaveLength(1);
    expect(actions('AddCdnDomain')[0]?.params).toMatchObject({
      DomainName: plan.domain,
      CdnType: 'web',
      Scope: 'domestic',
    });
  }, 30_000);

  it.each(['AddCdnDomain', 'AddDomainRecord', 'PutCname', 'DeleteDomainRecord'])(
    'survives a lost answer to %s without doing it twice',
    async (action) => {
      sandbox.state.faults.push({ id: 'lost', action, kind: 'resetAfter', count: 1 });
      const board = openWindow(new Set());
      await finish(board, await board.start(plan));
      expect([...sandbox.state.cdnDomains.keys()].filter((name) => name === plan.domain)).toHaveLength(1);
      expect(recordsOf('CNAME', 'img')).toHaveLength(1);
      expect(sandbox.state.calls.some((call) => call.action === action && call.fault === 'resetAfter')).toBe(true);
    },
    30_000,
  );

  it('drops what the edge had cached with the header that forces a download, for one directory', async () => {
    const board = openWindow(new Set());
    let before: Readonly<Record<string, string>> | undefined;
    board.onDidChange(() => {
      const { originHost } = board.runs[0]?.record.steps ?? {};
      if (originHost?.state === 'running') before ??= cachedHeaders();
    });
    const id = await board.start(plan);
    await finish(board, id);
    expect(before).toHaveProperty('content-disposition', 'attachment');
    const [call, ...more] = actions('RefreshObjectCaches');
    expect(more).toEqual([]);
    expect(call?.params).toMatchObject({
      ObjectPath: `http://${plan.domain}/`,
      ObjectType: 'Directory',
      Force: 'true',
    });
    expect(sandbox.state.used.dirs).toBe(1);
    await vi.waitFor(async () => expect(await readEdge()).not.toHaveProperty('content-disposition'), 10_000);
    board.recheck(id);
    await finish(board, id);
    expect(actions('RefreshObjectCaches')).toHaveLength(1);
  }, 30_000);

  it('proves ownership by a TXT that it removes again', async () => {
    sandbox.state.verifiedRoots.clear();
    sandbox.state.cdnDomains.clear();
    const board = openWindow(new Set());
    await finish(board, await board.start(plan));
    const wrote = actions('AddDomainRecord').map(({ params }) => `${params.RR} ${params.Type}`);
    expect(wrote).toContain('verification TXT');
    expect(recordsOf('TXT', 'verification')).toEqual([]);
  }, 30_000);

  it('asks when the edge has no certificate for the new domain and the proxy carries no plain HTTP to it', async () => {
    sandbox.state.uncertain.edgeDefaultCertificate = false;
    const board = openWindow(new Set());
    const asks: UserAsk[] = [];
    await finish(board, await board.start(plan), (ask) => {
      asks.push(ask);
      return ask.kind === 'edgeUnproven' ? { skipEdge: true } : agree(ask);
    });
    expect(asks).toContainEqual({ kind: 'edgeUnproven', outcome: 'tlsFailed', key: expect.any(String) });
    expect(recordsOf('CNAME', 'img')).toHaveLength(1);
  }, 30_000);

  it('of a name without an ICP filing, accelerated outside the mainland, goes on without the binding', async () => {
    sandbox.state.icpFiled.clear();
    const board = openWindow(new Set());
    const asks: UserAsk[] = [];
    await finish(board, await board.start({ ...plan, region: 'overseas' }), (ask) => {
      asks.push(ask);
      return ask.kind === 'bindingRefused' ? { skipBinding: true } : agree(ask);
    });
    const error = { kind: 'cnameNotFiled', details: { code: 'NoSuchCnameInRecord' } };
    expect(asks).toContainEqual({ kind: 'bindingRefused', purpose: 'binding', domain: plan.domain, error });
    expect(board.runs[0]?.record.steps.originHost).toMatchObject({ state: 'done', skipped: true });
  }, 30_000);

  it('is done once by two windows', async () => {
    const mappings = new Set<string>();
    const [first, second] = [openWindow(mappings), openWindow(mappings)];
    const id = await first.start(plan);
    await second.load();
    await finish(first, id);
    expect(actions('AddCdnDomain')).toHaveLength(1);
    expect(recordsOf('CNAME', 'img')).toHaveLength(1);
  }, 30_000);
});

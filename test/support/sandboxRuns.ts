import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createState, type Seed } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { rootOf } from '../../src/cloud/publicSuffix.js';
import { runLoopOf } from '../../src/core/onboarding/allSteps.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan, RunAnswers } from '../../src/core/onboarding/run/run.js';
import { RunBoard } from '../../src/core/onboarding/run/runBoard.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { systemClock } from '../../src/disk/clock.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { createHurriedClock } from './hurriedClock.js';
import { createPatientCloud } from './patientCloud.js';
import { useProxy } from './throughProxy.js';

/** Divides our own pauses; the sandbox divides the vendor's durations by more. */
const hurry = 60;

/** The onboarding of these tests: a public bucket of the seed. */
export const plan: OnboardingPlan = {
  domain: 'img.shop-demo.com',
  origin: { kind: 'bucket', bucket: { name: 'site-hangzhou', region: 'cn-hangzhou' } },
  type: 'web',
  region: 'domestic',
  port: 80,
};

/** A sandbox and windows with runs in a separate folder. */
export interface SandboxRuns {
  readonly sandbox: Sandbox;
  readonly cloud: CloudPorts;
  /** The clock of the windows. Others do not share it, since it moves on by what all its users sleep. */
  readonly clock: ClockPort;
  /** The folder of the windows' runs. */
  readonly folder: string;
  /** Opens a window. `mappings` are shared, calls use `cloud`, and DNS queries use `resolvers`. */
  openWindow(mappings?: Set<string>, cloud?: CloudPorts, resolvers?: readonly string[]): RunBoard;
  /** Answers like a user until the run is finished; rejects with a permanent failure. */
  finish(board: RunBoard, id: string, answer?: (ask: UserAsk) => Partial<RunAnswers>): Promise<void>;
  /** Answers a question when all goes well; throws for an unexpected one. */
  agree(ask: UserAsk): Partial<RunAnswers>;
  recordsOf(type: string, rr: string): readonly { readonly value: string }[];
  /** Closes all windows, deletes their runs and resets the cloud. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a sandbox with a fast clock, and redirects this process's calls to it. */
export async function startSandboxRuns(): Promise<SandboxRuns> {
  const sandbox = await startSandbox({ speed: hurry * 10 });
  const restore = useProxy(sandbox);
  const folder = await mkdtemp(join(tmpdir(), 'oss-cdn-runs-'));
  const windows: { close(): Promise<void> }[] = [];
  const { id: accessKeyId, secret: accessKeySecret } = sandbox.accessKey;
  const credentials = async () => ({ accessKeyId, accessKeySecret });
  const cloud = createPatientCloud({ credentials, onCall: () => undefined, clock: systemClock });
  const clock = createHurriedClock(hurry);
  const agree = (ask: UserAsk) => answerFor(sandbox, ask);
  return {
    sandbox,
    cloud,
    clock,
    folder,
    openWindow: (mappings = new Set(), through = cloud, resolvers = [`127.0.0.1:${sandbox.dnsPort}`]) => {
      const window = openBoard(sandbox, folder, { cloud: through, clock, mappings, resolvers });
      windows.push(window);
      return window.board;
    },
    finish: (board, id, answer = agree) => finish(board, id, answer),
    agree,
    recordsOf: (type, rr) => {
      const records = [...(sandbox.state.zones.get('shop-demo.com')?.records.values() ?? [])];
      return records.filter((record) => record.type === type && record.rr === rr);
    },
    reset: async () => {
      for (const window of windows.splice(0)) await window.close();
      await rm(folder, { recursive: true, force: true });
      const { events, speed } = sandbox.state;
      Object.assign(sandbox.state, createState(seed as Seed), { events, speed });
    },
    stop: async () => {
      for (const window of windows) await window.close();
      restore();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openBoard(
  sandbox: Sandbox,
  folder: string,
  {
    cloud,
    clock,
    mappings,
    resolvers,
  }: Pick<SandboxRuns, 'cloud' | 'clock'> & { mappings: Set<string>; resolvers: readonly string[] },
) {
  const store = new FileStore(folder);
  const board = new RunBoard({
    store: store.documents('runs'),
    session: {
      account: { id: sandbox.state.ownerId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
    clock,
    mapping: {
      hasWorkspace: () => true,
      hasFolder: async () => true,
      listMapped: async ({ domain }) => (mappings.has(domain) ? ['file:///site'] : []),
      readConsent: async () => 'given',
      giveConsent: async () => undefined,
      // The files are already in the bucket.
      readPublishing: async () => ({ kind: 'compared', files: 1, added: 0, ...nothingLeft }),
      publish: async () => 'nothing',
      addMapping: async ({ plan: { domain } }) => void mappings.add(domain),
    },
    loadRunLoop: async (task) => runLoopOf(task),
    loadRootOf: async () => rootOf,
    resolvers: () => resolvers,
    authoritativeServers: () => resolvers,
  });
  return { board, close: () => board.dispose().then(() => store.dispose()) };
}

const nothingLeft = {
  replaced: [],
  unsent: [],
  failed: [],
  versions: { replaced: '', added: '', failed: '' },
} as const;

/** Failures that a run recovers from. */
const passing = ['unavailable', 'acmeUnavailable', 'offline', 'proxyRefused', 'timeout', 'throttled'];

function finish(board: RunBoard, id: string, answer: (ask: UserAsk) => Partial<RunAnswers>): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = new Set<string>();
    const look = () => {
      const view = board.runs.find(({ record }) => record.id === id);
      // Recommended steps are done too, though no run waits for them.
      const isDone = view?.record.plan.task !== undefined || view?.record.steps.autoUpdate.state === 'done';
      if (view?.activity === 'finished' && isDone) {
        // Later questions are answered by the next call.
        subscription.dispose();
        return resolve();
      }
      for (const step of Object.values(view?.record.steps ?? {})) {
        if (step.state === 'failed' && !passing.includes(step.error.kind))
          reject(new Error(JSON.stringify(step.error)));
        if (step.state !== 'needsUser' || answered.has(JSON.stringify(step.ask))) continue;
        answered.add(JSON.stringify(step.ask));
        Promise.resolve(step.ask)
          .then((ask) => board.answer(id, answer(ask)))
          .catch(reject);
      }
    };
    const subscription = board.onDidChange(look);
    look();
  });
}

function answerFor({ state }: Sandbox, ask: UserAsk): Partial<RunAnswers> {
  if (ask.kind === 'approveRecord') return { approvals: { record: ask.approval } };
  if (ask.kind === 'approveSite') return { approvals: { site: ask.approval } };
  if (ask.kind === 'bindAgain') return { approvals: { binding: ask.approval } };
  if (ask.kind === 'chooseFolder') return { folder: 'file:///site' };
  if (ask.kind === 'turnOnAutoUpdate') {
    const bound = state.buckets.get('site-hangzhou')?.cnames.get(plan.domain);
    if (bound) bound.isPurgeCdnCache = true;
    return {};
  }
  throw new Error(`unexpected question: ${JSON.stringify(ask)}`);
}

import { X509Certificate } from 'node:crypto';
import { createKeyMemory } from '../../src/cloud/acme/acme.js';
import { acmeNames } from '../../src/core/https/acmeObstacle.js';
import { certificateApproval } from '../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import type { RunAnswers, RunRecord } from '../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../src/core/onboarding/run/runBoard.js';
import type { AcmeKeyStore } from '../../src/core/ports/acme.js';
import type { CloudCall, CloudPorts } from '../../src/core/ports/cloud.js';
import { type HostileAcme, startHostileAcme } from './hostileAcme.js';
import { createPatientCloud } from './patientCloud.js';
import { type Pebble, startPebble } from './pebble.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from './sandboxRuns.js';

/** A sandbox with an ACME server, and a cloud with short pauses. */
interface ServedWorld extends SandboxRuns {
  /** Every reported call. */
  readonly calls: CloudCall[];
  /** The store of the account key. */
  readonly keys: AcmeKeyStore;
  /** Starts a run for a domain in a new window and answers with `answer` until it is finished. */
  run(domain: string, answer: (ask: UserAsk) => Partial<RunAnswers>, cloud?: CloudPorts): Promise<RunRecord>;
  /** Does the same until a question meets `isMet`. */
  runUntil(domain: string, isMet: (ask: UserAsk) => boolean, cloud?: CloudPorts): Promise<UserAsk>;
  /** CDN's certificate of a domain. */
  givenTo(domain: string): X509Certificate | undefined;
  /** The number of successful calls of this action in the sandbox. */
  made(action: string): number;
}

/** A world with a Pebble. */
export interface AcmeWorld extends ServedWorld {
  readonly pebble: Pebble;
}

/** Starts a sandbox with a Pebble, which refuses a quarter of the good nonces. */
export async function startAcmeWorld(): Promise<AcmeWorld> {
  const runs = await startSandboxRuns();
  const pebble = await startPebble(runs.sandbox, { nonceReject: 25 });
  return { ...openWorld(runs, pebble), pebble };
}

/** A world with a scripted server. */
export interface HostileWorld extends ServedWorld {
  readonly acme: HostileAcme;
}

/** Starts a sandbox with a scripted server. */
export async function startHostileWorld(): Promise<HostileWorld> {
  const runs = await startSandboxRuns();
  const acme = await startHostileAcme(runs.sandbox);
  return { ...openWorld(runs, acme), acme };
}

function openWorld(runs: SandboxRuns, server: { stop(): Promise<void> }): ServedWorld {
  const { sandbox } = runs;
  const { id: accessKeyId, secret: accessKeySecret } = sandbox.accessKey;
  const calls: CloudCall[] = [];
  const keys = createKeyMemory();
  const cloud = createPatientCloud({
    credentials: async () => ({ accessKeyId, accessKeySecret }),
    onCall: (call) => void calls.push(call),
    clock: runs.clock,
    acmeKeys: keys,
  });
  const open = async (domain: string, through: CloudPorts) => {
    const board = runs.openWindow(new Set(), through);
    return { board, id: await board.start({ ...onboarding, task: 'https', domain }) };
  };
  return {
    ...runs,
    cloud,
    calls,
    keys,
    async run(domain, answer, through = cloud) {
      const { board, id } = await open(domain, through);
      await runs.finish(board, id, answer);
      return recordOf(board, id);
    },
    async runUntil(domain, isMet, through = cloud) {
      const { board, id } = await open(domain, through);
      return new Promise((resolve, reject) => {
        const answer = (ask: UserAsk) => {
          if (!isMet(ask)) return agreeTo(domain, ask);
          resolve(ask);
          board.pause(id);
          return {};
        };
        runs.finish(board, id, answer).catch(reject);
      });
    },
    givenTo(domain) {
      const { cdnDomains, certificates } = sandbox.state;
      const stored = certificates.get(cdnDomains.get(domain)?.certificate?.id ?? 0);
      return stored && new X509Certificate(stored.certificate);
    },
    made: (action) => sandbox.state.calls.filter((call) => call.action === action && call.status < 300).length,
    async stop() {
      await server.stop();
      await runs.stop();
    },
  };
}

/** Chooses a certificate of Let's Encrypt and agrees to its questions. */
export function agreeTo(domain: string, ask: UserAsk): Partial<RunAnswers> {
  if (ask.kind === 'chooseCertificate') {
    const chosen = { kind: 'acme', names: acmeNames(domain), askedAt: Date.now() } as const;
    return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, undefined, newFacts) } };
  }
  if (ask.kind === 'approveValidation') return { approvals: { validation: ask.approval } };
  if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
  throw new Error(`unexpected question: ${JSON.stringify(ask)}`);
}

function recordOf(board: RunBoard, id: string): RunRecord {
  const view = board.runs.find(({ record }) => record.id === id);
  if (!view) throw new Error('the run is gone');
  return view.record;
}

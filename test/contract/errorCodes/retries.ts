import { AppError, type ErrorKind } from '../../../src/core/errors.js';
import { currentStep } from '../../../src/core/onboarding/run/runRecord.js';
import { createWorld, live, plan, readyCloud } from '../../unit/core/onboarding/world.js';
import type { SandboxCloud } from '../conformance/sandboxCloud.js';
import { name, signal } from './support.js';
import type { TableCode } from './table.js';

/** Who was seen to try again: how often the sandbox got a change and a read that it refused, and whether a step was tried again. */
export interface Retries {
  readonly changes: number;
  readonly reads: number;
  readonly step: boolean;
}

/** The code as it comes, without what the table says beside it. */
const bare = ({ code }: TableCode) => code.split(',')[0] ?? '';
const ofKind = new Map<ErrorKind, Promise<boolean>>();

/** Has the sandbox refuse a change and a read with the code, for as long as they are sent, and counts what it gets. */
export async function observeRetries(opened: SandboxCloud, entry: TableCode): Promise<Retries> {
  const changes = await countSent(opened, entry, 'StopCdnDomain', ({ cdn }) => cdn.stopDomain(name, signal));
  const reads = await countSent(opened, entry, 'DescribeDomainInfo', ({ dns }) =>
    dns.readZone('shop-demo.com', signal),
  );
  const step = ofKind.get(entry.kind) ?? isTriedAgain(entry.kind);
  ofKind.set(entry.kind, step);
  return { changes, reads, step: await step };
}

async function countSent(
  { cloud, sandbox, fail }: SandboxCloud,
  entry: TableCode,
  action: string,
  call: (cloud: SandboxCloud['cloud']) => Promise<unknown>,
): Promise<number> {
  const { calls, faults } = sandbox.state;
  const before = calls.length;
  fail(action, 'error', { code: bare(entry), status: entry.status ?? 400, count: 99 });
  const refused = await call(cloud).then(
    () => false,
    () => true,
  );
  faults.length = 0;
  if (!refused) throw new Error(`${entry.code} was not refused`);
  return calls.slice(before).filter((each) => each.action === action).length;
}

/** Whether a step that failed once with this kind of error is no longer failed a minute later, without a recheck being asked for. */
async function isTriedAgain(kind: ErrorKind): Promise<boolean> {
  const cloud = readyCloud();
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  const steps = () => Object.values(board.runs[0]?.record.steps ?? {});
  const isFailed = () => steps().some((step) => step.state === 'failed');
  const { listRecords } = cloud.dns;
  let failures = 1;
  const once: typeof listRecords = async (...asked) => {
    const run = board.runs[0]?.record;
    if (run && currentStep(run)?.id === 'record' && failures-- > 0) throw new AppError(kind);
    return listRecords(...asked);
  };
  Object.assign(cloud.dns, { listRecords: once });
  await live(world, board, await board.start(plan), 30, isFailed);
  if (!isFailed()) throw new Error(`${kind} did not stop the run`);
  await world.clock.advance(60_000);
  return !isFailed();
}

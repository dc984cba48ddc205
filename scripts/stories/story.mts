import type { Control } from '../../test/support/control.js';
import type { Session } from '../../test/support/session.js';
import type { Workbench } from '../../test/support/workbench.js';
import { agree, type Question } from '../../test/ui/support/actions.js';
import type { Looks } from '../evidence.mjs';
import { type Sight, until } from '../outside.mjs';

/** What a step works with. */
export interface Walk {
  readonly session: Session;
  readonly workbench: Workbench;
  readonly outside: Looks;
  /** Fires when the step's time is over. */
  readonly signal: AbortSignal;
  /** Prints what the user reads at a stop on the way, and keeps a picture of it. */
  stop(text: string): Promise<void>;
  /** What an earlier step saw and a later one compares with. */
  readonly seen: { edge?: Sight<'edge'>; zone?: Sight<'records'>; fingerprint?: string; beganAt?: number };
  /** What the user had to do so far, in the order of it. */
  readonly done: Doing[];
}

/** A field or pick that was answered, an approval that was given, or a click that only opened what follows. */
export interface Doing {
  readonly kind: 'input' | 'approval' | 'click';
  readonly what: string;
}

/** One step: what a user does and sees, then what is read from outside; either rejects when it is not so. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  /** 90 unless given. */
  readonly seconds?: number;
  act?(walk: Walk): Promise<unknown>;
  /** One line of evidence. */
  evidence(walk: Walk): Promise<string>;
}

/** A task of a user from an empty window to its end. */
export interface Story {
  readonly title: string;
  /** What the cloud holds before the window opens, besides what it starts with. */
  prepare?(session: Session): Promise<void>;
  /** How it can be broken on purpose, by the name that `--break` takes. */
  readonly breaks?: Readonly<Record<string, Break>>;
  /** What still has to hold when it was broken, as one line of evidence; rejects when it does not. */
  unharmed?(walk: Walk): Promise<string>;
  /** Ends what was started for it, however far it came. */
  finish?(): Promise<void>;
  readonly steps: readonly WalkStep[];
}

/** A fault of the cloud for good, and the step at which it must be seen. */
export interface Break {
  readonly step: string;
  readonly meaning: string;
  apply(control: Control): Promise<void>;
}

/** Has the cloud refuse an operation; `after` is how many calls of it are let through before. */
export function refuse(action: string, code: string, status: number, after = 0): Break['apply'] {
  return (control) => control.fault({ action, kind: 'error', count: 1_000_000, code, status, after });
}

/** Rejects with a sentence unless something holds. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Rejects unless a text that the user reads names each of these. */
export function expectNamed(text: string, parts: readonly string[]): void {
  for (const part of parts) expect(text.includes(part), `"${text}" does not name ${part}`);
}

/** Agrees to a question whose dialog names each of these, as a stop on the way. */
export async function approve(
  { workbench, stop, done }: Walk,
  question: Question,
  named: readonly string[],
): Promise<void> {
  const [click] = question.row?.split(':') ?? [];
  if (click) done.push({ kind: 'click', what: click });
  await agree(workbench, question, async (asked) => {
    await stop(asked);
    expectNamed(asked, named);
  });
  done.push({ kind: 'approval', what: question.button });
}

/** The last call of an operation, once there is one; rejects unless the cloud accepted it. */
export async function accepted({ outside, signal }: Walk, action: string): Promise<Sight<'calls'>[number]> {
  const call = await until(signal, async () => (await outside.calls(action)).at(-1));
  expect(call.status < 300, `${action} answered ${call.code}`);
  return call;
}

/** A bucket as OSS holds it, with the domains that are bound to it. */
export async function bucketState({ outside }: Pick<Walk, 'outside'>, name: string) {
  const bucket = (await outside.buckets())[name];
  if (!bucket) throw new Error(`there is no bucket ${name}`);
  return { ...bucket, bound: bucket.cnames.map(({ domain }) => domain) };
}

/** The records of a host. */
export async function recordsAt({ outside }: Pick<Walk, 'outside'>, zone: string, rr: string) {
  return (await outside.records(zone)).filter((record) => record.rr === rr);
}

/** Records in a few words, such as `#900 CNAME a.example.net enabled`. */
export function describeRecords(records: Sight<'records'>): string {
  const texts = records.map(
    ({ id, type, value, enabled }) => `#${id} ${type} ${value} ${enabled ? 'enabled' : 'paused'}`,
  );
  return texts.join(', ');
}

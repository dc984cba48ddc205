import type { Control } from '../../test/support/control.js';
import type { Session } from '../../test/support/session.js';
import type { Workbench } from '../../test/support/workbench.js';
import { agree, type Question } from '../../test/ui/support/actions.js';
import type { Looks } from '../evidence.mjs';
import { type Sight, until } from '../outside.mjs';

/** The objects that a step works with. */
export interface Walk {
  readonly session: Session;
  readonly workbench: Workbench;
  readonly outside: Looks;
  /** Aborts when the time limit of the step has passed. */
  readonly signal: AbortSignal;
  /** Prints a text that the user reads within a step, and takes a picture of the window. */
  stop(text: string): Promise<void>;
  /** Values that an earlier step saw and a later step compares. */
  readonly seen: { edge?: Sight<'edge'>; zone?: Sight<'records'>; fingerprint?: string } & Partial<
    Record<'beganAt' | 'startedAt' | 'provenAt', number>
  >;
  /** The actions of the user so far, in order. */
  readonly done: Doing[];
}

/** An action of the user: a field or picker that was answered, an approval, or a click that only opened the next question. */
export interface Doing {
  readonly kind: 'input' | 'approval' | 'click';
  readonly what: string;
}

/** One step: what the user does and sees in the window, then a check from outside. Both reject if something differs. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  /** The time limit, s; 90 by default. */
  readonly seconds?: number;
  act?(walk: Walk): Promise<unknown>;
  /** Checks the result from outside and resolves to one line of evidence. */
  evidence(walk: Walk): Promise<string>;
}

/** A task of a user, from an empty window to its end. */
export interface Story {
  readonly title: string;
  /** Prepares the cloud and the workspace before the window opens, in addition to the initial state. */
  prepare?(session: Session): Promise<void>;
  /** Faults that break the story on purpose, by the name that `--break` takes. */
  readonly breaks?: Readonly<Record<string, Break>>;
  /** Checks what must still hold after the story was broken. Resolves to one line of evidence, or rejects. */
  unharmed?(walk: Walk): Promise<string>;
  /** Ends what the story has started, at whatever step it stopped. */
  finish?(): Promise<void>;
  readonly steps: readonly WalkStep[];
}

/** A permanent fault of the cloud, and the step that must fail because of it. */
export interface Break {
  readonly step: string;
  readonly meaning: string;
  apply(control: Control): Promise<void>;
}

/** Makes the cloud refuse an operation permanently, after the first `after` calls. */
export function refuse(action: string, code: string, status: number, after = 0): Break['apply'] {
  return (control) => control.fault({ action, kind: 'error', count: 1_000_000, code, status, after });
}

/** Throws an error with this message unless the condition holds. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Throws unless the text contains each of the parts. */
export function expectNamed(text: string, parts: readonly string[]): void {
  for (const part of parts) expect(text.includes(part), `"${text}" does not name ${part}`);
}

/** Agrees to a question. Its dialog must contain each of `named`, and its text is printed. */
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

/** Waits for a call of an operation and returns the latest one. Rejects unless the cloud accepted it. */
export async function accepted({ outside, signal }: Walk, action: string): Promise<Sight<'calls'>[number]> {
  const call = await until(signal, async () => (await outside.calls(action)).at(-1));
  expect(call.status < 300, `${action} answered ${call.code}`);
  return call;
}

/** Returns a bucket as OSS holds it, with the domains that are bound to it. */
export async function bucketState({ outside }: Pick<Walk, 'outside'>, name: string) {
  const bucket = (await outside.buckets())[name];
  if (!bucket) throw new Error(`there is no bucket ${name}`);
  return { ...bucket, bound: bucket.cnames.map(({ domain }) => domain) };
}

/** Returns the records of a host. */
export async function recordsAt({ outside }: Pick<Walk, 'outside'>, zone: string, rr: string) {
  return (await outside.records(zone)).filter((record) => record.rr === rr);
}

/** Describes records briefly, such as `#900 CNAME a.example.net enabled`. */
export function describeRecords(records: Sight<'records'>): string {
  const texts = records.map(
    ({ id, type, value, enabled }) => `#${id} ${type} ${value} ${enabled ? 'enabled' : 'paused'}`,
  );
  return texts.join(', ');
}

import { setMaxListeners } from 'node:events';
import type { Credentials } from '../core/account.js';
import { isPushBack } from '../core/concurrency/adaptiveGate.js';
import { AppError } from '../core/errors.js';
import type { CloudCall } from '../core/ports/cloud.js';
import type { ClockPort } from '../core/ports/local.js';
import { translateError } from './errors.js';

/** What every call to the vendor needs besides its parameters. */
export interface Link {
  /** Asked before every attempt, so that rotated keys are used at once. */
  readonly credentials: () => Promise<Credentials>;
  /** Told of every call as it ends. */
  readonly onCall: (call: CloudCall) => void;
  /** Told when the service throttles, is overloaded or does not answer in time, before a repeat too. */
  readonly onPushBack?: () => void;
  readonly clock: ClockPort;
  /** How long one attempt of a control-plane call may take, ms. */
  readonly timeoutMs: number;
}

/** One call: the vendor's action and what it is about. `repeatable` calls may be sent again after a lost answer. */
export interface CallSpec {
  readonly action: string;
  readonly subject: string;
  /** As in `CloudCall`. */
  readonly functionName?: string;
  readonly signal: AbortSignal;
  readonly mutating?: boolean;
  readonly repeatable?: boolean;
  /** What it sends and must not survive in the message of an error, besides the keys of the account. */
  readonly secrets?: readonly string[];
}

/** The part of an SDK's answer that is used; a HEAD or PUT has headers only. */
export interface SdkAnswer<Body> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

const maxAttempts = 3;
const initialPauseMs = 300;
/** The limits of the vendor are for a second each. */
const throttledPauseMs = 1_000;

/** Reads from the cloud. Sent again, a bounded number of times, when throttled or when the answer was lost. */
export function read<Answer extends SdkAnswer<unknown>>(
  link: Link,
  spec: CallSpec,
  send: () => Promise<Answer>,
): Promise<Answer> {
  return run(link, { ...spec, repeatable: true }, send);
}

/** Changes something in the cloud. Sent again only when throttled, unless `repeatable`. */
export function write<Answer extends SdkAnswer<unknown> | undefined>(
  link: Link,
  spec: CallSpec,
  send: () => Promise<Answer>,
): Promise<Answer> {
  return run(link, { ...spec, mutating: true }, send);
}

async function run<Answer>(link: Link, spec: CallSpec, send: () => Promise<Answer>): Promise<Answer> {
  if (spec.signal.aborted) throw new AppError('cancelled');
  // Many calls may listen to one signal; Node warns of more than ten.
  setMaxListeners(0, spec.signal);
  const startedAt = link.clock.now();
  for (let count = 1; ; count++) {
    let answer: Answer;
    try {
      answer = await (spec.mutating ? send() : abortable(send, spec.signal));
    } catch (caught) {
      await recover(link, spec, { startedAt, count, caught });
      continue;
    }
    link.onCall({ ...describe(link, spec, startedAt), ...idsOf(answer) });
    return answer;
  }
}

function describe({ clock }: Link, spec: CallSpec, startedAt: number): CloudCall {
  const { action, subject, functionName, mutating = false } = spec;
  const about = { subject, ...(functionName !== undefined && { functionName }) };
  return { action, ...about, mutating, startedAt, durationMs: clock.now() - startedAt };
}

const noKeys: Credentials = { accessKeyId: '', accessKeySecret: '' };

/** Waits until the call may be sent again. Throws what ended it, and tells of it. */
async function recover(
  link: Link,
  spec: CallSpec,
  { startedAt, count, caught }: { readonly startedAt: number; readonly count: number; readonly caught: unknown },
): Promise<void> {
  const reason = translateError(caught, { ...spec, secrets: [] });
  if (isPushBack(reason)) link.onPushBack?.();
  try {
    if (count >= maxAttempts || !mayRepeat(reason, spec)) throw caught;
    const pause = (reason.kind === 'throttled' ? throttledPauseMs : initialPauseMs) * 2 ** (count - 1);
    await link.clock.sleep(pause / 2 + Math.random() * (pause / 2), spec.signal);
  } catch (last) {
    const { accessKeySecret, securityToken = '' } = await link.credentials().catch(() => noKeys);
    const error = translateError(last, { ...spec, secrets: [accessKeySecret, securityToken, ...(spec.secrets ?? [])] });
    const { requestId, code } = error.details;
    const call = describe(link, spec, startedAt);
    link.onCall({ ...call, failed: code ?? error.kind, kind: error.kind, ...(requestId ? { requestId } : {}) });
    throw error;
  }
}

function mayRepeat({ kind, details }: AppError, spec: CallSpec): boolean {
  if (kind === 'throttled') return true;
  if (!spec.repeatable) return false;
  // A proxy may reach the vendor the next time; what it does not allow is not worth a retry.
  return kind === 'unavailable' || (kind === 'proxyRefused' && (details.httpStatus ?? 0) >= 500);
}

/**
 * The SDKs cannot cancel a request: an aborted read rejects at once and its response is ignored. A change is awaited
 * instead, since the caller has to know whether it was made.
 */
function abortable<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new AppError('cancelled'));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    send()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', cancel));
  });
}

/** What identifies an answer, and the tasks that it began. A call with a form answers with the vendor's own field names. */
function idsOf(answer: unknown): Pick<CloudCall, 'requestId' | 'taskIds'> {
  type Ids = Readonly<Partial<Record<'requestId' | 'RequestId' | 'refreshTaskId' | 'PushTaskId', unknown>>>;
  const { body, headers } = (answer ?? {}) as SdkAnswer<Ids | undefined>;
  const requestId = body?.requestId ?? body?.RequestId ?? headers?.['x-oss-request-id'];
  const taskIds = parseTaskIds(body?.refreshTaskId ?? body?.PushTaskId);
  return {
    ...(typeof requestId === 'string' && requestId && { requestId }),
    ...(taskIds.length > 0 && { taskIds }),
  };
}

/**
 * The ids of the tasks that a call began, which the vendor lists in one text with commas (`RefreshTaskId`, `PushTaskId`); a
 * single one may come as a number. Empty for anything else, since the call took effect whatever stands in their place.
 */
export function parseTaskIds(value: unknown): string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return String(value).split(',').filter(Boolean);
}

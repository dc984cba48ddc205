import { setMaxListeners } from 'node:events';
import type { Credentials } from '../core/account.js';
import { AppError, isConnectionClosed, throwIfAborted } from '../core/errors.js';
import type { Permission } from '../core/permissions.js';
import type { CloudCall, RequestLimit, RequestLimits } from '../core/ports/cloud.js';
import type { ClockPort } from '../core/ports/local.js';
import { translateError } from './errors.js';
import { hadNoTunnel } from './http/transportErrors.js';

/** The dependencies of every call to the vendor. */
export interface Link {
  /** Called before every attempt, so that rotated keys are used at once. */
  readonly credentials: () => Promise<Credentials>;
  /** Called when a call has ended, after all of its attempts. */
  readonly onCall: (call: CloudCall) => void;
  readonly limits: RequestLimits;
  readonly clock: ClockPort;
  /** Time limit of one attempt of a control-plane call, ms. */
  readonly timeoutMs: number;
}

/** One call: the vendor's action and the subject of the call. A `repeatable` call may be sent again after its answer was lost. */
export interface CallSpec {
  readonly action: string;
  /** The permission that the call needs, if it is not that of the action. */
  readonly permission?: Permission;
  readonly subject: string;
  /** As in `CloudCall`. */
  readonly functionName?: string;
  readonly signal: AbortSignal;
  readonly mutating?: boolean;
  readonly repeatable?: boolean;
  /** The limit of the endpoint, in which each attempt has a slot. */
  readonly limit?: RequestLimit;
  /** Secrets of the request that error messages must not contain, in addition to the keys of the account. */
  readonly secrets?: readonly string[];
}

/**
 * Looks at what a request changes before it is sent again, since its answer may be lost and another author may have written during the pause. `sentAgo` returns
 * the ms since the first attempt. Resolves to the answer if the request was executed, and to `stop` if that cannot be told or another attempt could undo what
 * another author did; then the call fails.
 */
export type LookAgain<Answer> = (sentAgo: () => number) => Promise<Answer | 'again' | 'stop'>;

/** The part of an SDK's answer that is used. The answer to a HEAD or PUT has only headers. */
export interface SdkAnswer<Body> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

/** The most attempts, not counting the one that follows a closed connection at once. One for which a proxy has no tunnel left counts as a quarter. */
const maxAttempts = 3;
const initialPauseMs = 300;
/**
 * The pause before the first retry of a throttled call, ms. The vendor's limits are per second. Where the endpoint has a limit, that is already lower, so that
 * the pause only has to outlast the requests that are still running.
 */
const throttledPauseMs = { withLimit: 100, withoutLimit: 1_000 };

/** Makes a call that only reads. Retries it a limited number of times if it was throttled or its answer was lost: after a closed connection at once. */
export function read<Answer extends SdkAnswer<unknown>>(
  link: Link,
  spec: CallSpec,
  send: () => Promise<Answer>,
): Promise<Answer> {
  return run(link, { ...spec, repeatable: true }, send);
}

/**
 * Makes a call that changes something. Retries it only if it was throttled, or, for a `repeatable` call, if its answer was lost. In both cases `look`, if there
 * is one, has to allow it.
 */
export function write<Answer extends SdkAnswer<unknown> | undefined>(
  link: Link,
  spec: CallSpec,
  send: () => Promise<Answer>,
  look?: LookAgain<Answer>,
): Promise<Answer> {
  return run(link, { ...spec, mutating: true }, send, look);
}

async function run<Answer>(
  link: Link,
  spec: CallSpec,
  send: () => Promise<Answer>,
  look?: LookAgain<Answer>,
): Promise<Answer> {
  throwIfAborted(spec.signal);
  // Many calls may listen to one signal; Node warns above ten.
  setMaxListeners(0, spec.signal);
  const startedAt = link.clock.now();
  const attempts: Attempts<Answer> = { startedAt, count: 0, wasClosed: false, look };
  for (;;) {
    let answer: Answer;
    try {
      answer = await (spec.mutating ? send() : abortable(send, spec.signal));
    } catch (caught) {
      const found = await recover(link, spec, attempts, caught);
      if (found === 'again') continue;
      answer = found;
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

/** The attempts of one call so far. */
interface Attempts<Answer> {
  readonly startedAt: number;
  readonly look: LookAgain<Answer> | undefined;
  count: number;
  /** Whether the call was already sent again at once, after its connection was closed. */
  wasClosed: boolean;
}

/** Waits until the failed call may be sent again, or resolves to its answer. If it may not be sent again, reports the failure and throws it. */
async function recover<Answer>(
  link: Link,
  spec: CallSpec,
  attempts: Attempts<Answer>,
  caught: unknown,
): Promise<Answer | 'again'> {
  const reason = translateError(caught, { ...spec, secrets: [] });
  // A proxy with other tunnels to the endpoint has as many as it allows.
  const isTunnelLimit = hadNoTunnel(caught) && spec.limit?.answersSeveral === true;
  if (isTunnelLimit) spec.limit?.pushBack();
  else spec.limit?.note(reason);
  try {
    if (!isTunnelLimit && !mayRepeat(reason, spec)) throw caught;
    const isAtOnce = isConnectionClosed(reason) && !attempts.wasClosed;
    if (isAtOnce) attempts.wasClosed = true;
    else attempts.count += isTunnelLimit ? 1 / 4 : 1;
    if (attempts.count >= maxAttempts) throw caught;
    const sleep = isAtOnce ? async () => throwIfAborted(spec.signal) : () => sleepAfter(link, spec, reason, attempts);
    await (spec.limit?.pause(spec.subject, sleep) ?? sleep());
    // A request without a tunnel was not sent, and waits only for its turn.
    const found = !isTunnelLimit && attempts.look ? await look(link, attempts.look, attempts) : 'again';
    if (found === 'stop') throw caught;
    return found;
  } catch (last) {
    const { accessKeySecret, securityToken = '' } = await link.credentials().catch(() => noKeys);
    const error = translateError(last, { ...spec, secrets: [accessKeySecret, securityToken, ...(spec.secrets ?? [])] });
    const { requestId, code } = error.details;
    const call = describe(link, spec, attempts.startedAt);
    link.onCall({ ...call, failed: code ?? error.kind, kind: error.kind, ...(requestId ? { requestId } : {}) });
    throw error;
  }
}

/** A look that fails tells nothing. */
function look<Answer>({ clock }: Link, by: LookAgain<Answer>, { startedAt }: Attempts<Answer>) {
  return by(() => clock.now() - startedAt).catch(() => 'stop' as const);
}

function sleepAfter({ clock }: Link, spec: CallSpec, { kind }: AppError, { count }: Attempts<unknown>): Promise<void> {
  const { limit, signal } = spec;
  const throttledMs = throttledPauseMs[limit ? 'withLimit' : 'withoutLimit'];
  const pause = (kind === 'throttled' ? throttledMs : initialPauseMs) * 2 ** Math.max(0, count - 1);
  return clock.sleep(pause / 2 + Math.random() * (pause / 2), signal);
}

function mayRepeat({ kind, details }: AppError, spec: CallSpec): boolean {
  if (kind === 'throttled') return true;
  if (!spec.repeatable) return false;
  // A proxy may reach the vendor on the next attempt. A refusal by its rules is not retried.
  return kind === 'unavailable' || (kind === 'proxyRefused' && (details.httpStatus ?? 0) >= 500);
}

/**
 * Rejects with `cancelled` as soon as the signal aborts, and ignores the response, because the SDKs cannot cancel a request. It is for reads only: a change
 * is awaited, since the caller has to know whether it was made.
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

/** Returns the RequestId of an answer and the ids of the tasks that the call started. The answer to a call with a form has the vendor's own field names. */
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
 * Parses the ids of the started tasks, which the vendor separates by commas (`RefreshTaskId`, `PushTaskId`). A single id may be a number. Any other value
 * yields an empty list, since the call itself succeeded.
 */
export function parseTaskIds(value: unknown): string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return String(value).split(',').filter(Boolean);
}

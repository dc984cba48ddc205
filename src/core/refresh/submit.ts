import type { RefreshKind } from '../cdn/callLimits.js';
import { splitCalls } from '../cdn/callLimits.js';
import { callWithBisection, isItemError, isOfDomain, maxSplits } from '../cdn/callWithBisection.js';
import { readQuota } from '../cdn/quota.js';
import type { AppError } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** URLs that were not submitted to CDN, and why. */
export interface Refusal {
  readonly urls: readonly string[];
  readonly error: AppError;
}

/**
 * The result of a submission, with each URL once: the tasks of submitted ones, those beyond the day's quota, and refused
 * ones by reason.
 */
export interface Submission {
  readonly taskIds: readonly string[];
  readonly sent: readonly string[];
  readonly waiting: readonly string[];
  readonly refused: readonly Refusal[];
}

type Cdn = Pick<CdnPort, 'readRefreshQuota' | 'refresh' | 'prefetch'>;

/** The result so far; `stop` is a failure that is not of a single domain or URL, after which nothing more is sent. */
interface Outcome {
  readonly taskIds: string[];
  readonly sent: Set<string>;
  readonly refused: Map<string, AppError>;
  stop?: AppError;
}

/**
 * Refreshes or prefetches as many URLs as the day's quota allows, in order. A refusal does not stop the others. Throws
 * only before anything was sent.
 */
export async function submit(
  cdn: Cdn,
  kind: RefreshKind,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<Submission> {
  const { [kind]: left = urls.length } = await readQuota(cdn, signal);
  const outcome: Outcome = { taskIds: [], sent: new Set(), refused: new Map() };
  const budget = { splits: maxSplits };
  let at = 0;
  // Refused URLs cost nothing, so others take their place.
  while (at < urls.length && outcome.sent.size < left && !outcome.stop) {
    const some = urls.slice(at, at + left - outcome.sent.size);
    at += some.length;
    const call = toCall(outcome, (asked) => send(cdn, kind, asked, signal));
    const items = some.map((url) => ({ url }));
    for (const part of splitCalls(kind, items)) await callWithBisection(part, call, budget);
  }
  return toSubmission(urls, outcome);
}

function toCall(outcome: Outcome, ask: (urls: readonly string[]) => Promise<{ readonly taskIds: readonly string[] }>) {
  type Items = readonly { readonly url: string }[];
  return {
    send: async (urls: readonly string[]) => {
      if (outcome.stop) throw outcome.stop;
      return ask(urls);
    },
    onAccepted: (_items: Items, urls: readonly string[], { taskIds }: { readonly taskIds: readonly string[] }) => {
      outcome.taskIds.push(...taskIds);
      for (const url of urls) outcome.sent.add(url);
    },
    onRefused: (items: Items, error: AppError) => {
      // Includes a busy domain, since nothing is retried automatically.
      if (!isItemError(error) && !isOfDomain(error)) outcome.stop = error;
      for (const { url } of items) outcome.refused.set(url, error);
    },
  };
}

/** Unsent URLs have the same reason as the failure that stopped the submission, or wait for the quota. */
function toSubmission(urls: readonly string[], { taskIds, sent, refused, stop }: Outcome): Submission {
  const waiting: string[] = [];
  const reasons = new Map<string, { readonly urls: string[]; readonly error: AppError }>();
  for (const url of urls) {
    if (sent.has(url)) continue;
    const error = refused.get(url) ?? stop;
    if (!error || isQuota(error)) {
      waiting.push(url);
      continue;
    }
    const id = `${error.kind} ${error.details.code ?? ''}`;
    const reason = reasons.get(id) ?? { urls: [], error };
    reasons.set(id, reason);
    reason.urls.push(url);
  }
  return {
    taskIds: [...new Set(taskIds)],
    sent: urls.filter((url) => sent.has(url)),
    waiting,
    refused: [...reasons.values()],
  };
}

function isQuota({ kind }: AppError): boolean {
  return kind === 'quotaExceeded' || kind === 'prefetchQuotaExceeded';
}

const objectTypes = { urls: 'File', directories: 'Directory', patterns: 'Regex' } as const satisfies Record<
  Exclude<RefreshKind, 'prefetches'>,
  string
>;

function send(cdn: Cdn, kind: RefreshKind, urls: readonly string[], signal: AbortSignal) {
  if (kind === 'prefetches') return cdn.prefetch(urls, signal);
  return cdn.refresh(urls, objectTypes[kind], signal);
}

import { findReach } from '../concurrency/batch.js';
import { type AppError, deniedKinds, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';
import { hostOf, type RefreshKind, splitCalls } from './callLimits.js';
import type { Quota } from './quota.js';

/**
 * The result of submitting a URL. `taken`: CDN accepted it and works on it in these tasks. `refused`: CDN did not accept it. `quota`: it was not submitted,
 * since the day's quota is used up.
 */
export type UrlResult =
  | { readonly kind: 'taken'; readonly taskIds: readonly string[] }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'quota' };

/** The dependencies of a submission. The quota must have been read before. */
interface SubmitTools {
  readonly cdn: Pick<CdnPort, 'refresh' | 'prefetch'>;
  readonly quota: Quota;
  readonly signal: AbortSignal;
}

/**
 * Submits as many of these URLs as the quota allows, in their order and in as few calls as possible, for CDN to drop or to fetch them. If one URL or domain
 * is refused, the others are still submitted; after any other failure, all URLs that follow share it. The results are in the order of the URLs.
 */
export async function submitUrls(
  kind: RefreshKind,
  urls: readonly string[],
  tools: SubmitTools,
): Promise<ReadonlyMap<string, UrlResult>> {
  const submission = new Submission(kind, urls, tools);
  await submission.run();
  return submission.results;
}

/** The maximum number of times that calls are split, so that a refusal of every URL does not cause thousands of calls. */
const maxSplits = 50;

class Submission {
  readonly results: Map<string, UrlResult>;
  private splits = maxSplits;
  /** The last failure that concerns no single URL or domain. URLs that are no longer submitted because of it share it. */
  private failure: AppError | undefined;

  constructor(
    private readonly kind: RefreshKind,
    urls: readonly string[],
    private readonly tools: SubmitTools,
  ) {
    this.results = new Map(urls.map((url) => [url, { kind: 'quota' }]));
  }

  async run(): Promise<void> {
    const waiting = [...this.results.keys()];
    // Refused URLs cost nothing, so others take their place.
    while (waiting.length > 0 && this.left > 0 && !this.failure)
      for (const call of splitCalls(this.kind, waiting.splice(0, this.left))) await this.submit(call);
    if (this.failure) this.note(waiting, { kind: 'refused', error: this.failure });
  }

  private get left(): number {
    return this.tools.quota.left(this.kind);
  }

  /** Submits URLs in one call. If CDN refuses it because of one URL or domain, that is found by splitting the call, and the others are submitted without it. */
  private async submit(urls: readonly string[]): Promise<void> {
    const { kind, tools } = this;
    // CDN knew better what is left.
    if (this.left < urls.length) return;
    try {
      if (this.failure && findReach(this.failure) === 'all') throw this.failure;
      const { taskIds } = await send(urls, kind, tools);
      tools.quota.spend(kind, urls.length);
      this.note(urls, { kind: 'taken', taskIds });
    } catch (caught) {
      const error = toAppError(caught);
      if (isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded')) return tools.quota.exhaust(kind);
      const parts = this.splits > 0 ? split(urls, error) : [];
      if (parts.length < 2) return this.refuse(urls, error);
      this.splits--;
      for (const part of parts) await this.submit(part);
    }
  }

  private refuse(urls: readonly string[], error: AppError): void {
    if (!isItemError(error) && !isOfDomain(error)) this.failure = error;
    this.note(urls, { kind: 'refused', error });
  }

  private note(urls: readonly string[], result: UrlResult): void {
    for (const url of urls) this.results.set(url, result);
  }
}

const objectTypes = { urls: 'File', directories: 'Directory', patterns: 'Regex' } as const satisfies Record<
  Exclude<RefreshKind, 'prefetches'>,
  string
>;

function send(urls: readonly string[], kind: RefreshKind, { cdn, signal }: SubmitTools) {
  if (kind === 'prefetches') return cdn.prefetch(urls, signal);
  return cdn.refresh(urls, objectTypes[kind], signal);
}

/** The kinds of errors with which CDN permanently refuses one domain. Permissions and limits of the account may apply to single domains. */
const ofDomain: readonly ErrorKind[] = [
  'domainOffline',
  'domainNotFound',
  'domainBarred',
  'domainConfigFailed',
  ...deniedKinds,
];
/** The kinds of errors with which CDN temporarily refuses one domain. */
const passing: readonly ErrorKind[] = ['domainBusy'];
const ofUrl: readonly ErrorKind[] = ['invalidInput'];
/** The kinds of errors with which the size of a call is refused. Half of it may be accepted, and a short call needs no body. */
const ofSize: readonly ErrorKind[] = ['tooMuchAtOnce', 'bodyNotRead'];

/** Returns whether a refusal is permanent and concerns one URL or domain, so that the others may be accepted. */
export function isItemError(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...ofUrl);
}

/** Returns whether CDN refuses all URLs of a domain, temporarily or permanently. */
export function isOfDomain(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...passing);
}

/** Splits a refused call: by domain if one domain was refused, since there are few, otherwise into halves. CDN does not name the refused domain or URL. */
function split(urls: readonly string[], error: AppError): readonly (readonly string[])[] {
  if (isOfDomain(error)) {
    const hosts = [...new Set(urls.map(hostOf))];
    return hosts.map((host) => urls.filter((url) => hostOf(url) === host));
  }
  if (!isErrorOf(error, ...ofUrl, ...ofSize) || urls.length < 2) return [];
  const half = Math.ceil(urls.length / 2);
  return [urls.slice(0, half), urls.slice(half)];
}

/** URLs that were not submitted to CDN, and why. */
export interface Refusal {
  readonly urls: readonly string[];
  readonly error: AppError;
}

/**
 * URLs grouped by what happened to them: `sent` with the ids of their tasks, `waiting` for which the day's quota was too small, and the refused ones by
 * reason.
 */
export interface ResultGroups {
  readonly taskIds: readonly string[];
  readonly sent: readonly string[];
  readonly waiting: readonly string[];
  readonly refused: readonly Refusal[];
}

/** Groups URLs by what happened to them. Within a group they keep their order. */
export function groupResults(results: ReadonlyMap<string, UrlResult>): ResultGroups {
  const taskIds = new Set<string>();
  const sent: string[] = [];
  const waiting: string[] = [];
  const reasons = new Map<string, { readonly urls: string[]; readonly error: AppError }>();
  for (const [url, result] of results) {
    if (result.kind === 'taken') {
      sent.push(url);
      for (const id of result.taskIds) taskIds.add(id);
    } else if (result.kind === 'quota') waiting.push(url);
    else {
      const { error } = result;
      const name = `${error.kind} ${error.details.code ?? ''}`;
      const reason = reasons.get(name) ?? { urls: [], error };
      reasons.set(name, reason);
      reason.urls.push(url);
    }
  }
  return { taskIds: [...taskIds], sent, waiting, refused: [...reasons.values()] };
}

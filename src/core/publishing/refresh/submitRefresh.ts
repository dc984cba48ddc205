import { splitCalls } from '../../cdn/callLimits.js';
import { callWithBisection, isItemError } from '../../cdn/callWithBisection.js';
import type { Quota } from '../../cdn/quota.js';
import { forEachLimited } from '../../concurrency/limit.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { Publication } from '../publication.js';
import type { Entry, Taken } from '../queueEntry.js';
import type { DomainCache, FoundDomains } from './domainCache.js';
import { listDirectories, listTargets, type RefreshTarget } from './refreshTargets.js';

/** The dependencies of a submission. */
export interface SubmitContext {
  readonly cloud: CloudPorts;
  readonly domains: DomainCache;
  readonly quota: Quota;
  now(): number;
  readonly signal: AbortSignal;
}

/** Why an entry has to be submitted again, and what CDN accepted anyway. */
export type Refused =
  | { readonly kind: 'quota' }
  | { readonly kind: 'error'; readonly error: AppError; readonly taken?: Taken };

/** The result for an entry: its tasks (with the `urlError` of a domain without one), or why it has to be submitted again. */
export type SubmitResult =
  | { readonly kind: 'accepted'; readonly taskIds: readonly string[]; readonly urlError?: AppError }
  /** No domain has served the object yet, so there is nothing to refresh. */
  | { readonly kind: 'unserved' }
  | Refused;

type Accepted = Extract<SubmitResult, { kind: 'accepted' }>;
type Results = Map<string, SubmitResult>;

/** A submission; `below` has the URLs that a directory covers, by entry. */
interface Submission {
  readonly taken: TakenUrls;
  readonly files: RefreshTarget[];
  readonly directories: RefreshTarget[];
  readonly below: Map<string, { readonly targets: readonly RefreshTarget[]; readonly accepted: Accepted }>;
}

/** Simultaneous calls; the vendor allows 50 a second. */
const concurrentCalls = 4;

/** Submits the URLs of all entries in as few calls as possible, within the day's quota. */
export async function submitRefresh(
  entries: readonly Entry[],
  context: SubmitContext,
): Promise<ReadonlyMap<string, SubmitResult>> {
  const results: Results = new Map();
  await context.quota.read(context.cloud.cdn, context.now(), context.signal);
  const submission: Submission = { taken: new TakenUrls(entries), files: [], directories: [], below: new Map() };
  for (const entry of entries) {
    const { publication } = entry;
    try {
      const found = await context.domains.find(context.cloud.cdn, publication, context.signal);
      results.set(publication.id, addTargets(entry, found, submission, context.quota));
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  const submitAll = (type: 'File' | 'Directory', targets: readonly RefreshTarget[]) =>
    forEachLimited(splitCalls(type === 'File' ? 'urls' : 'directories', targets), concurrentCalls, (call) =>
      submitCall(call, type, context, { results, taken: submission.taken }),
    );
  await submitAll('Directory', submission.directories);
  for (const [id, { targets, accepted }] of submission.below) {
    if (results.get(id)?.kind !== 'quota' || !fitsQuota(context.quota, 'urls', submission.files, targets)) continue;
    submission.files.push(...targets);
    results.set(id, accepted);
  }
  await submitAll('File', submission.files);
  for (const [id, result] of results) results.set(id, toFinal(result, submission.taken.of(id)));
  return results;
}

function toFinal(result: SubmitResult, taken: Taken | undefined): SubmitResult {
  if (result.kind === 'error' && taken) return { ...result, taken };
  const isRefused = result.kind === 'accepted' && result.urlError && result.taskIds.length === 0;
  return isRefused ? { kind: 'error', error: result.urlError } : result;
}

/** Adds an entry's directory, or each of its URLs, to the submission if the quota suffices. */
function addTargets({ publication, taken }: Entry, found: FoundDomains, into: Submission, quota: Quota): SubmitResult {
  if (found.domains.length === 0) return { kind: 'unserved' };
  const { own, below, above, urlError } = splitTargets(publication, found, into.taken);
  const accepted: Accepted = { kind: 'accepted', taskIds: taken?.taskIds ?? [], ...(urlError && { urlError }) };
  const { files, directories } = into;
  if (fitsQuota(quota, 'directories', directories, above) && fitsQuota(quota, 'urls', files, own)) {
    files.push(...own);
    directories.push(...above);
    // CDN may already have no directories left.
    if (below.length > 0) into.below.set(publication.id, { targets: below, accepted });
    return accepted;
  }
  const each = [...own, ...below];
  if (each.length === 0 || !fitsQuota(quota, 'urls', files, each)) return { kind: 'quota' };
  files.push(...each);
  return accepted;
}

/** With a directory, only URLs outside of it (variants) are refreshed separately. Omits URLs that CDN would refuse. */
function splitTargets(publication: Publication, { domains, error }: FoundDomains, taken: TakenUrls) {
  const { via } = publication;
  const targets = taken.without(listTargets(publication, domains));
  const isBelow = ({ path }: RefreshTarget) => via !== undefined && path.startsWith(via);
  const own = targets.filter((target) => !isBelow(target));
  const above = taken.without(listDirectories(publication, domains));
  const urlError = error ?? findTooLong([...own, ...above]);
  return {
    own: own.filter(isAcceptable),
    below: targets.filter((target) => isBelow(target) && isAcceptable(target)),
    above: above.filter(isAcceptable),
    ...(urlError && { urlError }),
  };
}

function fitsQuota(
  quota: Quota,
  kind: 'urls' | 'directories',
  taken: readonly RefreshTarget[],
  more: readonly RefreshTarget[],
): boolean {
  const left = quota.left(kind);
  if (taken.length + more.length <= left) return true;
  // Several files may share a URL, which counts once.
  return new Set([...taken, ...more].map(({ url }) => url)).size <= left;
}

async function submitCall(
  targets: readonly RefreshTarget[],
  type: 'File' | 'Directory',
  { cloud, domains, quota, signal }: SubmitContext,
  { results, taken: known }: { readonly results: Results; readonly taken: TakenUrls },
): Promise<void> {
  const kind = type === 'File' ? 'urls' : 'directories';
  await callWithBisection(targets, {
    send: (urls) => cloud.cdn.refresh(urls, type, signal),
    onAccepted: (taken, urls, { taskIds }) => {
      quota.spend(kind, urls.length);
      known.add(taken, taskIds);
      amend(taken, results, (before) => ({ ...before, taskIds: [...before.taskIds, ...taskIds] }));
    },
    onRefused: (refused, error) => {
      if (isErrorOf(error, 'domainOffline', 'domainNotFound'))
        for (const { domain } of refused) domains.forget(domain.name);
      // Other URLs of the file are still refreshed.
      if (isItemError(error))
        return amend(refused, results, (before) => ({ ...before, urlError: before.urlError ?? error }));
      if (isErrorOf(error, 'quotaExceeded')) quota.exhaust(kind);
      const result: SubmitResult = isErrorOf(error, 'quotaExceeded') ? { kind: 'quota' } : { kind: 'error', error };
      for (const { id } of refused) results.set(id, result);
    },
  });
}

/** Changes the results of these targets' entries unless they have failed. */
function amend(targets: readonly RefreshTarget[], results: Results, change: (before: Accepted) => Accepted): void {
  for (const id of new Set(targets.map((target) => target.id))) {
    const before = results.get(id);
    if (before?.kind === 'accepted') results.set(id, change(before));
  }
}

/** The URLs that CDN has accepted, by entry, now and in earlier attempts, so that no quota is spent on them again. */
export class TakenUrls {
  private readonly byId = new Map<string, { readonly urls: Set<string>; readonly taskIds: Set<string> }>();

  constructor(entries: readonly Entry[]) {
    for (const { publication, taken } of entries) {
      if (taken) this.byId.set(publication.id, { urls: new Set(taken.urls), taskIds: new Set(taken.taskIds) });
    }
  }

  /** The targets that CDN has not accepted yet. */
  without(targets: readonly RefreshTarget[]): readonly RefreshTarget[] {
    return targets.filter(({ id, url }) => !this.byId.get(id)?.urls.has(url));
  }

  add(targets: readonly RefreshTarget[], taskIds: readonly string[]): void {
    for (const { id, url } of targets) {
      const taken = this.byId.get(id) ?? { urls: new Set(), taskIds: new Set() };
      this.byId.set(id, taken);
      taken.urls.add(url);
      for (const taskId of taskIds) taken.taskIds.add(taskId);
    }
  }

  /** The accepted URLs of an entry, to be stored until the next attempt; `undefined` without any. */
  of(id: string): Taken | undefined {
    const taken = this.byId.get(id);
    return taken && { urls: [...taken.urls], taskIds: [...taken.taskIds] };
  }
}

/** The result of a prefetch. */
type PrefetchResult = { readonly kind: 'accepted' } | Refused;

/** Prefetches fresh files within the day's quota. Directories cannot be prefetched. */
export async function submitPrefetch(
  entries: readonly Entry[],
  { cloud, domains, quota, now, signal }: SubmitContext,
): Promise<ReadonlyMap<string, PrefetchResult>> {
  const results = new Map<string, PrefetchResult>();
  const known = new TakenUrls(entries);
  await quota.read(cloud.cdn, now(), signal);
  const targets: RefreshTarget[] = [];
  for (const { publication } of entries) {
    try {
      const found = await domains.find(cloud.cdn, publication, signal);
      const wanted = listTargets(publication, found.domains).filter(({ plain }) => plain || publication.request);
      const takable = known.without(wanted.filter(isAcceptable));
      const fits = targets.length + takable.length <= quota.left('prefetches');
      const error = findTooLong(wanted);
      results.set(publication.id, error ? { kind: 'error', error } : { kind: fits ? 'accepted' : 'quota' });
      if (fits) for (const target of takable) targets.push(target);
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  for (const call of splitCalls('prefetches', targets)) {
    await callWithBisection(call, {
      send: (urls) => cloud.cdn.prefetch(urls, signal),
      onAccepted: (taken, urls) => {
        quota.spend('prefetches', urls.length);
        known.add(taken, []);
      },
      onRefused: (refused, error) => {
        const isQuota = isErrorOf(error, 'quotaExceeded', 'prefetchQuotaExceeded');
        if (isQuota) quota.exhaust('prefetches');
        for (const { id, domain } of refused) {
          if (isErrorOf(error, 'domainOffline', 'domainNotFound')) domains.forget(domain.name);
          results.set(id, isQuota ? { kind: 'quota' } : { kind: 'error', error });
        }
      },
    });
  }
  for (const [id, result] of results) {
    const taken = known.of(id);
    if (result.kind === 'error' && taken) results.set(id, { ...result, taken });
  }
  return results;
}

/** The longest path. Source: RefreshObjectCaches, ObjectPath. */
const maxPathLength = 1_024;

/** Returns whether CDN accepts the URL. One that is too long makes it refuse the whole call. */
function isAcceptable({ path }: RefreshTarget): boolean {
  return path.length <= maxPathLength;
}

/** The error of the first unacceptable URL. */
function findTooLong(targets: readonly RefreshTarget[]): AppError | undefined {
  const found = targets.find((target) => !isAcceptable(target));
  return found && new AppError('invalidInput', { code: 'PathTooLong', subject: found.url });
}

import type { QueuedKind } from '../../cdn/callLimits.js';
import type { Quota } from '../../cdn/quota.js';
import { isItemError, submitUrls, type UrlResult } from '../../cdn/submitUrls.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { EntryAt, Taken } from '../queueEntry.js';
import type { DomainCache, FoundDomains } from './domainCache.js';
import { listDirectories, listTargets, type RefreshTarget } from './refreshTargets.js';

type Entry = EntryAt<'refresh' | 'prefetch'>;

/** The dependencies of a submission. */
interface SubmitContext {
  readonly cloud: CloudPorts;
  readonly domains: DomainCache;
  readonly quota: Quota;
  now(): number;
  readonly signal: AbortSignal;
}

/** Why an entry has to be submitted again: the quota is used up, or an error occurred. `taken` has the URLs that CDN accepted all the same. */
export type Refused = { readonly taken?: Taken } & (
  | { readonly kind: 'quota' }
  | { readonly kind: 'error'; readonly error: AppError }
);

/** The result of submitting an entry: the tasks that CDN created, or why the entry has to be submitted again. `urlError` tells why some URLs have no task. */
export type SubmitResult =
  | { readonly kind: 'accepted'; readonly taskIds: readonly string[]; readonly urlError?: AppError }
  /** No domain has served the object yet, so there is nothing to refresh. */
  | { readonly kind: 'unserved' }
  | Refused;

type Results = Map<string, SubmitResult>;

/** Submits the URLs of all entries to be refreshed, in as few calls as possible and within the day's quota. Returns a result for each entry, by id. */
export async function submitRefresh(
  entries: readonly Entry[],
  context: SubmitContext,
): Promise<ReadonlyMap<string, SubmitResult>> {
  const results: Results = new Map();
  const { quota } = context;
  const [files, directories] = [new Submission('urls', quota), new Submission('directories', quota)];
  const wanted = await collect(entries, context, results, (entry, found) => toShare(entry, found, files, directories));
  await directories.run(context);
  const shares = wanted.map((share) => withoutDirectories(share, files, directories));
  await files.run(context);
  for (const share of shares) {
    const asked = [...files.resultsOf(share.files), ...directories.resultsOf(share.directories)];
    results.set(share.entry.publication.id, toResult(share, asked, context.domains));
  }
  return results;
}

/** Submits the files of all entries to be prefetched, within the day's quota. CDN cannot prefetch directories. Returns a result for each entry, by id. */
export async function submitPrefetch(
  entries: readonly Entry[],
  context: SubmitContext,
): Promise<ReadonlyMap<string, SubmitResult>> {
  const results: Results = new Map();
  const fetches = new Submission('prefetches', context.quota);
  const shares = await collect(entries, context, results, (entry, found) => toFetched(entry, found, fetches));
  await fetches.run(context);
  for (const share of shares) {
    const result = toResult(share, fetches.resultsOf(share.files), context.domains);
    results.set(share.entry.publication.id, result);
  }
  return results;
}

/** The part of a submission that belongs to one entry. */
interface Share {
  readonly entry: Entry;
  readonly files: readonly RefreshTarget[];
  readonly directories: readonly RefreshTarget[];
  /** The URLs that the directories cover, to be submitted if a directory is refused. */
  readonly below: readonly RefreshTarget[];
  /** Why some URLs of the entry are not submitted. */
  readonly urlError: AppError | undefined;
}

/** URLs of one kind that are submitted together, up to the day's quota. A URL that several entries share counts once. */
class Submission {
  private readonly urls = new Set<string>();
  private results: ReadonlyMap<string, UrlResult> = new Map();

  constructor(
    private readonly kind: QueuedKind,
    private readonly quota: Quota,
  ) {}

  fits(targets: readonly RefreshTarget[]): boolean {
    const more = targets.map(({ url }) => url).filter((url) => !this.urls.has(url));
    return this.urls.size + new Set(more).size <= this.quota.left(this.kind);
  }

  add(targets: readonly RefreshTarget[]): void {
    for (const { url } of targets) this.urls.add(url);
  }

  async run({ cloud, quota, signal }: SubmitContext): Promise<void> {
    this.results = await submitUrls(this.kind, [...this.urls], { cdn: cloud.cdn, quota, signal });
  }

  resultsOf(targets: readonly RefreshTarget[]): readonly Asked[] {
    return targets.map((target) => ({ target, result: this.results.get(target.url) ?? { kind: 'quota' } }));
  }
}

/** A submitted URL of an entry and its result. */
interface Asked {
  readonly target: RefreshTarget;
  readonly result: UrlResult;
}

/** Reads the quota and the domains; answers what is asked for of those entries that have no result yet. */
async function collect(
  entries: readonly Entry[],
  { cloud, domains, quota, now, signal }: SubmitContext,
  results: Results,
  toWanted: (entry: Entry, found: FoundDomains) => Share | SubmitResult,
): Promise<readonly Share[]> {
  await quota.read(cloud.cdn, now(), signal);
  const shares: Share[] = [];
  for (const entry of entries) {
    const { publication } = entry;
    try {
      const wanted = toWanted(entry, await domains.find(cloud.cdn, publication, signal));
      if ('kind' in wanted) results.set(publication.id, wanted);
      else shares.push(wanted);
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  return shares;
}

/** Returns what to submit for an entry within the quota: its directory and the URLs that the directory does not cover, or else each of its URLs. */
function toShare(
  entry: Entry,
  { domains, error }: FoundDomains,
  files: Submission,
  directories: Submission,
): Share | SubmitResult {
  if (domains.length === 0) return { kind: 'unserved' };
  const { publication } = entry;
  const { via } = publication;
  const isBelow = ({ path }: RefreshTarget) => via !== undefined && path.startsWith(via);
  const targets = withoutTaken(listTargets(publication, domains), entry);
  const others = targets.filter((target) => !isBelow(target));
  const own = others.filter(isAcceptable);
  const below = targets.filter((target) => isBelow(target) && isAcceptable(target));
  const above = withoutTaken(listDirectories(publication, domains), entry);
  const urlError = error ?? findTooLong([...others, ...above]);
  const covering = above.filter(isAcceptable);
  if (directories.fits(covering) && files.fits(own)) {
    files.add(own);
    directories.add(covering);
    return { entry, files: own, directories: covering, below, urlError };
  }
  const each = [...own, ...below];
  if (each.length === 0 || !files.fits(each)) return { kind: 'quota' };
  files.add(each);
  return { entry, files: each, directories: [], below: [], urlError };
}

/** CDN may have known better that no directory is left: then the URLs below it are asked for, as far as the quota reaches. */
function withoutDirectories(share: Share, files: Submission, directories: Submission): Share {
  const { below } = share;
  const refused = directories.resultsOf(share.directories).filter(({ result }) => result.kind === 'quota');
  if (refused.length === 0 || below.length === 0 || !files.fits(below)) return share;
  files.add(below);
  const left = share.directories.filter((directory) => !refused.some(({ target }) => target === directory));
  return { ...share, files: [...share.files, ...below], directories: left };
}

function toFetched(entry: Entry, { domains }: FoundDomains, fetches: Submission): Share | SubmitResult {
  const { publication } = entry;
  const targets = listTargets(publication, domains).filter(({ plain }) => plain || publication.request);
  const files = withoutTaken(targets.filter(isAcceptable), entry);
  if (!fetches.fits(files)) return { kind: 'quota' };
  fetches.add(files);
  return { entry, files, directories: [], below: [], urlError: findTooLong(targets) };
}

/** Returns the URLs that CDN has not accepted in an earlier attempt, so that no URL uses the quota twice. */
function withoutTaken(targets: readonly RefreshTarget[], { taken }: Entry): readonly RefreshTarget[] {
  const urls = new Set(taken?.urls);
  return targets.filter(({ url }) => !urls.has(url));
}

function toResult(share: Share, asked: readonly Asked[], domains: DomainCache): SubmitResult {
  const { stage, taken: before } = share.entry;
  const taken = addTaken(before, asked);
  const errors = asked.flatMap(({ result }) => (result.kind === 'refused' ? result.error : []));
  const error = errors.find((each) => !isItemError(each));
  for (const { target, result } of asked)
    if (result.kind === 'refused' && isErrorOf(result.error, 'domainOffline', 'domainNotFound'))
      domains.forget(target.domain.name);
  const kept = taken ? { taken } : {};
  if (error) return { kind: 'error', error, ...kept };
  if (asked.some(({ result }) => result.kind === 'quota')) return { kind: 'quota', ...kept };
  const urlError = share.urlError ?? errors[0];
  if (!urlError) return { kind: 'accepted', taskIds: taken?.taskIds ?? [] };
  // The others of the file are refreshed all the same, and what becomes of these is waited for, unlike a prefetch.
  if (stage === 'refresh' && taken) return { kind: 'accepted', taskIds: taken.taskIds, urlError };
  return { kind: 'error', error: urlError, ...kept };
}

/** Returns the URLs that CDN has accepted for an entry, now and in earlier attempts. `undefined` if there are none. */
function addTaken(before: Taken | undefined, asked: readonly Asked[]): Taken | undefined {
  const urls = new Set(before?.urls);
  const taskIds = new Set(before?.taskIds);
  for (const { target, result } of asked) {
    if (result.kind !== 'taken') continue;
    urls.add(target.url);
    for (const id of result.taskIds) taskIds.add(id);
  }
  return urls.size > 0 ? { urls: [...urls], taskIds: [...taskIds] } : undefined;
}

/** The longest path that CDN accepts, in characters. Source: RefreshObjectCaches, ObjectPath. */
const maxPathLength = 1_024;

/** Returns whether CDN accepts the URL. A single URL that is too long would make CDN refuse the whole call. */
function isAcceptable({ path }: RefreshTarget): boolean {
  return path.length <= maxPathLength;
}

/** Returns the error for the first URL that is too long, or `undefined` if there is none. */
function findTooLong(targets: readonly RefreshTarget[]): AppError | undefined {
  const found = targets.find((target) => !isAcceptable(target));
  return found && new AppError('invalidInput', { code: 'PathTooLong', subject: found.url });
}

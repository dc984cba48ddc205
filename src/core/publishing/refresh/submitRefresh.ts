import { forEachLimited } from '../../concurrency/limit.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import { callApart, isOwnTrouble } from '../../refresh/callApart.js';
import { splitCalls } from '../../refresh/calls.js';
import type { Quota } from '../../refresh/quota.js';
import type { Publication } from '../publication.js';
import type { Entry } from '../queueEntry.js';
import type { DomainBook, FoundDomains } from './domainCache.js';
import { findTooLong, isTakable, listDirectories, listTargets, type RefreshTarget } from './refreshTargets.js';

/** What a round works with. */
export interface RoundTools {
  readonly cloud: CloudPorts;
  readonly domains: DomainBook;
  readonly quota: Quota;
  now(): number;
  readonly signal: AbortSignal;
}

/** What became of an entry: its tasks (with the `trouble` of a domain that has none), or why it must come again. */
export type RoundResult =
  | { readonly kind: 'accepted'; readonly taskIds: readonly string[]; readonly trouble?: AppError }
  | { readonly kind: 'quota' }
  | { readonly kind: 'error'; readonly error: AppError };

type Accepted = Extract<RoundResult, { kind: 'accepted' }>;
type Results = Map<string, RoundResult>;

/** What is asked for together; `below` has what a directory stands for, by entry. */
interface Round {
  readonly files: RefreshTarget[];
  readonly directories: RefreshTarget[];
  readonly below: Map<string, { readonly targets: readonly RefreshTarget[]; readonly accepted: Accepted }>;
}

/** Calls under way at once: the vendor allows 50 a second. */
const concurrentCalls = 4;

/** Submits the URLs of all entries in as few calls as the vendor takes, as far as the day's quota reaches. */
export async function submitRound(
  entries: readonly Entry[],
  tools: RoundTools,
): Promise<ReadonlyMap<string, RoundResult>> {
  const results: Results = new Map();
  await tools.quota.read(tools.cloud.cdn, tools.now(), tools.signal);
  const round: Round = { files: [], directories: [], below: new Map() };
  for (const { publication } of entries) {
    try {
      const found = await tools.domains.find(tools.cloud.cdn, publication, tools.signal);
      results.set(publication.id, gather(publication, found, round, tools.quota));
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  const submitAll = (type: 'File' | 'Directory', targets: readonly RefreshTarget[]) =>
    forEachLimited(splitCalls(type === 'File' ? 'urls' : 'directories', targets), concurrentCalls, (call) =>
      submit(call, type, tools, results),
    );
  await submitAll('Directory', round.directories);
  for (const [id, { targets, accepted }] of round.below) {
    if (results.get(id)?.kind !== 'quota' || !reaches(tools.quota, 'urls', round.files, targets)) continue;
    round.files.push(...targets);
    results.set(id, accepted);
  }
  await submitAll('File', round.files);
  for (const [id, result] of results) {
    if (result.kind === 'accepted' && result.trouble && result.taskIds.length === 0)
      results.set(id, { kind: 'error', error: result.trouble });
  }
  return results;
}

/** Puts what an entry needs into the round, as far as the quota reaches: its directory, or else each of the URLs below it. */
function gather(publication: Publication, found: FoundDomains, round: Round, quota: Quota): RoundResult {
  const { own, below, above, trouble } = toWanted(publication, found);
  const accepted: Accepted = { kind: 'accepted', taskIds: [], ...(trouble && { trouble }) };
  const { files, directories } = round;
  if (reaches(quota, 'directories', directories, above) && reaches(quota, 'urls', files, own)) {
    files.push(...own);
    directories.push(...above);
    // CDN may know better that no directory is left.
    if (below.length > 0) round.below.set(publication.id, { targets: below, accepted });
    return accepted;
  }
  const each = [...own, ...below];
  if (each.length === 0 || !reaches(quota, 'urls', files, each)) return { kind: 'quota' };
  files.push(...each);
  return accepted;
}

/** With a directory, only what is not below it (a variant) is refreshed by itself; what CDN would not take is left out. */
function toWanted(publication: Publication, { domains, trouble }: FoundDomains) {
  const { via } = publication;
  const targets = listTargets(publication, domains);
  const isBelow = ({ path }: RefreshTarget) => via !== undefined && path.startsWith(via);
  const own = targets.filter((target) => !isBelow(target));
  const above = listDirectories(publication, domains);
  const why = trouble ?? findTooLong([...own, ...above]);
  return {
    own: own.filter(isTakable),
    below: targets.filter((target) => isBelow(target) && isTakable(target)),
    above: above.filter(isTakable),
    ...(why && { trouble: why }),
  };
}

function reaches(
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

async function submit(
  targets: readonly RefreshTarget[],
  type: 'File' | 'Directory',
  { cloud, domains, quota, signal }: RoundTools,
  results: Results,
): Promise<void> {
  const kind = type === 'File' ? 'urls' : 'directories';
  await callApart(targets, {
    ask: (urls) => cloud.cdn.refresh(urls, type, signal),
    onTaken: (taken, urls, { taskIds }) => {
      quota.spend(kind, urls.length);
      amend(taken, results, (before) => ({ ...before, taskIds: [...before.taskIds, ...taskIds] }));
    },
    onRefused: (refused, error) => {
      if (isErrorOf(error, 'domainOffline', 'domainNotFound'))
        for (const { domain } of refused) domains.forget(domain.name);
      // The others of the file are refreshed all the same.
      if (isOwnTrouble(error))
        return amend(refused, results, (before) => ({ ...before, trouble: before.trouble ?? error }));
      if (isErrorOf(error, 'quotaExceeded')) quota.exhaust(kind);
      const result: RoundResult = isErrorOf(error, 'quotaExceeded') ? { kind: 'quota' } : { kind: 'error', error };
      for (const { id } of refused) results.set(id, result);
    },
  });
}

/** Changes the results of these targets' entries, as long as they are good. */
function amend(targets: readonly RefreshTarget[], results: Results, change: (before: Accepted) => Accepted): void {
  for (const id of new Set(targets.map((target) => target.id))) {
    const before = results.get(id);
    if (before?.kind === 'accepted') results.set(id, change(before));
  }
}

import { AppError, isErrorOf, toAppError } from '../errors.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DomainBook } from './domains.js';
import type { Entry } from './entry.js';
import type { Publication } from './publication.js';
import type { Quota } from './quota.js';
import { listDirectories, listTargets, type RefreshTarget, splitTargets } from './refreshTargets.js';

/** What a round works with. */
export interface RoundTools {
  readonly cloud: CloudPorts;
  readonly domains: DomainBook;
  readonly quota: Quota;
  now(): number;
  readonly signal: AbortSignal;
}

/** What became of an entry: its tasks (with `missing` names that are not on CDN), or why it must come again. */
export type RoundResult =
  | { readonly kind: 'accepted'; readonly taskIds: readonly string[]; readonly missing: readonly string[] }
  | { readonly kind: 'quota' }
  | { readonly kind: 'error'; readonly error: AppError };

/** Submits the URLs of all entries in as few calls as the vendor takes, as far as the day's quota reaches. */
export async function submitRound(
  entries: readonly Entry[],
  tools: RoundTools,
): Promise<ReadonlyMap<string, RoundResult>> {
  const results = new Map<string, RoundResult>();
  await tools.quota.read(tools.cloud.cdn, tools.now(), tools.signal);
  const files: RefreshTarget[] = [];
  const directories: RefreshTarget[] = [];
  for (const entry of entries) {
    const { publication } = entry;
    try {
      const found = await tools.domains.find(tools.cloud.cdn, publication, tools.signal);
      const { own, above } = toWanted(publication, found.domains);
      if (reaches(tools.quota, 'urls', files, own) && reaches(tools.quota, 'directories', directories, above)) {
        files.push(...own);
        directories.push(...above);
        results.set(publication.id, { kind: 'accepted', taskIds: [], missing: found.missing });
      } else results.set(publication.id, { kind: 'quota' });
    } catch (caught) {
      results.set(publication.id, { kind: 'error', error: toAppError(caught) });
    }
  }
  for (const call of splitTargets(files)) await submit(call, 'File', tools, results);
  for (const call of splitTargets(directories)) await submit(call, 'Directory', tools, results);
  return results;
}

/** With a directory, only what is not below it (a variant) is refreshed by itself. */
function toWanted(publication: Publication, domains: readonly CdnDomain[]) {
  const { via } = publication;
  const targets = listTargets(publication, domains);
  if (via === undefined) return { own: targets, above: [] };
  return { own: targets.filter(({ path }) => !path.startsWith(via)), above: listDirectories(publication, domains) };
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
  { cloud, quota, signal }: RoundTools,
  results: Map<string, RoundResult>,
): Promise<void> {
  const urls = [...new Set(targets.map(({ url }) => url))];
  const ids = [...new Set(targets.map(({ id }) => id))];
  const kind = type === 'File' ? 'urls' : 'directories';
  try {
    const { taskIds } = await cloud.cdn.refresh(urls, type, signal);
    quota.spend(kind, urls.length);
    for (const id of ids) {
      const before = results.get(id);
      if (before?.kind === 'accepted') results.set(id, { ...before, taskIds: [...before.taskIds, ...taskIds] });
    }
  } catch (caught) {
    const error = toAppError(caught);
    if (isErrorOf(error, 'quotaExceeded')) quota.exhaust(kind);
    const result: RoundResult = isErrorOf(error, 'quotaExceeded') ? { kind: 'quota' } : { kind: 'error', error };
    for (const id of ids) results.set(id, result);
  }
}

/** The error for names of a mapping that are not on CDN. */
export function missingDomain(names: readonly string[]): AppError {
  return new AppError('domainNotFound', { subject: names[0] ?? '' });
}

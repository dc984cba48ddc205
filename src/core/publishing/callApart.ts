import { type AppError, isErrorOf, toAppError } from '../errors.js';
import type { RefreshTarget } from './refreshTargets.js';

/** A refusal that fits every URL is not asked about thousands of times. */
const mostSplits = 50;

/** A call that takes many URLs, and who hears what became of them. */
export interface SharedCall<T> {
  ask(urls: readonly string[]): Promise<T>;
  onTaken(targets: readonly RefreshTarget[], urls: readonly string[], answer: T): void;
  onRefused(targets: readonly RefreshTarget[], error: AppError): void;
}

/** Asks for all of these at once; a URL or a domain for which CDN refuses the whole call is singled out, and the others go on without it. */
export async function callApart<T>(
  targets: readonly RefreshTarget[],
  call: SharedCall<T>,
  budget = { splits: mostSplits },
): Promise<void> {
  const urls = [...new Set(targets.map(({ url }) => url))];
  const outcome = await call.ask(urls).then(
    (answer) => ({ answer }),
    (caught: unknown) => ({ error: toAppError(caught) }),
  );
  if ('answer' in outcome) return call.onTaken(targets, urls, outcome.answer);
  const parts = budget.splits > 0 ? split(targets, urls, outcome.error) : [];
  if (parts.length < 2) return call.onRefused(targets, outcome.error);
  budget.splits--;
  for (const part of parts) await callApart(part, call, budget);
}

/** A refused domain is named by nobody, nor is a refused URL: of the one there are few, the other is found by halving. */
function split(
  targets: readonly RefreshTarget[],
  urls: readonly string[],
  error: AppError,
): readonly (readonly RefreshTarget[])[] {
  if (isErrorOf(error, 'domainOffline', 'domainNotFound')) {
    const names = [...new Set(targets.map(({ domain }) => domain.name))];
    return names.map((name) => targets.filter(({ domain }) => domain.name === name));
  }
  if (!isErrorOf(error, 'invalidInput', 'wildcardUrl') || urls.length < 2) return [];
  const first = new Set(urls.slice(0, Math.ceil(urls.length / 2)));
  return [targets.filter(({ url }) => first.has(url)), targets.filter(({ url }) => !first.has(url))];
}

import { type AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import { hostOf } from './calls.js';

/** A refusal that fits every URL is not asked about thousands of times. */
export const mostSplits = 50;

/** The refusals that are taken for those of one domain; a permission may be limited to domains, as may what the account may not do. */
export const ofDomain: readonly ErrorKind[] = [
  'domainOffline',
  'domainNotFound',
  'domainBarred',
  'domainConfigFailed',
  'forbidden',
  'refused',
];
const ofUrl: readonly ErrorKind[] = ['invalidInput', 'wildcardUrl'];
/** Half of such a call may be taken. */
const ofSize: readonly ErrorKind[] = ['tooMuchAtOnce'];

/** A call that takes many URLs, and who hears what became of them. */
export interface SharedCall<Item, Answer> {
  /** The refusals that are taken for those of one domain, where more are than by themselves. */
  readonly ofDomain?: readonly ErrorKind[];
  ask(urls: readonly string[]): Promise<Answer>;
  onTaken(items: readonly Item[], urls: readonly string[], answer: Answer): void;
  onRefused(items: readonly Item[], error: AppError): void;
}

/** Whether a refusal is of one URL or of its domain, so that the others of the call may well be taken. */
export function isItemError(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...ofUrl);
}

/** Asks for all of these at once; a URL or a domain for which CDN refuses the whole call is singled out, and the others go on without it. */
export async function callWithBisection<Item extends { readonly url: string }, Answer>(
  items: readonly Item[],
  call: SharedCall<Item, Answer>,
  budget = { splits: mostSplits },
): Promise<void> {
  const urls = [...new Set(items.map(({ url }) => url))];
  const outcome = await call.ask(urls).then(
    (answer) => ({ answer }),
    (caught: unknown) => ({ error: toAppError(caught) }),
  );
  if ('answer' in outcome) return call.onTaken(items, urls, outcome.answer);
  const isOfDomain = isErrorOf(outcome.error, ...(call.ofDomain ?? ofDomain));
  const parts = budget.splits > 0 ? split(items, urls, outcome.error, isOfDomain) : [];
  if (parts.length < 2) return call.onRefused(items, outcome.error);
  budget.splits--;
  for (const part of parts) await callWithBisection(part, call, budget);
}

/** A refused domain is named by nobody, nor is a refused URL: of the one there are few, the other is found by halving. */
function split<Item extends { readonly url: string }>(
  items: readonly Item[],
  urls: readonly string[],
  error: AppError,
  isOfDomain: boolean,
): readonly (readonly Item[])[] {
  if (isOfDomain) {
    const hosts = [...new Set(urls.map(hostOf))];
    return hosts.map((host) => items.filter(({ url }) => hostOf(url) === host));
  }
  if (!isErrorOf(error, ...ofUrl, ...ofSize) || urls.length < 2) return [];
  const first = new Set(urls.slice(0, Math.ceil(urls.length / 2)));
  return [items.filter(({ url }) => first.has(url)), items.filter(({ url }) => !first.has(url))];
}

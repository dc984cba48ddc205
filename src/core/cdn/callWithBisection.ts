import { type AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import { hostOf } from './callLimits.js';

/** A refusal that fits every URL is not asked about thousands of times. */
export const maxSplits = 50;

/** The refusals that are taken for those of one domain for good; a permission may be limited to domains, as may what the account may not do. */
const ofDomain: readonly ErrorKind[] = [
  'domainOffline',
  'domainNotFound',
  'domainBarred',
  'domainConfigFailed',
  'forbidden',
  'refused',
];
/** And one that passes. */
const passing: readonly ErrorKind[] = ['domainBusy'];
const ofUrl: readonly ErrorKind[] = ['invalidInput'];
/** Half of such a call may be taken; what is short has no need of a body. */
const ofSize: readonly ErrorKind[] = ['tooMuchAtOnce', 'bodyNotRead'];

/** A call that takes many URLs, and the callbacks for what became of them. */
interface SharedCall<Item, Answer> {
  send(urls: readonly string[]): Promise<Answer>;
  onAccepted(items: readonly Item[], urls: readonly string[], answer: Answer): void;
  onRefused(items: readonly Item[], error: AppError): void;
}

/** Whether a refusal is of one URL or of its domain for good, so that the others of the call may well be taken. */
export function isItemError(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...ofUrl);
}

/** Whether CDN refuses a URL for its domain, for now or for good, whichever URL of that it is. */
export function isOfDomain(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...passing);
}

/** Sends all of these in one call; a URL or a domain for which CDN refuses the whole call is found by bisection, and the others are sent without it. */
export async function callWithBisection<Item extends { readonly url: string }, Answer>(
  items: readonly Item[],
  call: SharedCall<Item, Answer>,
  budget = { splits: maxSplits },
): Promise<void> {
  const urls = [...new Set(items.map(({ url }) => url))];
  const outcome = await call.send(urls).then(
    (answer) => ({ answer }),
    (caught: unknown) => ({ error: toAppError(caught) }),
  );
  if ('answer' in outcome) return call.onAccepted(items, urls, outcome.answer);
  const parts = budget.splits > 0 ? split(items, urls, outcome.error) : [];
  if (parts.length < 2) return call.onRefused(items, outcome.error);
  budget.splits--;
  for (const part of parts) await callWithBisection(part, call, budget);
}

/** CDN names neither a refused domain nor a refused URL: domains are few, and a URL is found by bisection. */
function split<Item extends { readonly url: string }>(
  items: readonly Item[],
  urls: readonly string[],
  error: AppError,
): readonly (readonly Item[])[] {
  if (isOfDomain(error)) {
    const hosts = [...new Set(urls.map(hostOf))];
    return hosts.map((host) => items.filter(({ url }) => hostOf(url) === host));
  }
  if (!isErrorOf(error, ...ofUrl, ...ofSize) || urls.length < 2) return [];
  const first = new Set(urls.slice(0, Math.ceil(urls.length / 2)));
  return [items.filter(({ url }) => first.has(url)), items.filter(({ url }) => !first.has(url))];
}

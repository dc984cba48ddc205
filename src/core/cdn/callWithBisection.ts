import { type AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import { hostOf } from './callLimits.js';

/** Limit of splits, so that a refusal of every URL does not cause thousands of calls. */
export const maxSplits = 50;

/** Permanent refusals of one domain. Permissions and account limits may apply to single domains. */
const ofDomain: readonly ErrorKind[] = [
  'domainOffline',
  'domainNotFound',
  'domainBarred',
  'domainConfigFailed',
  'forbidden',
  'refused',
];
/** Temporary refusals of one domain. */
const passing: readonly ErrorKind[] = ['domainBusy'];
const ofUrl: readonly ErrorKind[] = ['invalidInput', 'wildcardUrl'];
/** Refusals of the size of a call. Half of it may be accepted, and a short call needs no body. */
const ofSize: readonly ErrorKind[] = ['tooMuchAtOnce', 'bodyNotRead'];

/** A call with many URLs, and callbacks for their results. */
interface SharedCall<Item, Answer> {
  send(urls: readonly string[]): Promise<Answer>;
  onAccepted(items: readonly Item[], urls: readonly string[], answer: Answer): void;
  onRefused(items: readonly Item[], error: AppError): void;
}

/** Returns whether a refusal is permanent and concerns one URL or domain, so that the others may be accepted. */
export function isItemError(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...ofUrl);
}

/** Returns whether CDN refuses all URLs of a domain, temporarily or permanently. */
export function isOfDomain(error: AppError): boolean {
  return isErrorOf(error, ...ofDomain, ...passing);
}

/**
 * Sends all items in one call. If CDN refuses it because of a URL or a domain, bisection finds that one and the others
 * are sent without it.
 */
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

/** CDN names neither the refused domain nor the URL. Domains are tried one by one since they are few; a URL is found by bisection. */
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

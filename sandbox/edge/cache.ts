import { patternExpressions } from '../cdn/refresh/objectPaths.js';
import { toRealMs } from '../state/clock.js';
import type { ApiResponse, SandboxState, StoredCdnDomain, StoredRefreshTask } from '../state/state.js';
import type { CachedResponse } from '../state/storedOrigin.js';
import { isOn } from '../state/uncertain.js';
import { findTtlRule, keptQuery, lifetimeSeconds } from './cacheRules.js';
import { findDomain } from './names.js';
import { fetchFromOrigin } from './origin.js';
import { rewriteUrl } from './rewrite.js';

/** The cache key of an object: host, decoded path and the significant part of the query. */
export function cacheKey(state: SandboxState, domain: StoredCdnDomain, host: string, url: string): string {
  const [path = '/', query] = splitQuery(url);
  const kept =
    query !== undefined && isOn(state.uncertain, 'edgeKeepsQuery') ? keptQuery(state, domain, query) : undefined;
  // An empty query still counts, unless a rule has emptied it.
  const isThere = kept !== undefined && (kept !== '' || query === '');
  return `${host}${decodeLeniently(path)}${isThere ? `?${kept}` : ''}`;
}

/** The cache's result for a request: serve, revalidate the stale copy, or nothing. */
export function lookUp(
  state: SandboxState,
  key: string,
  now: number,
): { readonly kind: 'fresh' | 'stale'; readonly copy: CachedResponse } | undefined {
  const copy = state.edgeCache.get(key);
  if (!copy) return undefined;
  const tasks = state.refreshTasks.filter((task) => concerns(task, key, copy, now));
  if (tasks.some(({ type, drops }) => type === 'file' || drops)) {
    state.edgeCache.delete(key);
    return undefined;
  }
  const fresh = tasks.length === 0 && now < copy.storedAt + copy.ttlMs;
  return { kind: fresh ? 'fresh' : 'stale', copy };
}

/** Caches an answer for this many seconds of vendor time. */
function store(state: SandboxState, key: string, answer: ApiResponse, seconds: number): CachedResponse {
  const [now, ttlMs] = [Date.now(), toRealMs(state, seconds * 1000)];
  const copy = { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body), storedAt: now, ttlMs };
  if (ttlMs > 0) state.edgeCache.set(key, copy);
  else state.edgeCache.delete(key);
  return copy;
}

/** Drops changed objects from the edge if the bucket's console switch is on and the event is not lost, and adds prefetched ones. */
export function dropChangedObjects(state: SandboxState): void {
  state.events.on('preloaded', (task: StoredRefreshTask) => preload(state, task));
  state.events.on('objectChanged', ({ bucket, key }: { bucket: string; key: string }) => {
    if (!isOn(state.uncertain, 'autoRefresh')) return;
    for (const { domain, isPurgeCdnCache } of state.buckets.get(bucket)?.cnames.values() ?? []) {
      if (isPurgeCdnCache) state.edgeCache.delete(`${domain}/${key}`);
    }
  });
}

/** Caches an answer of the origin as long as the domain's rules and its headers allow. */
export function keep(
  state: SandboxState,
  domain: StoredCdnDomain,
  { host, url }: { readonly host: string; readonly url: string },
  answer: ApiResponse,
): CachedResponse {
  const seconds = lifetimeSeconds(answer, Date.now(), findTtlRule(state, domain, url));
  return store(state, cacheKey(state, domain, host, url), answer, seconds);
}

function preload(state: SandboxState, task: StoredRefreshTask): void {
  const { host, pathname, search } = new URL(task.url);
  const domain = findDomain(state, host);
  if (!domain) return;
  const { url } = rewriteUrl(state, domain, `${pathname}${search}`);
  const fetched = fetchFromOrigin({ url, host }, domain, state);
  if (fetched && fetched.status < 400) keep(state, domain, { host, url }, fetched);
  else task.failed = `Origin Return StatusCode ${fetched?.status ?? 502}`;
}

function concerns(task: StoredRefreshTask, key: string, copy: CachedResponse, now: number): boolean {
  const effective = task.effectiveAt <= now && task.effectiveAt > copy.storedAt;
  if (!effective || task.failed !== undefined || task.type === 'preload') return false;
  if (task.type === 'regex') return toPattern(task.url).test(key);
  const named = taskKey(task.url);
  return task.type === 'file' ? key === named : key.startsWith(named);
}

/** Matches a whole key with its query. Everything but an expression is literal. */
function toPattern(url: string): RegExp {
  const [host = '', ...rest] = url.replace(/^https?:\/\//i, '').split('/');
  const path = `/${rest.join('/')}`;
  const expressions = path.match(patternExpressions) ?? [];
  const escapeSigns = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const literals = path.split(patternExpressions).map((text) => escapeSigns(decodeLeniently(text)));
  const fits = literals.map((text, at) => text + (expressions[at] ?? '')).join('');
  return new RegExp(`^${escapeSigns(host.toLowerCase())}${fits}$`, 's');
}

function taskKey(url: string): string {
  const bare = url.trim().replace(/^https?:\/\//i, '');
  const at = bare.indexOf('/');
  if (at < 0) return `${bare.toLowerCase()}/`;
  const [path = '/', query] = splitQuery(bare.slice(at));
  return `${bare.slice(0, at).toLowerCase()}${decodeLeniently(path)}${query === undefined ? '' : `?${query}`}`;
}

function splitQuery(url: string): [string, string?] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

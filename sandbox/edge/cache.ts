import { toRealMs } from '../state/clock.js';
import type { ApiResponse, CachedResponse, SandboxState, StoredRefreshTask } from '../state/state.js';
import { isOn } from '../state/uncertain.js';
import { findDomain } from './names.js';
import { fetchFromOrigin } from './origin.js';
import { rewriteUrl } from './rewrite.js';

/** Where an object lies in the cache: host, decoded path and, unless switched off, the query. */
export function cacheKey(state: SandboxState, host: string, url: string): string {
  const [path = '/', query] = splitQuery(url);
  const kept = query !== undefined && isOn(state.uncertain, 'edgeKeepsQuery') ? `?${query}` : '';
  return `${host}${decodeLeniently(path)}${kept}`;
}

/** What the cache can do for a request: serve, revalidate its stale copy, or nothing. */
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

/** Keeps an answer for as long as its headers allow; real time, hence divided by the speed. */
export function store(state: SandboxState, key: string, answer: ApiResponse, now: number): CachedResponse {
  const ttlMs = toRealMs(state, lifetimeSeconds(answer, now) * 1000);
  const copy = { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body), storedAt: now, ttlMs };
  if (ttlMs > 0) state.edgeCache.set(key, copy);
  else state.edgeCache.delete(key);
  return copy;
}

/** Makes changed objects leave the edge where the bucket's console switch is on and the event is not lost, and prefetched ones come. */
export function dropChangedObjects(state: SandboxState): void {
  state.events.on('preloaded', (task: StoredRefreshTask) => preload(state, task));
  state.events.on('objectChanged', ({ bucket, key }: { bucket: string; key: string }) => {
    if (!isOn(state.uncertain, 'autoRefresh')) return;
    for (const { domain, isPurgeCdnCache } of state.buckets.get(bucket)?.cnames.values() ?? []) {
      if (isPurgeCdnCache) state.edgeCache.delete(`${domain}/${key}`);
    }
  });
}

function preload(state: SandboxState, task: StoredRefreshTask): void {
  const { host, pathname, search } = new URL(task.url);
  const domain = findDomain(state, host);
  if (!domain) return;
  const { url } = rewriteUrl(state, domain, `${pathname}${search}`);
  const fetched = fetchFromOrigin(url, host, domain, state);
  if (fetched && fetched.status < 400) store(state, cacheKey(state, host, url), fetched, Date.now());
  else task.failed = `Origin Return StatusCode ${fetched?.status ?? 502}`;
}

function concerns(task: StoredRefreshTask, key: string, copy: CachedResponse, now: number): boolean {
  const effective = task.effectiveAt <= now && task.effectiveAt > copy.storedAt;
  if (!effective || task.failed !== undefined || task.type === 'preload') return false;
  const named = taskKey(task.url);
  return task.type === 'file' ? key === named : key.startsWith(named);
}

function taskKey(url: string): string {
  const bare = url.trim().replace(/^https?:\/\//i, '');
  const at = bare.indexOf('/');
  if (at < 0) return `${bare.toLowerCase()}/`;
  const [path = '/', query] = splitQuery(bare.slice(at));
  return `${bare.slice(0, at).toLowerCase()}${decodeLeniently(path)}${query === undefined ? '' : `?${query}`}`;
}

/** The vendor's rule without console rules: the origin's headers, else a tenth of the age between 10 s and an hour. */
function lifetimeSeconds({ status, headers }: ApiResponse, now: number): number {
  const of = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (status >= 500) return 0;
  if (status >= 400) return 1;
  const control = of('cache-control')?.toLowerCase() ?? '';
  if (/no-cache|no-store|private/.test(control)) return 0;
  const age = /s-maxage=(\d+)/.exec(control)?.[1] ?? /max-age=(\d+)/.exec(control)?.[1];
  if (age !== undefined) return Number(age);
  const expires = Date.parse(of('expires') ?? '');
  if (!Number.isNaN(expires)) return Math.max(0, (expires - now) / 1000);
  const modified = Date.parse(of('last-modified') ?? '');
  if (Number.isNaN(modified)) return of('etag') === undefined ? 0 : 10;
  return Math.min(3600, Math.max(10, ((now - modified) / 1000) * 0.1));
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

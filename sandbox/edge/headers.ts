import { randomBytes } from 'node:crypto';
import { serviceNow, toVendorMs } from '../state/clock.js';
import type { SandboxState } from '../state/state.js';
import type { CachedResponse } from '../state/storedOrigin.js';

/** The source of an edge's answer. */
export type CacheOutcome = 'hit' | 'revalidated' | 'changed' | 'miss' | 'notModified';

const wording: Record<CacheOutcome, string> = {
  hit: 'HIT TCP_MEM_HIT dirn:3:402193',
  revalidated: 'HIT TCP_REFRESH_HIT dirn:3:402193',
  changed: 'MISS TCP_REFRESH_MISS dirn:0:402193',
  miss: 'MISS TCP_MISS dirn:-2:-2',
  notModified: 'HIT TCP_IMS_HIT dirn:-2:-2',
};

/** The headers of every edge answer. */
export function edgeHeaders(state: SandboxState): Record<string, string> {
  return {
    Server: 'Tengine',
    Date: new Date(serviceNow(state)).toUTCString(),
    EagleId: randomBytes(15).toString('hex'),
    'Timing-Allow-Origin': '*',
  };
}

/** The headers that an edge adds to an origin's answer. The origin's own `x-oss-*` headers are kept. */
export function servedHeaders(
  state: SandboxState,
  copy: CachedResponse,
  outcome: CacheOutcome,
  now: number,
): Record<string, string> {
  const dropped = ['server', 'date', 'content-length', 'connection'];
  const kept = Object.entries(copy.headers).filter(([name]) => !dropped.includes(name.toLowerCase()));
  const savedAt = copy.storedAt + state.clockOffset;
  const age = Math.floor(toVendorMs(state, now - copy.storedAt) / 1000);
  return {
    ...Object.fromEntries(kept),
    ...edgeHeaders(state),
    Via: via(copy.status, outcome),
    'X-Cache': wording[outcome],
    'Ali-Swift-Global-Savetime': String(Math.floor(savedAt / 1000)),
    ...(outcome === 'hit' || outcome === 'revalidated' ? { Age: String(age) } : {}),
    ...(outcome === 'notModified' ? {} : swiftHeaders(state, copy, savedAt)),
  };
}

function swiftHeaders(state: SandboxState, copy: CachedResponse, savedAt: number): Record<string, string> {
  return {
    'X-Swift-SaveTime': new Date(savedAt).toUTCString(),
    'X-Swift-CacheTime': String(Math.round(toVendorMs(state, copy.ttlMs) / 1000)),
  };
}

function via(status: number, outcome: CacheOutcome): string {
  const letter = wording[outcome].startsWith('HIT') ? 'H' : 'M';
  return [
    `cache13.l2cn3058[21,21,${status}-0,${letter}]`,
    'cache7.l2cn3058[22,0]',
    `cache22.cn4422[0,0,${status}-0,${letter}]`,
    'cache4.cn4422[1,0]',
  ].join(', ');
}

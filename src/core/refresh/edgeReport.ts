import type { EdgeAnswer } from '../ports/probe.js';

/** What an edge says of its copy; times in seconds, absent where it does not say. */
export interface EdgeReport {
  /** `none`: the answer did not come through CDN. */
  readonly cache: 'hit' | 'miss' | 'none';
  /** The vendor's second word, such as `TCP_MEM_HIT`. */
  readonly cacheDetail?: string;
  readonly status: number;
  readonly age?: number;
  /** How long a node may keep it; 0 is not at all. Source: X-Swift-CacheTime. */
  readonly ttl?: number;
  /** How much longer this copy is served without asking the origin; absent for a hit that does not say its age. */
  readonly ttlLeft?: number;
  /** Without quotes and `W/`, in upper case. */
  readonly etag?: string;
}

/** Whether two copies hold the same bytes; `unknown` when they could not be compared. */
export type Sameness = 'same' | 'different' | 'unknown';

/** Reads the headers of an answer; `undefined` when no node answered. */
export function readEdgeReport({ outcome, status, headers }: EdgeAnswer): EdgeReport | undefined {
  if (outcome !== 'answered' || status === undefined) return undefined;
  const [word = '', cacheDetail] = (headers['x-cache'] ?? '').split(' ');
  const age = toSeconds(headers.age);
  const ttl = toSeconds(headers['x-swift-cachetime']);
  const etag = bareEtag(headers.etag);
  const cache = cacheOf(word);
  // What has just been fetched has no age.
  const hasAge = age !== undefined || cache !== 'hit';
  return {
    cache,
    status,
    ...(cacheDetail && { cacheDetail }),
    ...(age !== undefined && { age }),
    ...(ttl !== undefined && { ttl }),
    ...(ttl !== undefined && hasAge && { ttlLeft: Math.max(0, ttl - (age ?? 0)) }),
    ...(etag && { etag }),
  };
}

/** Compares what the edge served with the bytes it should serve; of a body cut off at `maxBytes` only that it is longer is known. */
export function compareBytes(answer: EdgeAnswer, wanted: Uint8Array | undefined, maxBytes: number): Sameness {
  const { status, body } = answer;
  if (status !== 200 || !body || !wanted) return 'unknown';
  if (body.length >= maxBytes) return wanted.length < maxBytes ? 'different' : 'unknown';
  return body.length === wanted.length && body.every((byte, at) => byte === wanted[at]) ? 'same' : 'different';
}

/**
 * Compares the edge's ETag with the bucket's, or with an MD5. The ETag of an upload in parts is none, and is another one for the same
 * bytes in parts of another size.
 */
export function compareEtags(report: EdgeReport, etag: string | undefined): Sameness {
  const wanted = bareEtag(etag);
  if (report.status !== 200 || !report.etag || !wanted) return 'unknown';
  if (report.etag === wanted) return 'same';
  return [report.etag, wanted].some((each) => each.includes('-')) ? 'unknown' : 'different';
}

function cacheOf(word: string): EdgeReport['cache'] {
  if (/^hit/i.test(word)) return 'hit';
  return /^miss/i.test(word) ? 'miss' : 'none';
}

function toSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function bareEtag(text: string | undefined): string | undefined {
  return text?.replace(/^W\//, '').replaceAll('"', '').toUpperCase();
}

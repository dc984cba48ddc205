import type { EdgeAnswer } from '../ports/probe.js';

/** An edge's statements about its copy; times in seconds, absent if not stated. */
export interface EdgeReport {
  /** `none`: the answer did not come through CDN. */
  readonly cache: 'hit' | 'miss' | 'none';
  /** The vendor's second word, such as `TCP_MEM_HIT`. */
  readonly cacheDetail?: string;
  readonly status: number;
  readonly age?: number;
  /** How long a node may cache it; 0 means not at all. Source: X-Swift-CacheTime. */
  readonly ttl?: number;
  /** How much longer this copy is served without revalidation; absent for a hit without an age. */
  readonly ttlLeft?: number;
  /** Without quotes and `W/`, in upper case. */
  readonly etag?: string;
}

/** Whether two copies are equal; `unknown` if they could not be compared. */
export type Sameness = 'same' | 'different' | 'unknown';

/** Reads the headers of an answer; `undefined` if no node answered. */
export function readEdgeReport({ outcome, status, headers }: EdgeAnswer): EdgeReport | undefined {
  if (outcome !== 'answered' || status === undefined) return undefined;
  const [word = '', cacheDetail] = (headers['x-cache'] ?? '').split(' ');
  const age = toSeconds(headers.age);
  const ttl = toSeconds(headers['x-swift-cachetime']);
  const etag = bareEtag(headers.etag);
  const cache = cacheOf(word);
  // A copy that was just fetched has no age.
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

/** Compares the edge's body with the expected bytes. Of a body truncated at `maxBytes` only its greater length is known. */
export function compareBytes(answer: EdgeAnswer, wanted: Uint8Array | undefined, maxBytes: number): Sameness {
  const { status, body } = answer;
  if (status !== 200 || !body || !wanted) return 'unknown';
  if (body.length >= maxBytes) return wanted.length < maxBytes ? 'different' : 'unknown';
  return body.length === wanted.length && body.every((byte, at) => byte === wanted[at]) ? 'same' : 'different';
}

/**
 * Compares the edge's ETag with the bucket's, or with an MD5. The ETag of a multipart object is no MD5, and differs for
 * the same bytes with another part size.
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

import { bareEtag } from '../cdn/edgeProof.js';
import type { EdgeAnswer } from '../ports/probe.js';

/** The statements of an edge about its copy of a file. Times are in seconds and absent if the edge does not state them. */
export interface EdgeReport {
  /** Whether the edge had a copy. `none` if the answer did not come through CDN. */
  readonly cache: 'hit' | 'miss' | 'none';
  /** The second word of the edge's `X-Cache` header, such as `TCP_MEM_HIT`. */
  readonly cacheDetail?: string;
  readonly status: number;
  readonly age?: number;
  /** How long an edge node may keep its copy, in seconds; 0 means not at all. Source: X-Swift-CacheTime. */
  readonly ttl?: number;
  /** How much longer this copy is served without revalidation, in seconds. Absent for a hit whose age is not stated. */
  readonly ttlLeft?: number;
  /** The ETag of the copy, without quotes and `W/`, in upper case. */
  readonly etag?: string;
}

/** The result of comparing two copies. `unknown` if they cannot be compared. */
export type Sameness = 'same' | 'different' | 'unknown';

/** Reads what the headers of an answer tell about the edge's copy. `undefined` if no edge node answered. */
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

/** Compares the body that the edge sent with the expected bytes. If the body was cut off at `maxBytes`, only a shorter expected content is known to differ. */
export function compareBytes(answer: EdgeAnswer, wanted: Uint8Array | undefined, maxBytes: number): Sameness {
  const { status, body } = answer;
  if (status !== 200 || !body || !wanted) return 'unknown';
  if (body.length >= maxBytes) return wanted.length < maxBytes ? 'different' : 'unknown';
  return body.length === wanted.length && body.every((byte, at) => byte === wanted[at]) ? 'same' : 'different';
}

/**
 * Compares the ETag of the edge with the bucket's ETag or an MD5. If they differ and one belongs to a multipart object, the result is `unknown`, since such
 * an ETag is no MD5 and depends on the part size.
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

import type { CdnDomain } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import type { ExpectedObject, PublishCause } from './publication.js';

/** Files up to this many bytes are compared byte by byte when the edge shows no ETag of OSS. */
export const largestComparedBytes = 64 * 1024;
const attempts = 3;
const pauseMs = 3_000;

/** What asking the edge for one URL showed. */
export type EdgeProof = 'fresh' | 'unproven' | Extract<PublishCause, { kind: 'stale' }>;

/** Asks the edge, at the domain's CNAME target under its own name, whether it serves what the bucket has; an object that is gone may be answered by any error. */
export async function proveFresh(
  { edge, clock }: { readonly edge: EdgePort; readonly clock: ClockPort },
  target: { readonly domain: CdnDomain; readonly path: string; readonly url: string },
  wanted: ExpectedObject,
  signal: AbortSignal,
): Promise<EdgeProof> {
  const { name, cname = name } = target.domain;
  const request = { connectTo: cname, name, path: target.path, maxBytes: largestComparedBytes + 1 };
  for (let attempt = 1; ; attempt++) {
    const answer = await edge.probe(request, signal);
    if (answer.outcome !== 'answered') return 'unproven';
    if (isSame(answer, wanted)) return 'fresh';
    if (attempt === attempts) return toStale(answer, target.url);
    // A node may drop its copy a moment after the task is reported complete.
    await clock.sleep(pauseMs, signal);
  }
}

function isSame(answer: EdgeAnswer, { etag, bytes }: ExpectedObject): boolean {
  if (etag === undefined) return answer.status === 404 || answer.status === 403;
  if (answer.status !== 200) return false;
  if (bareEtag(answer) === etag.toUpperCase()) return true;
  const { body } = answer;
  return !!bytes && !!body && body.length === bytes.length && body.every((byte, at) => byte === bytes[at]);
}

function toStale({ status, headers }: EdgeAnswer, url: string): EdgeProof {
  return { kind: 'stale', url, ...(status ? { status } : {}), ...(headers.etag ? { etag: headers.etag } : {}) };
}

function bareEtag({ headers }: EdgeAnswer): string | undefined {
  return headers.etag?.replace(/^W\//, '').replaceAll('"', '').toUpperCase();
}

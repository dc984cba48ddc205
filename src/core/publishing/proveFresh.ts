import type { CdnDomain } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import type { PublishCause, UploadedPublication } from './publication.js';

/** Files up to this many bytes are compared byte by byte when the edge shows no ETag of OSS. */
export const largestComparedBytes = 64 * 1024;
const attempts = 3;
const pauseMs = 3_000;

/** What asking the edge for one URL showed. */
export type EdgeProof = 'fresh' | 'unproven' | Extract<PublishCause, { kind: 'stale' }>;

/** Asks the edge, at the domain's CNAME target under its own name, whether it serves what was uploaded. */
export async function proveFresh(
  { edge, clock }: { readonly edge: EdgePort; readonly clock: ClockPort },
  target: { readonly domain: CdnDomain; readonly path: string; readonly url: string },
  uploaded: UploadedPublication,
  signal: AbortSignal,
): Promise<EdgeProof> {
  const { name, cname = name } = target.domain;
  const request = { connectTo: cname, name, path: target.path, maxBytes: largestComparedBytes + 1 };
  for (let attempt = 1; ; attempt++) {
    const answer = await edge.probe(request, signal);
    if (answer.outcome !== 'answered') return 'unproven';
    if (isSame(answer, uploaded)) return 'fresh';
    if (attempt === attempts) return toStale(answer, target.url);
    // A node may drop its copy a moment after the task is reported complete.
    await clock.sleep(pauseMs, signal);
  }
}

function isSame(answer: EdgeAnswer, { etag, bytes }: UploadedPublication): boolean {
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

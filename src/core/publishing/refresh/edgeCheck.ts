import { hasBytes, probeAnyhow } from '../../cdn/edgeProof.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { ClockPort } from '../../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../../ports/probe.js';
import type { PublishCause } from '../publication.js';

/** The expected content of a file at the edge. */
export interface ExpectedObject {
  /** The object's ETag in the bucket, without quotes; `undefined` if it should be gone. */
  readonly etag: string | undefined;
  /** The ETag of a deleted object, if known. */
  readonly goneEtag?: string;
  /** The bytes, if known, for an edge that shows no ETag. */
  readBytes?(): Promise<Uint8Array | undefined>;
}

/** The largest file that is compared byte by byte if the edge shows no ETag of OSS. */
export const maxComparedBytes = 64 * 1024;
const attempts = 3;
const pauseMs = 3_000;

/** The result of the edge check of a URL. */
export type EdgeCheckResult = 'fresh' | 'unproven' | Extract<PublishCause, { kind: 'stale' }>;

/**
 * Checks at the CNAME target, under the domain's own name, whether the edge serves the bucket's content. Any error is
 * right for a deleted object.
 */
export async function checkEdge(
  { edge, clock }: { readonly edge: EdgePort; readonly clock: ClockPort },
  target: { readonly domain: CdnDomain; readonly path: string; readonly url: string },
  expected: ExpectedObject,
  signal: AbortSignal,
): Promise<EdgeCheckResult> {
  const { name, cname = name } = target.domain;
  const maxBytes = maxComparedBytes + 1;
  const request = { connectTo: cname, name, path: target.path, maxBytes, keepsConnection: true };
  for (let attempt = 1; ; attempt++) {
    const answer = await probeAnyhow(edge, request, signal);
    if (answer.outcome !== 'answered') return 'unproven';
    if (hasEtag(answer, expected)) return 'fresh';
    const bytes = answer.status === 200 ? await expected.readBytes?.() : undefined;
    if (bytes && hasBytes(answer, bytes)) return 'fresh';
    if (attempt === attempts)
      return isConclusiveAnswer(answer, expected, bytes) ? toStale(answer, target.url) : 'unproven';
    // A node may drop its copy shortly after the task is reported complete.
    await clock.sleep(pauseMs, signal);
  }
}

function hasEtag(answer: EdgeAnswer, { etag }: ExpectedObject): boolean {
  if (etag === undefined) return answer.status === 404 || answer.status === 403;
  return answer.status === 200 && bareEtag(answer) === etag.toUpperCase();
}

/** Returns whether the answer shows the edge's copy: no redirect, no refusal (URLs may have to be signed), no server error. */
function isConclusiveAnswer(
  answer: EdgeAnswer,
  { etag, goneEtag }: ExpectedObject,
  bytes: Uint8Array | undefined,
): boolean {
  const shown = bareEtag(answer);
  // A site may have its own page for missing objects.
  if (etag === undefined) return shown !== undefined && shown === goneEtag?.toUpperCase();
  return shown !== undefined || answer.status === 404 || (answer.status === 200 && bytes !== undefined);
}

function toStale({ status, headers }: EdgeAnswer, url: string): EdgeCheckResult {
  return { kind: 'stale', url, ...(status ? { status } : {}), ...(headers.etag ? { etag: headers.etag } : {}) };
}

function bareEtag({ headers }: EdgeAnswer): string | undefined {
  return headers.etag?.replace(/^W\//, '').replaceAll('"', '').toUpperCase();
}

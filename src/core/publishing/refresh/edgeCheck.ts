import { hasBytes, probeAnyhow } from '../../cdn/edgeProof.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { ClockPort } from '../../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../../ports/probe.js';
import type { PublishCause } from '../publication.js';

/** What the edge should serve for a file. */
export interface ExpectedObject {
  /** The ETag of the object in the bucket, without quotes; `undefined` when it is to be gone. */
  readonly etag: string | undefined;
  /** The ETag of the object that is gone, where it is known. */
  readonly goneEtag?: string;
  /** The bytes, where they are known, for an edge that shows no ETag. */
  readBytes?(): Promise<Uint8Array | undefined>;
}

/** Files up to this many bytes are compared byte by byte when the edge shows no ETag of OSS. */
export const maxComparedBytes = 64 * 1024;
const attempts = 3;
const pauseMs = 3_000;

/** What the edge check of one URL showed. */
export type EdgeCheckResult = 'fresh' | 'unproven' | Extract<PublishCause, { kind: 'stale' }>;

/** Asks the edge, at the domain's CNAME target under its own name, whether it serves what the bucket has; an object that is gone may be answered by any error. */
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
    // A node may drop its copy a moment after the task is reported complete.
    await clock.sleep(pauseMs, signal);
  }
}

function hasEtag(answer: EdgeAnswer, { etag }: ExpectedObject): boolean {
  if (etag === undefined) return answer.status === 404 || answer.status === 403;
  return answer.status === 200 && bareEtag(answer) === etag.toUpperCase();
}

/** Whether the answer shows what the edge has: not so a redirect, a refusal (URLs may have to be signed) or a failing node. */
function isConclusiveAnswer(
  answer: EdgeAnswer,
  { etag, goneEtag }: ExpectedObject,
  bytes: Uint8Array | undefined,
): boolean {
  const shown = bareEtag(answer);
  // A site may answer with a page of its own for whatever is not there.
  if (etag === undefined) return shown !== undefined && shown === goneEtag?.toUpperCase();
  return shown !== undefined || answer.status === 404 || (answer.status === 200 && bytes !== undefined);
}

function toStale({ status, headers }: EdgeAnswer, url: string): EdgeCheckResult {
  return { kind: 'stale', url, ...(status ? { status } : {}), ...(headers.etag ? { etag: headers.etag } : {}) };
}

function bareEtag({ headers }: EdgeAnswer): string | undefined {
  return headers.etag?.replace(/^W\//, '').replaceAll('"', '').toUpperCase();
}

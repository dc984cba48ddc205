import { bareEtag, hasBytes, probeAnyhow } from '../../cdn/edgeProof.js';
import { isErrorOf } from '../../errors.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { ClockPort, FilePort } from '../../ports/local.js';
import type { EdgeAnswer, EdgePort } from '../../ports/probe.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { PublishCause } from '../publication.js';

/** The object that an edge must serve after a publication, or its absence. */
export interface ExpectedObject {
  /** The ETag of the object in the bucket, without quotes. `undefined` if the object was deleted. */
  readonly etag: string | undefined;
  /** The ETag of a deleted object, if known. */
  readonly goneEtag?: string;
  /** Reads the content of the file, for edges that show no ETag. Resolves to `undefined` if it is not available. */
  readBytes?(): Promise<Uint8Array | undefined>;
}

/** The largest file, in bytes, that is compared byte by byte if the edge shows no ETag of OSS. */
const maxComparedBytes = 64 * 1024;
const attempts = 3;
const pauseMs = 3_000;

/** The result of an edge check: `fresh` has the expected content, `unproven` could not be checked, and an object describes the stale content. */
export type EdgeCheckResult = 'fresh' | 'unproven' | Extract<PublishCause, { kind: 'stale' }>;

/**
 * Checks whether an edge serves the content of the bucket. The request goes to the CNAME target with the domain's own name. Any error status is as expected
 * for a deleted object.
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
  return answer.status === 200 && bareEtag(answer.headers.etag) === etag.toUpperCase();
}

/** Returns whether an answer shows the copy of the edge. Redirects, refusals (URLs may have to be signed) and server errors do not. */
function isConclusiveAnswer(
  answer: EdgeAnswer,
  { etag, goneEtag }: ExpectedObject,
  bytes: Uint8Array | undefined,
): boolean {
  const shown = bareEtag(answer.headers.etag);
  // A site may have its own page for missing objects.
  if (etag === undefined) return shown !== undefined && shown === goneEtag?.toUpperCase();
  return shown !== undefined || answer.status === 404 || (answer.status === 200 && bytes !== undefined);
}

function toStale({ status, headers }: EdgeAnswer, url: string): EdgeCheckResult {
  return { kind: 'stale', url, ...(status ? { status } : {}), ...(headers.etag ? { etag: headers.etag } : {}) };
}

/** Reads a small file again as it was uploaded, so that no content is kept in memory; `undefined` if it has changed. */
export async function readUploaded(
  path: string,
  { md5, size }: LedgerRecord,
  files: FilePort,
): Promise<Uint8Array | undefined> {
  if (size > maxComparedBytes) return undefined;
  try {
    const bytes = await files.read((await files.realPath(path)) ?? path);
    return bytes && files.md5(bytes) === md5 ? bytes : undefined;
  } catch (error) {
    // Then only an ETag can be compared.
    if (isErrorOf(error, 'badFile')) return undefined;
    throw error;
  }
}

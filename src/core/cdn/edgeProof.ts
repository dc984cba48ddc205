import { l10n } from '../l10n.js';
import { toUrlPath } from '../objectKey.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, ObjectHead, ObjectPage, OssPort } from '../ports/oss.js';
import type { EdgeAnswer, EdgePort } from '../ports/probe.js';

/** The largest object that is compared byte by byte, in bytes. */
export const largestProof = 1_000_000;
/** The number of bytes that are fetched of a larger object, whose size and ETag are compared instead. */
const peekBytes = 1024;

/**
 * Chooses an object to compare at the edge: `preferred` if it exists, otherwise the smallest non-empty one among the first objects. Resolves to `undefined`
 * if there is none.
 */
async function pickProofObject(
  oss: OssPort,
  bucket: BucketRef,
  preferred: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (preferred !== undefined && (await oss.readObjectHead(bucket, preferred, signal))) return preferred;
  const page = await oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal);
  return pickSmallest(page.objects);
}

/** Returns the key of the smallest non-empty object whose key `fits`; `undefined` if there is none. */
export function pickSmallest(objects: ObjectPage['objects'], fits = (_key: string) => true): string | undefined {
  const filled = objects.filter(({ size, key }) => size > 0 && fits(key));
  return [...filled].sort((left, right) => left.size - right.size)[0]?.key;
}

/** An object of the bucket to compare with what the edge serves: its path at the edge and its bytes. */
export interface Proof {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads an object to compare with what the edge serves; resolves to `undefined` if the bucket has no suitable one. */
export async function readProof(
  oss: OssPort,
  bucket: BucketRef,
  preferred: string | undefined,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const key = await pickProofObject(oss, bucket, preferred, signal);
  const head = key === undefined ? undefined : await oss.readObjectHead(bucket, key, signal);
  if (key === undefined || !head || head.size > largestProof) return undefined;
  const bytes = await oss.readObject(bucket, key, largestProof, signal);
  return bytes && { path: toUrlPath(key), bytes };
}

/** An ETag without quotes and `W/`, in upper case. */
export function bareEtag(text: string | undefined): string | undefined {
  return text?.replace(/^W\//, '').replaceAll('"', '').toUpperCase();
}

/** Returns whether the edge answered with exactly these bytes. */
export function hasBytes({ status, body }: EdgeAnswer, wanted: Uint8Array): boolean {
  return status === 200 && body !== undefined && isEqual(body, wanted);
}

/**
 * Requests one object from the edge, at `connectTo` under `name`, and compares it with that in the bucket: a small object byte by byte, a large one by size
 * and ETag.
 */
export async function proveEdge(
  { oss, edge }: Pick<CloudPorts, 'oss' | 'edge'>,
  at: { readonly connectTo: string; readonly name: string; readonly bucket: BucketRef; readonly key: string },
  signal: AbortSignal,
): Promise<{
  readonly answer: EdgeAnswer;
  readonly path: string;
  readonly sameBytes: boolean;
  readonly etag?: string;
}> {
  const path = toUrlPath(at.key);
  const head = await oss.readObjectHead(at.bucket, at.key, signal);
  const isLarge = head !== undefined && head.size > largestProof;
  const request = { connectTo: at.connectTo, name: at.name, path, maxBytes: isLarge ? peekBytes : largestProof + 1 };
  const [answer, wanted] = await Promise.all([
    probeAnyhow(edge, request, signal),
    isLarge ? undefined : oss.readObject(at.bucket, at.key, largestProof, signal),
  ]);
  const sameBytes = isLarge ? isDescribed(answer, head) : wanted !== undefined && hasBytes(answer, wanted);
  const etag = answer.headers.etag;
  return { answer, path, sameBytes, ...(etag ? { etag } : {}) };
}

/** Requests over HTTPS and, if there is no answer, over HTTP, since a new domain has no certificate yet. */
export async function probeAnyhow(
  edge: EdgePort,
  request: Parameters<EdgePort['probe']>[0],
  signal: AbortSignal,
): Promise<EdgeAnswer> {
  const secure = await edge.probe(request, signal);
  if (secure.outcome === 'answered' || secure.outcome === 'refusedAddress') return secure;
  const plain = await edge.probe({ ...request, scheme: 'http' }, signal);
  return plain.outcome === 'answered' ? plain : secure;
}

function isDescribed({ status, headers }: EdgeAnswer, { size, etag }: ObjectHead): boolean {
  const given = (headers.etag ?? '').replace(/^(W\/)?"|"$/g, '');
  return status === 200 && given === etag && Number(headers['content-length'] ?? size) === size;
}

/**
 * Returns whether an answer may come from a node that does not know the domain yet: there is none, it is a server error, or it says that the name is
 * unknown.
 */
export function isUnready({ outcome, status, headers }: EdgeAnswer): boolean {
  return outcome !== 'answered' || status === undefined || status >= 500 || 'x-tengine-bf-error' in headers;
}

/** Returns whether an answer came through Alibaba Cloud CDN, by the headers of its nodes. */
export function isThroughCdn({ headers }: EdgeAnswer): boolean {
  return ['x-cache', 'x-swift-savetime', 'x-swift-cachetime', 'eagleid'].some((name) => name in headers);
}

/** Returns whether an answer came through a proxy of another vendor, judging by its headers. */
export function isForeignProxy({ headers }: EdgeAnswer): boolean {
  const server = headers.server?.toLowerCase() ?? '';
  const marks = ['cf-ray', 'x-amz-cf-id', 'x-nws-log-uuid', 'x-akamai-transformed'];
  return server === 'cloudflare' || server === 'akamaighost' || marks.some((mark) => mark in headers);
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** The rules that may refuse a check, by what the edge writes into `X-Tengine-Error`. Source: Alibaba Cloud CDN, "Access control troubleshooting guide". */
const rules: readonly (readonly [pattern: RegExp, words: () => string])[] = [
  [
    /\breferer acl\b/i,
    () => l10n.t('the Referer list of the domain: this check sends no Referer, as when a URL is opened directly'),
  ],
  [/\bip acl\b/i, () => l10n.t('the IP address list of the domain, by the address of this computer or its proxy')],
  [/\breq auth\b/i, () => l10n.t('URL signing of the domain: this check sends no signature')],
  [/\bua$/i, () => l10n.t('the User-Agent list of the domain')],
];

/** Returns which setting of a domain made the edge refuse a check, and why; `undefined` if `reason` names no known setting. */
export function refusalText(reason: string): string | undefined {
  return rules.find(([pattern]) => pattern.test(reason.trim()))?.[1]();
}

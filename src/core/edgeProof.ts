import { toUrlPath } from './objectKey.js';
import type { CloudPorts } from './ports/cloud.js';
import type { BucketRef, OssPort } from './ports/oss.js';
import type { EdgeAnswer } from './ports/probe.js';

/** Larger objects, in bytes, are not fetched only to compare them. */
export const largestProof = 1_000_000;

/** Chooses a small object to compare at the edge: `preferred` while it exists, else the smallest of the first page. */
export async function pickProofObject(
  oss: OssPort,
  bucket: BucketRef,
  preferred: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (preferred !== undefined && (await oss.readObjectHead(bucket, preferred, signal))) return preferred;
  const page = await oss.listObjects(bucket, { prefix: '', limit: 100, flat: true }, signal);
  const fit = page.objects.filter((object) => object.size > 0 && object.size <= largestProof);
  return [...fit].sort((left, right) => left.size - right.size)[0]?.key;
}

/** A small object of the bucket with its bytes, and the path under which the edge has it. */
export interface Proof {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads an object to compare at the edge, or `undefined` when the bucket has none that fits. */
export async function readProof(
  oss: OssPort,
  bucket: BucketRef,
  preferred: string | undefined,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const key = await pickProofObject(oss, bucket, preferred, signal);
  const bytes = key === undefined ? undefined : await oss.readObject(bucket, key, signal);
  return key !== undefined && bytes ? { path: toUrlPath(key), bytes } : undefined;
}

/** Says whether the edge answered with exactly these bytes. */
export function hasBytes({ status, body }: EdgeAnswer, wanted: Uint8Array): boolean {
  return status === 200 && body !== undefined && isEqual(body, wanted);
}

/** Fetches one object from the edge, at `connectTo` under `name`, and from the bucket, and compares the bytes. */
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
  const [answer, wanted] = await Promise.all([
    edge.probe({ connectTo: at.connectTo, name: at.name, path, maxBytes: largestProof + 1 }, signal),
    oss.readObject(at.bucket, at.key, signal),
  ]);
  const sameBytes = wanted !== undefined && hasBytes(answer, wanted);
  const etag = answer.headers.etag;
  return { answer, path, sameBytes, ...(etag ? { etag } : {}) };
}

/** Says whether an answer came through Alibaba Cloud CDN, by the headers that its nodes add. */
export function isThroughCdn({ headers }: EdgeAnswer): boolean {
  return ['x-cache', 'x-swift-savetime', 'x-swift-cachetime', 'eagleid'].some((name) => name in headers);
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

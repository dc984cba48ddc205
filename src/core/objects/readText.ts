import { AppError } from '../errors.js';
import type { ObjectHeaders, ObjectSource, OssPort } from '../ports/oss.js';
import { decodeText, withoutEncoding } from './decodeObject.js';

/** The most bytes of a text that one command reads to show it, because traffic from OSS is billed. */
export const mostTextBytes = 5 * 1024 * 1024;

/** A text, or why it is not shown with the size in bytes. */
export type TextContent = { readonly text: string } | { readonly refused: 'large' | 'binary'; readonly size: number };

/** Reads the text of an object or of one version. Throws `noSuchObject` if it is missing. */
export async function readObjectText(
  oss: Pick<OssPort, 'readObjectHead' | 'readVersion'>,
  source: ObjectSource,
  signal: AbortSignal,
): Promise<TextContent> {
  const { bucket, key, versionId } = source;
  const head = await oss.readObjectHead(bucket, key, signal, versionId);
  if (head && head.size > mostTextBytes) return { refused: 'large', size: head.size };
  const bytes = head && (await oss.readVersion(source, mostTextBytes, signal));
  if (!bytes) throw new AppError('noSuchObject', { subject: key });
  return decodeContent(bytes, head.headers);
}

/** Decodes bytes with their headers, as a browser would. */
export async function decodeContent(bytes: Uint8Array, headers: ObjectHeaders): Promise<TextContent> {
  const plain = await withoutEncoding(Uint8Array.from(bytes), headers, mostTextBytes);
  if (plain.length > mostTextBytes) return { refused: 'large', size: plain.length };
  const text = decodeText(plain, headers);
  return text === undefined ? { refused: 'binary', size: plain.length } : { text };
}

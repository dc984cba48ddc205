import { l10n } from '../l10n.js';
import { readTraits } from '../oss/objectTraits.js';
import type { ObjectHead, ObjectRef, OssPort } from '../ports/oss.js';
import { sizeText } from '../text/countText.js';
import { noticeText, withRemark } from '../text/plainText.js';
import { withoutEncoding } from './decodeObject.js';

/** The most bytes of text that are edited, as stored and as unpacked. */
const maxEditedBytes = 5 * 1024 * 1024;

/** The content of an object as an editor shows it, and what a save needs to know of the object. */
export interface EditableObject {
  /** The text in UTF-8, or in UTF-16 with a byte order mark. */
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** Whether the object is stored with gzip, as its Content-Encoding says. */
  readonly isPacked: boolean;
}

/** Why an object cannot be edited. `detail` is the size, the encoding or the charset. */
interface EditRefusal {
  readonly refused: 'large' | 'binary' | 'encoding' | 'charset' | 'link' | 'appendable' | 'folder';
  readonly detail?: string;
}

/**
 * Reads an object for editing. Resolves to `undefined` if it is missing. An object that changes between its HEAD and its content is read again, so that the
 * ETag is that of the content.
 */
export async function readEditable(
  oss: Pick<OssPort, 'readObjectHead' | 'readObject'>,
  { bucket, key }: ObjectRef,
  signal: AbortSignal,
): Promise<EditableObject | EditRefusal | undefined> {
  let head = await oss.readObjectHead(bucket, key, signal);
  for (;;) {
    if (!head) return undefined;
    const refusal = refuseByHead(head, key);
    if (refusal) return refusal;
    const bytes = await oss.readObject(bucket, key, maxEditedBytes, signal);
    const after = await oss.readObjectHead(bucket, key, signal);
    if (bytes && after?.etag === head.etag) return toEditable(Uint8Array.from(bytes), head);
    head = after;
  }
}

function refuseByHead({ size, headers }: ObjectHead, key: string): EditRefusal | undefined {
  const { type } = readTraits({ headers });
  if (type === 'Symlink') return { refused: 'link' };
  if (type === 'Appendable') return { refused: 'appendable' };
  if (key.endsWith('/') && size === 0) return { refused: 'folder' };
  if (size > maxEditedBytes) return { refused: 'large', detail: sizeText(size) };
  const encoding = headers['content-encoding'];
  return isKnownEncoding(encoding) ? undefined : { refused: 'encoding', detail: encoding ?? '' };
}

/** Other encodings, and other spellings of gzip, would not be kept by the upload, which recognizes only this. */
function isKnownEncoding(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'gzip';
}

async function toEditable(
  stored: Uint8Array<ArrayBuffer>,
  { headers, etag }: ObjectHead,
): Promise<EditableObject | EditRefusal> {
  const isPacked = headers['content-encoding'] === 'gzip';
  const bytes = await withoutEncoding(stored, headers, maxEditedBytes);
  // The bytes do not match their encoding.
  if (isPacked && bytes === stored) return { refused: 'encoding', detail: 'gzip' };
  if (bytes.length > maxEditedBytes) return { refused: 'large', detail: sizeText(bytes.length) };
  const text = decodeEdited(bytes);
  if (text === undefined) return { refused: bytes.includes(0) ? 'binary' : 'charset' };
  const charset = charsetOf(headers['content-type']);
  const isOther = charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset) && !hasMark(bytes);
  return isOther ? { refused: 'charset', detail: charset } : { bytes, etag, isPacked };
}

function charsetOf(type = ''): string | undefined {
  return /charset="?([\w-]+)/i.exec(type)?.[1];
}

/** Returns whether the bytes begin with a byte order mark, which a browser prefers to the charset of the Content-Type. Source: WHATWG Encoding, "BOM sniff". */
function hasMark(bytes: Uint8Array): boolean {
  return isWide(bytes) || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);
}

/** Returns whether the bytes begin with the byte order mark of UTF-16. */
export function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Decodes edited bytes without their byte order mark. Returns `undefined` if they are neither UTF-8 nor UTF-16 with a mark. */
export function decodeEdited(bytes: Uint8Array): string | undefined {
  const label = isWide(bytes) ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  if (label === 'utf-8' && bytes.includes(0)) return undefined;
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Packs edited bytes as their object is stored. */
export async function packEdited(bytes: Uint8Array, isPacked: boolean): Promise<Uint8Array> {
  if (!isPacked) return bytes;
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Describes why an object cannot be edited, and what to do instead. */
export function editRefusalText(key: string, { refused, detail = '' }: EditRefusal): string {
  const name = noticeText(key);
  switch (refused) {
    case 'large':
      return l10n.t('{0} is too large to edit here ({1}): download it, edit the file and upload it', name, detail);
    case 'binary':
      return l10n.t('{0} is not text: download it, edit the file with its program and upload it', name);
    case 'encoding':
      return l10n.t(
        '{0} cannot be edited here, because its Content-Encoding ({1}) would not survive: download it, edit the file and upload it',
        name,
        detail,
      );
    case 'charset':
      return l10n.t(
        '{0} cannot be edited here, because its text is not UTF-8: download it, edit the file and upload it',
        detail === '' ? name : withRemark(name, detail),
      );
    case 'link':
      return l10n.t('{0} is a symbolic link, which saving would replace: edit the object that it points to', name);
    case 'appendable':
      return l10n.t(
        '{0} is an appendable object, to which nothing could be appended after a save: download it instead',
        name,
      );
    case 'folder':
      return l10n.t('{0} is a folder and has no text to edit', name);
  }
}

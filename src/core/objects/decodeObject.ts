/** The headers of an object that say what its bytes stand for. */
interface ContentHeaders {
  readonly 'content-encoding'?: string;
  readonly 'content-type'?: string;
}

/** The encodings that a stream here takes off. Source: RFC 9110, "Content Codings"; Compression Streams. */
const formats = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' } as const;

/**
 * The bytes of an object without its Content-Encoding, as a browser would take them; as they are where there is none, where it is
 * not known here, and where the bytes are not what it says. Stops behind `maxBytes`, so that a small object cannot fill the memory:
 * an answer that is longer is only the beginning.
 */
export async function withoutEncoding(
  bytes: Uint8Array<ArrayBuffer>,
  headers: ContentHeaders,
  maxBytes: number,
): Promise<Uint8Array> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!isKnown(encoding)) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(formats[encoding]));
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      parts.push(part);
      length += part.length;
      if (length > maxBytes) break;
    }
  } catch {
    return bytes;
  }
  const whole = new Uint8Array(length);
  for (const [at, part] of parts.entries()) whole.set(part, lengthOf(parts.slice(0, at)));
  return whole;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function isKnown(encoding: string): encoding is keyof typeof formats {
  return Object.hasOwn(formats, encoding);
}

/**
 * The text that bytes stand for; `undefined` where they are none. UTF-16 is told by its byte order mark, then the charset of the
 * Content-Type is tried, UTF-8, and GB 18030, which GBK and GB 2312 are part of. What fits none is shown as UTF-8 with marks in
 * place of what is none.
 */
export function decodeText(bytes: Uint8Array, headers: ContentHeaders): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return undefined;
  const charset = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  for (const label of [...(charset === undefined ? [] : [charset]), 'utf-8', 'gb18030'])
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // Another charset, or one that is not known here.
    }
  return new TextDecoder().decode(bytes);
}

const pictureName = /\.(?:png|jpe?g|jpe|gif|bmp|ico|webp|avif|svg)$/i;
const pictureTypes: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'image/svg+xml': '.svg',
};

/** The file name by which an editor knows an object as a picture: that of its key, or with the ending of its type; `undefined` where it is none. */
export function pictureNameOf(key: string, headers: ContentHeaders): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (pictureName.test(name)) return name;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const ending = pictureTypes[type];
  return ending && name + ending;
}

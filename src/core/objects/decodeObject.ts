/** The headers that describe the encoding of an object. */
interface ContentHeaders {
  readonly 'content-encoding'?: string;
  readonly 'content-type'?: string;
}

/** The supported encodings. Source: RFC 9110, "Content Codings"; Compression Streams. */
const formats = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' } as const;

/**
 * Removes the Content-Encoding of an object, as a browser would. Returns the bytes unchanged without an encoding, with
 * an unknown one, and if they do not match it. Stops after `maxBytes`, since a small object could fill the memory; a
 * longer result is only the beginning.
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
 * Decodes a text; `undefined` for binary bytes. Tries the byte order mark of UTF-16, the charset of the Content-Type,
 * UTF-8, and GB 18030, which includes GBK and GB 2312. Otherwise decodes as UTF-8 with replacement characters.
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
      // The charset is wrong or unknown.
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

/**
 * A file name by which an editor recognizes an object as a picture: from its key, or with the extension of its type;
 * `undefined` if it is none.
 */
export function pictureNameOf(key: string, headers: ContentHeaders): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (pictureName.test(name)) return name;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const ending = pictureTypes[type];
  return ending && name + ending;
}

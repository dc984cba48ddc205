import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import type { ApiRequest } from '../../state/state.js';
import type { StoredPart, StoredUpload } from '../../state/storedObject.js';
import { OssError } from '../errors.js';

const smallestPart = 100 * 1024;
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Part' });

interface NamedPart {
  readonly PartNumber?: string;
  readonly ETag?: string;
}

/** The parts listed in a completion. Throws MalformedXML, InvalidPartOrder, InvalidPart or EntityTooSmall. */
export function chooseParts({ parts }: StoredUpload, request: ApiRequest): StoredPart[] {
  const takesAll = request.headers['x-oss-complete-all'] === 'yes';
  const numbers = takesAll ? [...parts.keys()].sort((a, b) => a - b) : readNumbers(parts, request.body);
  const chosen = numbers.map((number) => parts.get(number)).filter((part) => part !== undefined);
  const small = chosen.slice(0, -1).find(({ body }) => body.length < smallestPart);
  if (!small) return chosen;
  const more = { ProposedSize: String(small.body.length), MinSizeAllowed: String(smallestPart) };
  throw refuse('EntityTooSmall', 'Your proposed upload smaller than the minimum allowed size.', more);
}

/** The ETag of a multipart object, which is no MD5 of its bytes. */
export function etagOf(parts: readonly StoredPart[]): string {
  const sums = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${createHash('md5').update(sums).digest('hex').toUpperCase()}-${parts.length}`;
}

function readNumbers(parts: ReadonlyMap<number, StoredPart>, body: Buffer): number[] {
  const named = readNamed(body);
  const numbers = named.map(({ PartNumber }) => Number(PartNumber));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw refuse('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  for (const { PartNumber, ETag = '' } of named) {
    if (parts.get(Number(PartNumber))?.etag === ETag.replaceAll('"', '').toUpperCase()) continue;
    const message =
      'One or more of the specified parts could not be found or the specified entity tag might not have matched.';
    throw refuse('InvalidPart', message, { PartNumber: PartNumber ?? '' });
  }
  return numbers;
}

function readNamed(body: Buffer): readonly NamedPart[] {
  const found: unknown = readXml(body)?.CompleteMultipartUpload?.Part;
  if (Array.isArray(found) && found.length > 0) return found;
  throw refuse('MalformedXML', 'The XML you provided was not well-formed or did not validate against our schema.');
}

function readXml(body: Buffer): { readonly CompleteMultipartUpload?: { readonly Part?: unknown } } | undefined {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

function refuse(code: string, message: string, more: Readonly<Record<string, string>> = {}): OssError {
  return new OssError({ status: 400, code, message, more });
}

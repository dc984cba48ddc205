import { XMLParser } from 'fast-xml-parser';
import type { ApiResponse } from '../../state/state.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, malformed } from '../errors.js';
import { checkKey, keyEncoder } from '../keys.js';
import { element, textElements, xmlDocument } from '../xml.js';
import { checkBody, deleteObject } from './objects.js';

const mostKeys = 1_000;
const mostBytes = 2 * 1024 * 1024;
const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'Object' });

/** DeleteMultipleObjects: at most 1,000 keys in at most 2 MB with their MD5. Returns all keys, even missing ones, unless quiet. */
export function deleteObjects(call: BucketCall): ApiResponse {
  const { request, query } = call;
  const encode = keyEncoder(call);
  if (request.headers['content-md5'] === undefined) throw invalidArgument('Missing Content-MD5.');
  checkBody(request);
  const { keys, quiet } = readKeys(request.body);
  for (const key of keys) checkKey(key);
  for (const key of keys) deleteObject({ ...call, key });
  const rows = quiet ? [] : keys.map((key) => element('Deleted', textElements({ Key: encode(key) })));
  const encoding = query.has('encoding-type') ? textElements({ EncodingType: query.get('encoding-type') }) : '';
  const body = xmlDocument(element('DeleteResult', encoding, ...rows));
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body };
}

function readKeys(body: Buffer): { readonly keys: readonly string[]; readonly quiet: boolean } {
  const wanted = body.length > mostBytes ? undefined : parse(body)?.Delete;
  const keys = wanted?.Object?.map(({ Key }) => Key) ?? [];
  if (keys.length === 0 || keys.length > mostKeys || keys.some((key) => typeof key !== 'string' || key === ''))
    throw malformed('0016-00000101');
  return { keys: keys.map(String), quiet: wanted?.Quiet === 'true' };
}

interface Parsed {
  readonly Delete?: { readonly Quiet?: string; readonly Object?: readonly { readonly Key?: string }[] };
}

function parse(body: Buffer): Parsed | undefined {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

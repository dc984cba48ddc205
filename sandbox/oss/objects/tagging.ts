import { XMLParser } from 'fast-xml-parser';
import type { ApiResponse } from '../../state/state.js';
import { xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { malformed } from '../errors.js';
import { replaceVersion, requireVersion, versionHeader } from '../stored.js';
import { element, textElements } from '../xml.js';
import { checkTags } from './properties.js';

const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'Tag' });

/** GetObjectTagging of the current version or of one. */
export function readTagging(call: BucketCall): ApiResponse {
  const object = requireVersion(call);
  const rows = Object.entries(object.tags ?? {}).map(([Key, Value]) => element('Tag', textElements({ Key, Value })));
  const answer = xmlAnswer(element('Tagging', element('TagSet', ...rows)));
  return { ...answer, headers: { ...answer.headers, ...versionHeader(call.bucket, object) } };
}

/** PutObjectTagging: replaces all tags. The object is not modified by it. */
export function putTagging(call: BucketCall): ApiResponse {
  const object = requireVersion(call);
  replaceVersion(call.bucket, object, { ...object, tags: checkTags(readPairs(call.request.body)) });
  call.state.events.emit('change');
  return { status: 200, headers: versionHeader(call.bucket, object), body: '' };
}

/** DeleteObjectTagging. */
export function deleteTagging(call: BucketCall): ApiResponse {
  const object = requireVersion(call);
  replaceVersion(call.bucket, object, { ...object, tags: {} });
  call.state.events.emit('change');
  return { status: 204, headers: versionHeader(call.bucket, object), body: '' };
}

interface Parsed {
  readonly Tagging?: {
    readonly TagSet?: { readonly Tag?: readonly { readonly Key?: string; readonly Value?: string }[] } | '';
  };
}

function readPairs(body: Buffer): [string, string][] {
  const set = parse(body)?.Tagging?.TagSet;
  if (set === undefined) throw malformed();
  return (set === '' ? [] : (set.Tag ?? [])).map(({ Key = '', Value = '' }) => [Key, Value]);
}

function parse(body: Buffer): Parsed | undefined {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

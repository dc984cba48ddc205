import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiResponse } from '../../../sandbox/state/state.js';
import type { CallSpec } from '../../../src/cloud/callWithRetry.js';
import type { HttpsAnswer } from '../../../src/cloud/http/httpsSend.js';
import type { OssApi } from '../../../src/cloud/oss/api.js';
import { attributeCalls } from '../../../src/cloud/oss/attributes.js';
import { copyObject } from '../../../src/cloud/oss/copy.js';
import { downloadObject } from '../../../src/cloud/oss/download.js';
import { multipartCalls } from '../../../src/cloud/oss/multipart.js';
import { objectCalls as transferCalls } from '../../../src/cloud/oss/objects.js';
import { bucketCalls, versionCalls } from '../../../src/cloud/oss/oss.js';
import { bindCalls } from '../../../src/cloud/sdkApi.js';
import { isAppError } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { readSources } from '../../project/sources.js';
import { openAnsweredCloud } from '../../support/answeredCloud.js';
import { objectCalls, sdkCalls } from '../../support/everyCall.js';
import { fuzzAsync, fuzzSeed, fuzzTimeoutMs } from '../../support/fuzz.js';

const opened = openAnsweredCloud();
const { cloud } = opened;
const calls = sdkCalls(opened.recordId);

beforeAll(() => console.log(`seed of the random answers: ${fuzzSeed}`));
afterAll(() => opened.close());

test('every action of the client is fuzzed', () => {
  const actions = readSources('src/cloud').flatMap(({ text }) =>
    [...text.matchAll(/\baction: '([A-Z]\w+)'/g)].map(([, action]) => action ?? ''),
  );
  const called = [...calls, ...objectCalls].map(([action]) => action);
  expect([...new Set(called)].sort()).toEqual([...new Set(actions)].sort());
});

/** A change of one place of an answer. */
const edit = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('value', 'delete', 'list', 'cut', 'twice'),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('', '%', '%zz', '+', '0', '-1', 'true', 1e300, 2 ** 53),
  ),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** The answer of the vendor to each call, from the sandbox. */
async function recordAnswer(make: (given: CloudPorts) => Promise<unknown>): Promise<ApiResponse> {
  let last: ApiResponse | undefined;
  opened.reset();
  opened.answer = async (given) => {
    last = await given();
    return last;
  };
  await make(cloud).catch(() => {});
  return last!;
}

test(
  'any answer to any call through an SDK is parsed, or is an error with a kind',
  async () => {
    const recorded: ApiResponse[] = [];
    for (const [, make] of calls) recorded.push(await recordAnswer(make));
    expect(recorded.filter(({ status }) => status < 300).length).toBeGreaterThan(calls.length * 0.75);
    const input = fc.record({
      at: fc.nat(calls.length - 1),
      status: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        fc.constantFrom(200, 204, 302, 400, 403, 404, 500),
      ),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    });
    await fuzzAsync(input, async ({ at, status, edits }) => {
      let asked = 0;
      const response = recorded[at]!;
      opened.answer = async () => {
        if (++asked > 5) throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
        return { ...response, status: status ?? response.status, body: change(String(response.body), edits) };
      };
      await settles(calls[at]![1](cloud));
    });
  },
  fuzzTimeoutMs * 3,
);

const xml: Readonly<Record<string, string>> = {
  InitiateMultipartUpload:
    '<InitiateMultipartUploadResult><Bucket>b</Bucket><UploadId>id</UploadId></InitiateMultipartUploadResult>',
  ListParts:
    '<ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker><Part><PartNumber>1</PartNumber><ETag>"A"</ETag><Size>3</Size><HashCrc64ecma>7</HashCrc64ecma></Part></ListPartsResult>',
  CompleteMultipartUpload: '<CompleteMultipartUploadResult><ETag>"A"</ETag></CompleteMultipartUploadResult>',
  GetBucketCors: '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>',
  DeleteMultipleObjects:
    '<DeleteResult><EncodingType>url</EncodingType><Deleted><Key>a</Key></Deleted><Deleted><Key>b+%20</Key></Deleted></DeleteResult>',
  GetObjectAcl:
    '<AccessControlPolicy><AccessControlList><Grant>private</Grant></AccessControlList></AccessControlPolicy>',
  GetObjectTagging: '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>',
  ListObjectVersions:
    '<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>b+%20</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker><Version><Key>a</Key><VersionId>1</VersionId><IsLatest>false</IsLatest><Size>3</Size><ETag>"A"</ETag></Version><DeleteMarker><Key>b+%20</Key><VersionId>2</VersionId><IsLatest>true</IsLatest></DeleteMarker><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListVersionsResult>',
  UploadPartCopy:
    '<CopyPartResult><ETag>"A"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyPartResult>',
  CopyObject:
    '<CopyObjectResult><ETag>"A"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>',
};

test(
  'any answer to any call on an object is parsed, or is an error with a kind',
  async () => {
    const header = fc.constantFrom(
      'etag',
      'x-oss-hash-crc64ecma',
      'x-oss-version-id',
      'content-length',
      'last-modified',
      'x-oss-object-type',
      'x-oss-meta-a',
      'x-oss-server-side-encryption',
    );
    const input = fc.record({
      at: fc.nat(objectCalls.length - 1),
      headers: fc.dictionary(header, fc.oneof(fc.string(), fc.constantFrom('"A"', '3', '-1', '1e9', 'Normal'))),
      edits: fc.array(edit, { maxLength: 4 }),
    });
    let given: HttpsAnswer;
    let fuzzed = '';
    // The calls before and after it are answered as they should be.
    const answer = async ({ action }: CallSpec) =>
      action === fuzzed || xml[action] === undefined ? given : { ...given, body: Buffer.from(xml[action]) };
    const api: OssApi = { read: answer, write: answer };
    const oss = bindCalls(api, {
      ...transferCalls,
      ...multipartCalls,
      ...bucketCalls,
      ...attributeCalls,
      ...versionCalls,
      copyObject,
      downloadObject,
    });
    await fuzzAsync(input, async ({ at, headers, edits }) => {
      const [action, make] = objectCalls[at]!;
      fuzzed = action;
      given = { status: 200, headers, body: Buffer.from(change(xml[action] ?? '', edits)) };
      await settles(make({ oss } as CloudPorts));
    });
  },
  fuzzTimeoutMs,
);

async function settles(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    // A reader that stumbles is a bug of ours, and told as one.
    if (!isAppError(error) || error.kind === 'bug') throw error;
  }
}

function change(text: string, edits: readonly Edit[]): string {
  return edits.reduce(
    (before, each) => (/^\s*[{[]/.test(before) ? changeJson(before, each) : changeText(before, each)),
    text,
  );
}

/** Each place of a JSON text may become anything, go, stand in a list, or come twice. */
function changeJson(text: string, { at, how, value }: Edit): string {
  if (how === 'cut' || !isJson(text)) return changeText(text, { at, how, value });
  let left = at % Math.max(1, text.split(/[:,[]/).length);
  return (
    JSON.stringify(JSON.parse(text), (_key, inner: unknown) => {
      if (left-- !== 0) return inner;
      return how === 'value' ? value : how === 'delete' ? undefined : how === 'list' ? [inner] : [inner, inner];
    }) ?? 'null'
  );
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** Of other text, a word is replaced, left out or doubled, or the end is cut off. */
function changeText(text: string, { at, how, value }: Edit): string {
  const words = text.split(/(?=[<>"])|(?<=[<>"])/);
  const place = at % Math.max(1, words.length);
  if (how === 'cut') return text.slice(0, at % (text.length + 1));
  const word = words[place] ?? '';
  const put = typeof value === 'string' ? value : JSON.stringify(value);
  words[place] = how === 'value' ? put : how === 'delete' ? '' : word + word;
  return words.join('');
}

import { AppError } from '../../core/errors.js';
import { endpointOf, publicBucketHost } from '../../core/origin.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import { type CallSpec, type Link, type LookAgain, read, write } from '../callWithRetry.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import type { BodySink } from '../http/readBody.js';
import { sendHttps } from '../http/transport.js';
import { parseXml } from '../http/xml.js';
import { answerTime } from '../timeouts.js';
import { checkAnswer } from './failure.js';
import { createSigner, type OssRequest, type Signer } from './signature.js';

/** Receives the object of an answer in pieces. `headers` are added to the request of this attempt only. */
export interface AttemptSink extends BodySink {
  readonly headers: Readonly<Record<string, string>>;
}

/** An operation on an object or a bucket. */
export interface OssOperation {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly region: string;
  /** The bucket's name and the domain for its requests. */
  readonly bucket: Pick<BucketRef, 'name' | 'uploadDomain'>;
  /** The key of the object. Absent for operations on the bucket itself. */
  readonly key?: string;
  /** The query parameters, not encoded. A parameter with an empty value is sent as a bare name. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header values by names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A factor for the usual idle timeout, for transfers of objects and slow operations. */
  readonly patience?: number;
  /** Size limit in bytes if the answer is an object. */
  readonly objectBytes?: number;
  /** Creates the sink for the object of each attempt. */
  readonly into?: () => AttemptSink;
  /** Called with each answer of OSS, before it is checked for errors. */
  readonly onAnswer?: (answer: HttpsAnswer) => void;
  /** Set if OSS may start its response before the work is done. Then `patience` also applies to the time limit of the whole response. */
  readonly answersEarly?: boolean;
}

/**
 * Calls that transfer objects. `read` and `write` are as in `callWithRetry.ts`. All other calls use the vendor's SDK
 * (`sdk.ts`), whose transport is not fit for objects: it opens any number of sockets, ends an upload after a fixed time even while it progresses, and cannot
 * be cancelled.
 */
export interface OssApi {
  read(spec: CallSpec, operation: OssOperation): Promise<HttpsAnswer>;
  /** `operation` is created for each attempt if it may have changed after a look. */
  write(
    spec: CallSpec,
    operation: OssOperation | (() => OssOperation),
    look?: LookAgain<HttpsAnswer>,
  ): Promise<HttpsAnswer>;
}

interface Line {
  readonly link: Link;
  readonly sign: Signer;
  /**
   * The last accepted keys of each place: the vendor's endpoints are one place, and each upload domain is another. The
   * secret of an AccessKey never changes, and a disabled key has its own error code. So after a pair was accepted, a
   * signature mismatch concerns that request alone: something modified it.
   */
  readonly accepted: Map<string, string>;
}

/** Opens the calls that transfer objects. Sends no request. */
export function openOssApi(link: Link): OssApi {
  const line: Line = { link, sign: createSigner(), accepted: new Map() };
  const prepare = (spec: CallSpec, create: () => OssOperation) => {
    const { bucket, region } = create();
    const limit = link.limits.of(endpointOf({ ...bucket, region }));
    const send = () => limit.send(() => attempt(line, create(), spec), spec.subject);
    return [link, { ...spec, limit }, send] as const;
  };
  return {
    read: (spec, operation) => read(...prepare(spec, () => operation)),
    write: (spec, operation, look) =>
      write(...prepare(spec, typeof operation === 'function' ? operation : () => operation), look),
  };
}

/** Throws `invalidInput` for an empty key. A request with an empty key concerns the bucket, so DELETE would delete the bucket. Source: DeleteBucket. */
export function requireKey(key: string, bucket: Pick<BucketRef, 'name'>): void {
  if (key === '') throw new AppError('invalidInput', { subject: `${bucket.name}/`, code: 'InvalidObjectName' });
}

/** Returns the fields of an answer's root element. Throws `badAnswer` if the root element has another name than `root`. */
export function readXml({ body }: HttpsAnswer, root: string, spec: CallSpec): AnswerFields {
  const parsed = parseXml(body.toString('utf8'));
  if (parsed?.name !== root) throw badAnswer(spec, `${root} is missing`);
  return readFields(parsed.content, spec);
}

async function attempt({ link, sign, accepted }: Line, operation: OssOperation, spec: CallSpec): Promise<HttpsAnswer> {
  const { method, region, bucket, key, query = {}, body, patience = 1, objectBytes, into, answersEarly } = operation;
  if (key !== undefined) requireKey(key, bucket);
  const host = bucket.uploadDomain ?? publicBucketHost({ name: bucket.name, region });
  const sink = into?.();
  const headers: Record<string, string> = { ...operation.headers, ...sink?.headers, host };
  if (body || method === 'PUT' || method === 'POST') headers['content-length'] = String(body?.length ?? 0);
  // With its host signed, a misdirected request is of no use elsewhere.
  const request: OssRequest = { method, bucket: bucket.name, key: key ?? '', query, headers, additional: ['host'] };
  checkValues(headers);
  const keys = await link.credentials();
  const pair = `${keys.accessKeyId} ${keys.accessKeySecret}`;
  const place = bucket.uploadDomain ?? 'OSS';
  const head = sign(request, region, keys, new Date());
  const timeoutMs = link.timeoutMs * patience;
  const answerMs = answerTime(answersEarly ? timeoutMs : link.timeoutMs);
  const { signal } = spec;
  const answer = await sendHttps({ method, host, head, body, timeoutMs, answerMs, objectBytes, into: sink, signal });
  operation.onAnswer?.(answer);
  try {
    checkAnswer(answer, bucket.uploadDomain !== undefined);
  } catch (error) {
    throw judgeSignature(error, accepted, place, pair);
  }
  accepted.set(place, pair);
  return answer;
}

/** OSS looks up the object only after it has verified the signature. */
function judgeSignature(error: unknown, accepted: Line['accepted'], place: string, pair: string): unknown {
  const { code } = error as { readonly code?: unknown };
  if (code === 'NoSuchKey') accepted.set(place, pair);
  const isOfRequest = code === 'SignatureDoesNotMatch' && accepted.get(place) === pair;
  return isOfRequest ? Object.assign(error as Error, { scope: 'object' }) : error;
}

/** Throws for characters above one byte. Node sends one byte for each character, and throws its own error for others. */
function checkValues(headers: Readonly<Record<string, string>>): void {
  const refused = Object.keys(headers).find((name) => /[^\t\x20-\x7e\x80-\xff]/.test(headers[name] ?? ''));
  if (refused !== undefined) throw new AppError('invalidInput', { subject: refused, code: 'headerValue' });
}

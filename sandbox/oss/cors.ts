import type { ApiRequest, ApiResponse, StoredBucket } from '../state/state.js';
import type { BucketCall } from './call.js';
import { malformed, OssError } from './errors.js';

/** GetBucketCors: the stored document with line breaks and defaults. */
export function readCors({ bucket }: BucketCall): ApiResponse {
  if (bucket.cors !== undefined) {
    return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: withDefaults(bucket.cors) };
  }
  const message = 'The CORS Configuration does not exist.';
  throw new OssError({ status: 404, code: 'NoSuchCORSConfiguration', message, ec: '0018-00000404' });
}

function withDefaults(xml: string): string {
  const broken = xml.replaceAll('><', '>\n<');
  if (broken.includes('<ResponseVary>')) return broken;
  return broken.replace('</CORSConfiguration>', '<ResponseVary>false</ResponseVary>\n</CORSConfiguration>');
}

/** PutBucketCors: replaces all rules. */
export function putCors({ bucket, request, state }: BucketCall): ApiResponse {
  const xml = request.body.toString('utf8');
  if (!xml.includes('<CORSConfiguration')) throw malformed();
  const most = Number(state.uncertain.corsRules);
  if (xml.split('<CORSRule>').length - 1 > most) {
    const message = `At most ${most} rules are allowed.`;
    throw new OssError({ status: 400, code: 'InvalidArgument', message, ec: '0016-00000001' });
  }
  bucket.cors = xml;
  return { status: 200, headers: {}, body: '' };
}

/** DeleteBucketCors. */
export function deleteCors({ bucket }: BucketCall): ApiResponse {
  delete bucket.cors;
  return { status: 204, headers: {}, body: '' };
}

/** The answer to a preflight, which carries no signature. */
export function answerPreflight(request: ApiRequest, bucket: StoredBucket): ApiResponse {
  const headers = corsHeaders(request, bucket, request.headers['access-control-request-method'] ?? '');
  if (headers) return { status: 200, headers, body: '' };
  const message = 'CORSResponse: This CORS request is not allowed.';
  throw new OssError({ status: 403, code: 'AccessForbidden', message, ec: '0005-00000001' });
}

/** The headers that let a page of the requesting origin read; `undefined` if no rule allows it. */
export function corsHeaders(
  { headers: { origin } }: ApiRequest,
  { cors = '' }: StoredBucket,
  method: string,
): Record<string, string> | undefined {
  if (origin === undefined) return undefined;
  const rules = [...cors.matchAll(/<CORSRule>([\s\S]*?)<\/CORSRule>/g)].map(([, rule = '']) => rule);
  const all = (rule: string, name: string) =>
    [...rule.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text.trim());
  const isFor = (pattern: string) => pattern === '*' || pattern === origin;
  const rule = rules.find(
    (each) => all(each, 'AllowedOrigin').some(isFor) && all(each, 'AllowedMethod').includes(method),
  );
  if (rule === undefined) return undefined;
  return {
    'Access-Control-Allow-Origin': all(rule, 'AllowedOrigin').includes('*') ? '*' : origin,
    'Access-Control-Allow-Methods': all(rule, 'AllowedMethod').join(', '),
  };
}

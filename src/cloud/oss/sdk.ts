import { Readable } from 'node:stream';
import StockGateway from '@alicloud/gateway-oss';
import type { AttributeMap, InterceptorContext, InterceptorContextRequest } from '@alicloud/gateway-spi';
import * as $OpenApi from '@alicloud/openapi-client';
import Oss from '@alicloud/oss20190517';
import * as $Util from '@alicloud/tea-util';
import { ossEndpoint } from '../../core/origin.js';
import { useOwnTransport } from '../http/sdkTransport.js';
import { type Element, parseXml } from '../http/xml.js';
import type { SdkKeys } from '../sdkApi.js';
import { checkAnswer, notFromOss } from './failure.js';
import { createSigner } from './signature.js';

/** An operation for which the SDK has no fitting method. `path` contains the sub-resources. */
interface ControlOperation {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly bucket?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The body, as XML. */
  readonly body?: string;
}

/**
 * Creates the SDK's OSS client for one region, behind our gateway. With `uploadDomain`, requests for the bucket go to that domain. Both timeouts are set to
 * `timeoutMs`.
 */
export function openOss(keys: SdkKeys, region: string, timeoutMs: number, uploadDomain?: string): Oss {
  useOwnTransport();
  const client = new Oss(
    new $OpenApi.Config({
      credential: keys,
      endpoint: uploadDomain ?? ossEndpoint(region),
      regionId: region,
      readTimeout: timeoutMs,
      connectTimeout: timeoutMs,
    }),
  );
  client.setGatewayClient(new OssGateway(uploadDomain));
  return client;
}

/** Sends an operation through the SDK's generic call and returns its answer. The body is the content of the root element, with OSS's names. */
export async function execute(
  client: Oss,
  { action, method, path, bucket, query, body }: ControlOperation,
): Promise<{ headers: Record<string, string>; body: Record<string, unknown> }> {
  const params = new $OpenApi.Params({
    action,
    method,
    pathname: path,
    version: '2019-05-17',
    protocol: 'HTTPS',
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'xml',
    bodyType: 'xml',
  });
  const request = new $OpenApi.OpenApiRequest({ hostMap: bucket ? { bucket } : {}, headers: {}, query, body });
  const answer = await client.execute(params, request, new $Util.RuntimeOptions({}));
  return { headers: answer.headers, body: answer.body };
}

/** The root element in the answer of each operation. All other operations have an empty answer. */
const roots: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBucketsResult',
  GetBucketInfo: 'BucketInfo',
  ListObjects: 'ListBucketResult',
  ListCname: 'ListCnameResult',
  CreateCnameToken: 'CnameToken',
};

/**
 * The vendor's gateway with its gaps filled: signature V4 (V1 is closed to new accounts and buckets), encoded keys, empty answers, and
 * complete errors.
 */
class OssGateway extends StockGateway {
  private readonly sign = createSigner();

  constructor(private readonly uploadDomain?: string) {
    super();
  }

  override async modifyRequest(context: InterceptorContext, _attributes: AttributeMap): Promise<void> {
    const { request, configuration } = context;
    const bucket = request.hostMap?.bucket ?? '';
    const { key, query } = splitPath(request);
    const host = this.uploadDomain ?? (await this.getHost('', bucket, configuration.endpoint ?? ''));
    const keys = await (request.credential as unknown as SdkKeys).getCredential();
    const headers = { ...withBody(request), host };
    const toSign = { method: request.method, bucket, key, query, headers, additional: ['host'] };
    const signed = this.sign(toSign, configuration.regionId, keys, new Date());
    request.pathname = signed.path;
    request.query = {};
    request.headers = { ...signed.headers, 'user-agent': request.userAgent };
  }

  override async modifyResponse(context: InterceptorContext, _attributes: AttributeMap): Promise<void> {
    const { request, response } = context;
    const body = await readBytes(response.body);
    checkAnswer({ status: response.statusCode ?? 0, headers: response.headers ?? {}, body });
    response.deserializedBody = readContent(body, roots[request.action]);
  }
}

function readContent(body: Buffer, root: string | undefined): Element {
  if (root === undefined) return {};
  const parsed = parseXml(body.toString('utf8'));
  if (parsed?.name !== root) throw notFromOss();
  return parsed.content;
}

async function readBytes(body: Readable | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Splits the key from the sub-resources of an operation, which follow the last `?`. Any earlier `?` belongs to the key. */
function splitPath({ pathname, query }: InterceptorContextRequest): { key: string; query: Record<string, string> } {
  const end = pathname.includes('?') ? pathname.lastIndexOf('?') : pathname.length;
  const own = Object.fromEntries(new URLSearchParams(pathname.slice(end)));
  return { key: pathname.slice(1, end), query: { ...query, ...own } };
}

/** Sets the body stream, and returns the headers with names in lower case and without the SDK's empty ones. */
function withBody(request: InterceptorContextRequest): Record<string, string> {
  const given = Object.entries<string | undefined | null>(request.headers ?? {});
  const headers: Record<string, string> = {};
  for (const [name, value] of given) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = value;
  }
  if (typeof request.body !== 'string') return headers;
  const body = Buffer.from(request.body);
  request.stream = Readable.from([body]);
  return { ...headers, 'content-type': 'application/xml', 'content-length': String(body.length) };
}

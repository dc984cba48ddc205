import { Readable } from 'node:stream';
import StockGateway from '@alicloud/gateway-oss';
import type { AttributeMap, InterceptorContext, InterceptorContextRequest } from '@alicloud/gateway-spi';
import Xml from '@alicloud/tea-xml';
import { encodePart, formatQuery, signRequest } from '../ossSignature.js';
import type { SdkKeys } from '../sdkKeys.js';
import { normaliseLists, readText, toFailure } from './ossAnswer.js';

/** Operations whose path is an object key, so that `?` and `#` in it are part of the key. */
const objectActions = new Set(['PutObject', 'GetObject', 'HeadObject', 'DeleteObject']);

/**
 * The vendor's gateway with what it lacks: signature V4 (V1 is closed to new accounts and buckets), encoded keys,
 * the caller's Content-Type, lists of one, empty answers, and all that an error says.
 */
export class OssGateway extends StockGateway {
  constructor(private readonly uploadDomain?: string) {
    super();
  }

  override async modifyRequest(context: InterceptorContext, _attributes: AttributeMap): Promise<void> {
    const { request, configuration } = context;
    const bucket = request.hostMap?.bucket ?? '';
    const { key, query } = splitPath(request);
    const headers = withBody(request);
    const host = this.uploadDomain ?? (await this.getHost('', bucket, configuration.endpoint ?? ''));
    const keys = await (request.credential as unknown as SdkKeys).getCredential();
    const signed = signRequest(
      { method: request.method, bucket, key, query, headers },
      configuration.regionId,
      keys,
      new Date(),
    );
    const search = formatQuery(query);
    request.pathname = `/${encodePart(key, true)}${search ? `?${search}` : ''}`;
    request.query = {};
    request.headers = { ...signed, host, 'user-agent': request.userAgent };
  }

  override async modifyResponse(context: InterceptorContext, _attributes: AttributeMap): Promise<void> {
    const { request, response } = context;
    const status = response.statusCode ?? 0;
    if (status < 200 || status >= 300) throw await toFailure(status, response.headers ?? {}, response.body);
    if (request.bodyType === 'binary') {
      response.deserializedBody = response.body;
      return;
    }
    const text = await readText(response.body);
    if (request.bodyType !== 'xml' || text === '') {
      response.deserializedBody = {};
      return;
    }
    const [root] = Object.values(Xml.parseXml(text, null));
    response.deserializedBody = normaliseLists(root);
  }
}

function splitPath(request: InterceptorContextRequest): { key: string; query: Record<string, string> } {
  const path = request.pathname.slice(1);
  const query = { ...request.query };
  if (objectActions.has(request.action)) return { key: path, query };
  const [key = '', search = ''] = path.split('?');
  for (const [name, value] of new URLSearchParams(search)) query[name] = value;
  return { key, query };
}

/** Sets the body stream, and answers the headers in lower case without the SDK's empty ones. */
function withBody(request: InterceptorContextRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = value;
  }
  if (request.reqBodyType === 'xml' && request.body) {
    const body = Buffer.from(Xml.toXML(request.body));
    request.stream = Readable.from([body]);
    headers['content-type'] = 'application/xml';
    headers['content-length'] = String(body.length);
  }
  return headers;
}

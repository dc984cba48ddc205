import type Client from '@alicloud/openapi-core';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import type { SdkAnswer } from './callWithRetry.js';
import type { SdkKeys } from './sdkApi.js';

/** The settings of an SDK client. Both timeouts are the same, ms: the SDK's connect timeout is really an idle timeout. */
export function toConfig(endpoint: string, credential: SdkKeys, timeoutMs: number): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({ credential, endpoint, readTimeout: timeoutMs, connectTimeout: timeoutMs });
}

/** The answer of an RPC call, with the vendor's field names. */
export type RpcAnswer = SdkAnswer<Readonly<Record<string, unknown>> & { readonly RequestId?: string }>;

/** The parameters of a call, with the vendor's names. */
export type RpcFields = Readonly<Record<string, string | number>>;

/**
 * The longest query, in characters; a longer one goes into a form. The gateway's limit is not documented. Servers of its
 * kind take a request line of 8 KB by default and answer 414 to a longer one, as the gateway does to much longer ones.
 */
const longestQuery = 8_000;

/**
 * Makes a call of the vendor's RPC style with its parameters in the query, like the vendor's SDKs. Parameters with a key
 * go into a form, since addresses are logged in many places.
 */
export function callRpc(
  client: Client,
  operation: { readonly action: string; readonly version: string },
  fields: RpcFields,
  place: 'query' | 'form' = 'query',
): Promise<RpcAnswer> {
  const params = new $OpenApiUtil.Params({
    ...operation,
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const parameters = place === 'form' ? { body: fields } : { query: toTexts(fields) };
  const request = new $OpenApiUtil.OpenApiRequest(parameters);
  return client.callApi(params, request, new RuntimeOptions({})) as Promise<RpcAnswer>;
}

/**
 * Makes a client move long queries into a form, and detect a gateway that did not read the form. Whether it reads query
 * parameters there, with the present signature, is not documented.
 */
export function withForms<Rpc extends Client>(client: Rpc): Rpc {
  const send = client.callApi.bind(client);
  client.callApi = async (params, request, runtime) => {
    const placed = isLong(request.query) ? toForm(request) : request;
    try {
      return await send(params, placed, runtime);
    } catch (error) {
      throw placed.body && isOfField(error, placed.body) ? Object.assign(error, { name: 'BodyNotReadError' }) : error;
    }
  };
  return client;
}

type Request = $OpenApiUtil.OpenApiRequest;

function isLong(query: Request['query'] = {}): boolean {
  const parts = Object.entries(query).flat();
  return parts.reduce((sum, part) => sum + encodeURIComponent(part).length + 1, 0) > longestQuery;
}

function toForm({ query, body, ...rest }: Request): Request {
  return new $OpenApiUtil.OpenApiRequest({ ...rest, query: {}, body: { ...query, ...body } });
}

/**
 * Returns whether the gateway misses a parameter that was sent. Its own code contains the name of the parameter; the
 * products use `MissingParameter`. Source: Alibaba Cloud error centre, "MissingParameter"; observed answers ("X is
 * mandatory for this action").
 */
function isOfField(error: unknown, fields: object): error is Error {
  const { code } = error as { readonly code?: unknown };
  if (!(error instanceof Error) || typeof code !== 'string') return false;
  return /^MissingParameter\b/.test(code) || Object.keys(fields).some((name) => code === `Missing${name}`);
}

function toTexts(fields: RpcFields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

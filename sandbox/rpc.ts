import { randomUUID } from 'node:crypto';
import { queryOf, readPairs, verifyAcs3 } from './acs3.js';
import { requireRate } from './callRates.js';
import { gatewayPage } from './proxy/errorPages.js';
import { findDenial } from './ram/authorize.js';
import { RpcError } from './rpcError.js';
import type { AccessKey } from './state/accessKey.js';
import { serviceNow } from './state/clock.js';
import type { ApiRequest, ApiResponse, SandboxState, Service } from './state/state.js';
import { isOn } from './state/uncertain.js';

/** The parameters of a call, from query and form body. */
export type Params = Readonly<Record<string, string>>;
/** One operation: returns the body without its RequestId, or throws an `RpcError`. */
export type RpcAction = (params: Params, state: SandboxState, caller: AccessKey) => object;

/** A product behind the RPC gateway. `product` is the error centre's spelling. */
export interface RpcProduct {
  readonly name: 'cdn' | 'alidns' | 'cas' | 'casInternational' | 'sts';
  /** RAM's name of the product, if different. */
  readonly ram?: string;
  readonly product: string;
  readonly host: string;
  readonly version: string;
  readonly actions: ReadonlyMap<string, RpcAction>;
  /** Calls without a permission. */
  readonly free?: readonly string[];
  /** Converts RAM's denial to the product's own error, if it has one. */
  readonly restate?: (denial: RpcError, state: SandboxState) => RpcError;
}

/** Creates the service of a product: signature, permissions, parameters, dispatch and the vendor's error format. */
export function createRpcService(product: RpcProduct): Service {
  const answerError = (error: RpcError, state: SandboxState) => toErrorResponse(error, product, state);
  return {
    name: product.name,
    owns: (host) => host.toLowerCase() === product.host,
    actionOf,
    handle(request, state) {
      const tooLong = refuseLongQuery(state, request.url);
      if (tooLong) return tooLong;
      try {
        return toResponse(200, dispatch(product, request, state), state);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        return answerError(error.code === 'Forbidden.RAM' ? restate(error, product, state) : error, state);
      }
    },
    fault: (code, status, _request, state) => answerError(new RpcError(code, status, describeFault(code)), state),
  };
}

function restate(denial: RpcError, product: RpcProduct, state: SandboxState): RpcError {
  return product.restate?.(denial, state) ?? denial;
}

/** Reads a required parameter. */
export function required(params: Params, name: string): string {
  const value = params[name];
  if (value) return value;
  throw new RpcError('MissingParameter', 400, `The input parameter "${name}" that is mandatory is not supplied.`);
}

/** Parses a non-empty JSON list; throws `refuse()` for anything else. */
export function readJsonList(text: string, refuse: () => RpcError): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    // Refused below, like JSON of another shape.
  }
  if (Array.isArray(list) && list.length > 0) return list;
  throw refuse();
}

/** One page of a list with its paging fields. */
export function paginate<T>(
  items: readonly T[],
  params: Params,
  maxSize: number,
): { readonly page: readonly T[]; readonly fields: object } {
  const number = readWhole(params, 'PageNumber', 1, 100_000);
  const size = readWhole(params, 'PageSize', 20, maxSize);
  const fields = { PageNumber: number, PageSize: size, TotalCount: items.length };
  return { page: items.slice((number - 1) * size, number * size), fields };
}

/** A time of the APIs: UTC, whole seconds. */
export function formatTime(time: Date | number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function readWhole(params: Params, name: string, fallback: number, max: number): number {
  const value = Number(params[name] || fallback);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new RpcError(`Invalid${name}.Malformed`, 400, `The specified ${name} is invalid.`);
}

/** The gateway's page for a query that exceeds the switch's limit. */
function refuseLongQuery(state: SandboxState, url: string): ApiResponse | undefined {
  const longest = Number(state.uncertain.longestQuery);
  return longest > 0 && url.length > longest ? gatewayPage(414, 'Request-URI Too Large') : undefined;
}

function actionOf(request: ApiRequest): string {
  return request.headers['x-acs-action'] ?? new URLSearchParams(queryOf(request.url)).get('Action') ?? '';
}

function dispatch(product: RpcProduct, request: ApiRequest, state: SandboxState): object {
  const name = actionOf(request);
  const action = product.actions.get(name);
  const path = request.url.split('?', 1)[0];
  if (!action || path !== '/' || !['GET', 'POST'].includes(request.method)) {
    throw new RpcError('InvalidAction.NotFound', 404, 'Specified api is not found, please check your url and method.');
  }
  if (request.headers['x-acs-version'] !== product.version) {
    throw new RpcError('InvalidVersion', 400, 'Specified parameter Version is not valid.');
  }
  const caller = verifyAcs3(request, state);
  const params = readParams(request, name, state);
  if (!product.free?.includes(name)) requireAllowed(caller, `${product.ram ?? product.name}:${name}`, params, state);
  requireRate(state, name);
  const body = action(params, state, caller);
  if (!/^(Describe|Check|Get|List)/.test(name)) state.events.emit('change');
  return body;
}

/** Throws Forbidden.RAM if the key may not call this for one of the given domains. */
export function requireAllowed(key: AccessKey, permission: string, params: Params, state: SandboxState): void {
  const [product = '', action = ''] = permission.split(':');
  const domains = params.DomainName ?? params.DomainNames;
  for (const name of domains?.split(',').map((domain) => `domain/${domain}`) ?? ['*']) {
    const resource = `acs:${product}:*:${state.ownerId}:${name}`;
    const denial = findDenial(key, action, { permission, resource }, state);
    if (!denial) continue;
    const message = "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
    throw new RpcError('Forbidden.RAM', 403, message, denial.detail && { AccessDeniedDetail: denial.detail });
  }
}

/** Calls with form parameters by definition. */
const formActions = ['RefreshObjectCaches'];

function readParams(request: ApiRequest, action: string, { uncertain }: SandboxState): Params {
  const isRead = isOn(uncertain, 'formTaken') || formActions.includes(action);
  const isForm = isRead && (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? readPairs(request.body.toString('utf8')) : [];
  return Object.fromEntries([...readPairs(queryOf(request.url)), ...form]);
}

function toErrorResponse(error: RpcError, { product, host }: RpcProduct, state: SandboxState): ApiResponse {
  const requestId = randomUUID().toUpperCase();
  const query = new URLSearchParams({ q: error.code, product, requestId });
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${query}`,
    ...error.fields,
  };
  return toResponse(error.status, body, state, requestId);
}

function toResponse(status: number, body: object, state: SandboxState, id = randomUUID().toUpperCase()): ApiResponse {
  const headers = {
    Date: new Date(serviceNow(state)).toUTCString(),
    'Content-Type': 'application/json;charset=utf-8',
    'x-acs-request-id': id,
  };
  return { status, headers, body: JSON.stringify({ RequestId: id, ...body }) };
}

function describeFault(code: string): string {
  return code.startsWith('Throttling')
    ? 'Request was denied due to user flow control.'
    : 'The request processing has failed due to some unknown error.';
}

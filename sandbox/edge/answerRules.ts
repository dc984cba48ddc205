import { brotliCompressSync, gzipSync } from 'node:zlib';
import { argsInEffect } from '../cdn/configs/configs.js';
import type { ApiRequest, ApiResponse, SandboxState, StoredCdnDomain } from '../state/state.js';
import { isOn } from '../state/uncertain.js';

type Args = Readonly<Record<string, string>>;

/** Where `error_page` leads a browser with an answer of this status. */
export function errorPage(status: number, domain: StoredCdnDomain, state: SandboxState): string | undefined {
  const pages = argsInEffect(state, domain, 'error_page');
  return pages.find(({ error_code }) => error_code === String(status))?.rewrite_page;
}

/** An answer as the rules of `set_resp_header` make it. */
export function withResponseHeaders(
  { headers: { origin } }: ApiRequest,
  domain: StoredCdnDomain,
  state: SandboxState,
  response: ApiResponse,
): ApiResponse {
  const set = argsInEffect(state, domain, 'set_resp_header');
  const comparesLists = isOn(state.uncertain, 'originControlLists');
  const isCompared = ({ access_origin_control, value = '' }: Args) =>
    access_origin_control === 'on' && (comparesLists || !value.includes(','));
  const headers = set.reduce<Record<string, string>>(
    (each, args) => setHeader(each, args, isCompared(args) ? { origin } : undefined),
    { ...response.headers },
  );
  return { ...response, headers };
}

/** With an origin that is `compared`, it is sent alone where it is one of the list. */
function setHeader(
  headers: Record<string, string>,
  args: Args,
  compared: { readonly origin: string | undefined } | undefined,
): Record<string, string> {
  const { key = '', value = '', header_operation_type: operation = 'modify' } = args;
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== key.toLowerCase());
  const present = Object.entries(headers).find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (operation === 'delete' || value === 'null') return Object.fromEntries(others);
  if (compared) {
    const { origin } = compared;
    const isListed = value.split(',').some((each) => each.trim() === origin);
    return isListed && origin !== undefined
      ? { ...Object.fromEntries(others), [key]: origin }
      : Object.fromEntries(others);
  }
  if (operation === 'add' && present && args.duplicate !== 'on') return headers;
  return { ...Object.fromEntries(others), [key]: value };
}

const smallest = 1024;
const largest = 10 * 1024 * 1024;
const texts = /^(text\/|application\/(javascript|json|xml|x-javascript|wasm)|image\/svg)/;

/** An answer in the encoding that the domain and the client have in common; Brotli wins. Source: Alibaba Cloud CDN, "Brotli". */
export function compressed(
  request: ApiRequest,
  domain: StoredCdnDomain,
  state: SandboxState,
  response: ApiResponse,
): ApiResponse {
  const accepted = request.headers['accept-encoding'] ?? '';
  const isEnabled = (name: string) => argsInEffect(state, domain, name).some(({ enable }) => enable === 'on');
  const encoding = (['brotli', 'gzip'] as const).find(
    (name) => isEnabled(name) && accepted.includes(name === 'brotli' ? 'br' : 'gzip'),
  );
  const body = Buffer.from(response.body);
  const type = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const fits = response.status === 200 && texts.test(type) && body.length >= smallest && body.length <= largest;
  if (!encoding || !fits) return response;
  const packed = encoding === 'brotli' ? brotliCompressSync(body) : gzipSync(body);
  const headers = Object.entries(response.headers).filter(([name]) => !/^content-(length|md5)$/i.test(name));
  const added = { 'Content-Encoding': encoding === 'brotli' ? 'br' : 'gzip', Vary: 'Accept-Encoding' };
  return {
    ...response,
    headers: { ...Object.fromEntries(headers), ...added, 'Content-Length': String(packed.length) },
    body: packed,
  };
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };

/** An answer with the speed at which `limit_rate` has its body sent. Whether the units are of 1000 or 1024 is not documented. */
export function limited(domain: StoredCdnDomain, state: SandboxState, response: ApiResponse): ApiResponse {
  const [{ ali_limit_rate = '' } = {}] = argsInEffect(state, domain, 'limit_rate');
  const [, count, unit = ''] = /^(\d+)([km]?)$/i.exec(ali_limit_rate) ?? [];
  if (count === undefined) return response;
  return { ...response, bytesPerSecond: Math.max(1, Number(count) * (unitBytes[unit.toLowerCase()] ?? 1)) };
}

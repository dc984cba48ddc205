import { brotliCompressSync, gzipSync } from 'node:zlib';
import { argsInEffect } from '../cdn/configs/configs.js';
import type { ApiRequest, ApiResponse, SandboxState, StoredCdnDomain } from '../state/state.js';
import { isOn } from '../state/uncertain.js';

type Args = Readonly<Record<string, string>>;

/** The redirect of `error_page` for this status. */
export function errorPage(status: number, domain: StoredCdnDomain, state: SandboxState): string | undefined {
  const pages = argsInEffect(state, domain, 'error_page');
  return pages.find(({ error_code }) => error_code === String(status))?.rewrite_page;
}

/** Applies the rules of `set_resp_header` to an answer. */
export function withResponseHeaders(
  { headers: { origin } }: ApiRequest,
  domain: StoredCdnDomain,
  state: SandboxState,
  response: ApiResponse,
): ApiResponse {
  const set = argsInEffect(state, domain, 'set_resp_header');
  const comparesLists = isOn(state.uncertain, 'originControlLists');
  // Applies only to adding, and not with duplicates. `*` is sent unchanged.
  const isCompared = ({ access_origin_control, header_operation_type, duplicate, value = '' }: Args) =>
    access_origin_control === 'on' &&
    header_operation_type === 'add' &&
    duplicate !== 'on' &&
    value !== '*' &&
    (comparesLists || !value.includes(','));
  const headers = set.reduce<Record<string, string>>(
    (each, args) => setHeader(each, args, isCompared(args) ? { origin } : undefined),
    { ...response.headers },
  );
  return { ...response, headers };
}

/**
 * Sets a header. A `compared` origin is sent alone if it is in the list. An added header replaces the origin's or is
 * sent beside it, as `duplicate` says; a changed header must exist. Without an operation it is a change, which is not
 * documented. Source: Alibaba Cloud CDN, "Modify outbound response headers".
 */
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
  if (operation === 'add') {
    const values = present && args.duplicate === 'on' ? [present[1], value] : [value];
    return { ...Object.fromEntries(others), [key]: values.join(', ') };
  }
  if (!present) return headers;
  return { ...Object.fromEntries(others), [key]: operation === 'rewrite' ? rewritten(present[1], args) : value };
}

function rewritten(text: string, { header_source = '', header_destination = '', match_all }: Args): string {
  return text.replace(new RegExp(header_source, match_all === 'on' ? 'g' : ''), header_destination);
}

const smallest = 1024;
const largest = 10 * 1024 * 1024;
const texts = /^(text\/|application\/(javascript|json|xml|x-javascript|wasm)|image\/svg)/;

/** Compresses an answer in an encoding that domain and client support; Brotli first. Source: Alibaba Cloud CDN, "Brotli". */
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

const unitBytes: Readonly<Record<string, number>> = { k: 1024, m: 1024 * 1024 };
/** The lowest speed. Lower limits count as this one, and 0 is no limit. Source: ali_limit_rate, 100k. */
const slowest = 100 * 1024;

/** Limits the speed of an answer by `limit_rate`. Whether its units are 1000 or 1024 is not documented. */
export function limited(domain: StoredCdnDomain, state: SandboxState, response: ApiResponse): ApiResponse {
  const [{ ali_limit_rate = '' } = {}] = argsInEffect(state, domain, 'limit_rate');
  const [, count, unit = ''] = /^(\d+)([km])$/.exec(ali_limit_rate) ?? [];
  const speed = Number(count) * (unitBytes[unit] ?? 0);
  return speed > 0 ? { ...response, bytesPerSecond: Math.max(slowest, speed) } : response;
}

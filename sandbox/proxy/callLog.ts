import type { ApiRequest, ApiResponse, Fault, LoggedCall, SandboxState, Service } from '../state/state.js';

const secretParameters = /^(x-oss-signature|x-oss-security-token|signature|securitytoken|sslpri|key)$/i;

/** Services whose calls name a path instead of parameters. */
const takesObjects: ReadonlySet<string> = new Set(['oss', 'edge', 'outside']);

/** Logs one received call, without signature or token. `response` is absent if none was sent. */
export function logCall(
  state: SandboxState,
  service: Service,
  request: ApiRequest,
  outcome: { readonly action: string; readonly response?: ApiResponse; readonly fault?: Fault },
): void {
  const accessKeyId = /Credential=([^/,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const code = outcome.response && readCode(outcome.response);
  const call: LoggedCall = {
    at: Date.now(),
    service: service.name,
    action: outcome.action,
    host: request.host,
    method: request.method,
    url: withoutSecrets(request.url),
    status: outcome.response?.status ?? 0,
    params: takesObjects.has(service.name) ? objectParams(request) : rpcParams(request),
    ...(accessKeyId ? { accessKeyId } : {}),
    ...(code ? { code } : {}),
    ...(outcome.fault ? { fault: outcome.fault.kind } : {}),
  };
  state.calls.push(call);
  state.events.emit('change');
}

function readCode({ status, body }: ApiResponse): string | undefined {
  if (status < 400) return undefined;
  return /<Code>([^<]+)<\/Code>|"Code"\s*:\s*"([^"]+)"/.exec(body.toString())?.slice(1).find(Boolean);
}

function withoutSecrets(url: string): string {
  const [path = '', query] = splitOnce(url, '?');
  if (query === undefined) return path;
  const kept = query.split('&').map((pair) => {
    const [name = ''] = splitOnce(pair, '=');
    return secretParameters.test(name) ? `${name}=-` : pair;
  });
  return `${path}?${kept.join('&')}`;
}

function objectParams(request: ApiRequest): Record<string, string> {
  const [path = '/'] = splitOnce(request.url, '?');
  return { key: decodeLeniently(path.slice(1)), size: String(request.body.length) };
}

function rpcParams(request: ApiRequest): Record<string, string> {
  const form = (request.headers['content-type'] ?? '').includes('form-urlencoded') ? request.body.toString() : '';
  const [, query = ''] = splitOnce(request.url, '?');
  const all = [...new URLSearchParams(query), ...new URLSearchParams(form)];
  return Object.fromEntries(all.filter(([name]) => !secretParameters.test(name)));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { ApiRequest, ApiResponse, SandboxState, Service } from '../state/state.js';
import { answerMessage } from './message.js';
import { modeOf, publicResolvers } from './views.js';

const mediaType = 'application/dns-message';

/** DNS over HTTPS (RFC 8484) under the names of the public resolvers. */
export const dohService: Service = {
  name: 'doh',
  owns: (host) => publicResolvers.some((name) => name === host),
  actionOf: () => 'DnsQuery',
  isSilent: ({ host }, state) => modeOf(state, host, 'https') === 'silent',
  handle: (request, state) => answer(request, state),
  fault: (code, status) => fail(status, code),
};

function answer(request: ApiRequest, state: SandboxState): ApiResponse {
  const url = new URL(request.url, `https://${request.host}`);
  if (url.pathname !== '/dns-query') return fail(404, 'Not found');
  const message = readMessage(request, url);
  if (!message) return fail(request.method === 'POST' ? 415 : 400, 'No DNS message');
  const body = answerMessage(state, message, { transport: 'https', server: request.host });
  if (!body) return fail(400, 'No DNS question');
  return { status: 200, headers: { 'Content-Type': mediaType, 'Cache-Control': 'max-age=0' }, body };
}

function readMessage({ method, headers, body }: ApiRequest, url: URL): Buffer | undefined {
  if (method === 'POST') return headers['content-type'] === mediaType ? body : undefined;
  const given = url.searchParams.get('dns');
  return given === null ? undefined : Buffer.from(given, 'base64url');
}

function fail(status: number, why: string): ApiResponse {
  return { status, headers: { 'Content-Type': 'text/plain' }, body: `${why}\n` };
}

import { resolve } from '../alidns/authority.js';
import type { ApiRequest, ApiResponse, SandboxState, Service } from '../state/state.js';
import type { StoredOrigin } from '../state/storedOrigin.js';

/** Web servers of others that visitors reach at their address, such as the former server of a domain that moves to CDN. */
export const outsideService: Service = {
  name: 'outside',
  owns: (host, state) => addressesOf(state, host).some((address) => state.origins?.get(address)?.visitors),
  actionOf: () => 'SiteRequest',
  handle: (request, state) => serve(request, siteOf(state, request.host)),
  fault: (code, status) => text(status, code),
  certificateNames: (serverName, state) => {
    const { visitors, hosts: [name, ...more] = [] } = siteOf(state, serverName) ?? {};
    return visitors === 'https' && name !== undefined ? [name, ...more] : undefined;
  },
};

/** The addresses that this name or address may lead to. */
function addressesOf(state: SandboxState, host: string): readonly string[] {
  const found = ['A', 'AAAA'].flatMap((type) =>
    resolve(state, host, type).answers.filter((each) => each.type === type),
  );
  return [host, ...found.map(({ value }) => value)];
}

function siteOf(state: SandboxState, name: string): StoredOrigin | undefined {
  return [...(state.origins?.values() ?? [])].find(({ visitors, hosts }) => visitors && hosts?.includes(name));
}

function serve({ method, url }: ApiRequest, site: StoredOrigin | undefined): ApiResponse {
  if (!site?.up) return text(503, 'Down\n');
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'Not allowed\n');
  const page = site.pages.get(url.split('?', 1)[0] ?? '/');
  if (!page) return text(404, 'Not here\n');
  const headers = { Server: 'nginx', 'Content-Type': page.type, ETag: `"${page.text.length}"` };
  return { status: 200, headers, body: page.text };
}

function text(status: number, body: string): ApiResponse {
  return { status, headers: { Server: 'nginx', 'Content-Type': 'text/plain' }, body };
}

import { RpcError } from './rpcError.js';
import type { ApiResponse, SandboxState } from './state/state.js';

/** The switch that holds how often a user may make a call in a second. */
const switches: Readonly<Record<string, string>> = {
  BatchSetCdnDomainConfig: 'configsPerSecond',
  AddCdnDomain: 'domainsPerSecond',
};

const recent = new WeakMap<SandboxState, Map<string, number[]>>();

/** Counts a call, and throws Throttling.User when there were as many in the last second as the switch allows. */
export function requireRate(state: SandboxState, action: string): void {
  const name = Object.hasOwn(switches, action) ? switches[action] : undefined;
  const most = Number(name === undefined ? 0 : (state.uncertain[name] ?? 0));
  if (most === 0) return;
  const calls = recent.get(state) ?? new Map<string, number[]>();
  recent.set(state, calls);
  const now = Date.now();
  const latest = (calls.get(action) ?? []).filter((at) => now - at < 1000);
  calls.set(action, latest);
  if (latest.length >= most) throw new RpcError('Throttling.User', 400, 'Request was denied due to user flow control.');
  latest.push(now);
}

/** The gateway's page for a query that is longer than the switch allows. */
export function refuseLongQuery(state: SandboxState, url: string): ApiResponse | undefined {
  const longest = Number(state.uncertain.longestQuery ?? 0);
  if (longest === 0 || url.length <= longest) return undefined;
  const body =
    '<html>\r\n<head><title>414 Request-URI Too Large</title></head>\r\n<body>\r\n<center><h1>414 Request-URI Too Large</h1></center>\r\n</body>\r\n</html>\r\n';
  return { status: 414, headers: { 'Content-Type': 'text/html', Server: 'Tengine' }, body };
}

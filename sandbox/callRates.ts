import { RpcError } from './rpcError.js';
import type { SandboxState } from './state/state.js';
import type { UncertainName } from './state/uncertain.js';

/** The switch with the rate limit of a call, per user and second. */
const switches: Readonly<Record<string, UncertainName>> = {
  BatchSetCdnDomainConfig: 'configsPerSecond',
  AddCdnDomain: 'domainsPerSecond',
  AddDomainRecord: 'recordsPerSecond',
  UpdateDomainRecord: 'recordsPerSecond',
  DeleteDomainRecord: 'recordsPerSecond',
  SetDomainRecordStatus: 'recordsPerSecond',
};

const recent = new WeakMap<SandboxState, Map<string, number[]>>();

/** Counts a call, and throws a throttling error if its switch allowed no more in the last second. */
export function requireRate(state: SandboxState, action: string): void {
  const name = Object.hasOwn(switches, action) ? switches[action] : undefined;
  const most = name && Number(state.uncertain[name]);
  if (!name || !most) return;
  const calls = recent.get(state) ?? new Map<string, number[]>();
  recent.set(state, calls);
  const now = Date.now();
  const latest = (calls.get(name) ?? []).filter((at) => now - at < 1000);
  calls.set(name, latest);
  if (latest.length >= most) {
    const [code = '', status] = String(state.uncertain.throttledAs).split(' ');
    throw new RpcError(code, Number(status), 'Request was denied due to user flow control.');
  }
  latest.push(now);
}

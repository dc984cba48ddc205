import { required } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import { toRealMs } from '../../state/clock.js';
import type { SandboxState } from '../../state/state.js';
import { remaining } from '../quota.js';
import { writing } from '../serviceState.js';
import { type ObjectPath, readObjectPaths } from './objectPaths.js';
import { requireOnline } from './refresh.js';

const perCall = 100;
const effectAfterMs = 5 * 60_000;

/** PushObjectCache: makes the edges fetch files, but no directories. */
export const pushObjectCache = writing((params, state) => {
  const paths = readObjectPaths(required(params, 'ObjectPath'), 'file');
  if (paths.some(({ url }) => new URL(url).pathname.endsWith('/'))) {
    throw new RpcError('InvalidObjectPath.Malformed', 400, 'The specified ObjectPath is invalid: it is a directory.');
  }
  if (paths.length > perCall) {
    const message = `A maximum of ${perCall} URLs are supported for each request.`;
    throw new RpcError('SingleRequest.OverLimit', 400, message);
  }
  for (const { domain } of paths) requireOnline(state, domain);
  if (paths.length > remaining(state, 'preload')) {
    throw new RpcError('QuotaExceeded.Preload', 400, 'Your prefetch attempts have exceeded the daily limit.');
  }
  state.used.preload += paths.length;
  return { PushTaskId: createTasks(state, paths).join(',') };
});

/** Creates one id for the URLs of a domain in one call. */
function createTasks(state: SandboxState, paths: readonly ObjectPath[]): string[] {
  const createdAt = Date.now();
  const effectiveAt = createdAt + toRealMs(state, effectAfterMs);
  const domains = [...new Set(paths.map(({ domain }) => domain))];
  const ids = new Map(domains.map((domain) => [domain, String(705_000_000 + state.nextId++)]));
  for (const { domain, url } of paths) {
    state.refreshTasks.push({ id: ids.get(domain) ?? '', url, type: 'preload', createdAt, effectiveAt, done: false });
  }
  return [...ids.values()];
}

import { required } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import { toRealMs } from '../../state/clock.js';
import type { SandboxState } from '../../state/state.js';
import { findDomain } from '../domainNames.js';
import { remaining } from '../quota.js';
import { writing } from '../serviceState.js';
import { type ObjectPath, readObjectPaths } from './objectPaths.js';

type RefreshType = 'file' | 'directory' | 'regex';

const types: ReadonlyMap<string, RefreshType> = new Map([
  ['file', 'file'],
  ['directory', 'directory'],
  ['regex', 'regex'],
]);
const perCall = { file: 1000, directory: 100, regex: 1 } as const;
const quotaOf = { file: 'urls', directory: 'dirs', regex: 'regex' } as const;
const domainsPerCall = 10;
const effectAfterMs = 5 * 60_000;
const minuteMs = 60_000;

/** RefreshObjectCaches for files, directories and patterns. The edge follows about five minutes later. */
export const refreshObjectCaches = writing((params, state) => {
  const type = readType(params.ObjectType || 'File');
  requireForce(params.Force);
  const paths = readObjectPaths(required(params, 'ObjectPath'), type);
  requireSize(paths, type);
  for (const domain of domainsOf(paths)) requireOnline(state, domain);
  requireQuota(state, paths, type);
  const drops = type !== 'file' && /^true$/i.test(params.Force ?? '');
  return { RefreshTaskId: createTasks(state, paths, type, drops).join(',') };
});

function readType(word: string): RefreshType {
  const type = types.get(word.toLowerCase());
  if (type) return type;
  // The vendor accepts these too; this sandbox does not implement them.
  const isKnown = /^(ignoreparams|exquery)$/i.test(word);
  const code = isKnown ? 'InvalidObjectType.ValueNotSupported' : 'InvalidObjectType.Malformed';
  throw new RpcError(code, 400, 'The specified ObjectType is invalid.');
}

function requireForce(force: string | undefined): void {
  if (!force || /^(true|false)$/i.test(force)) return;
  throw new RpcError('InvalidForce.Malformed', 400, 'The specified Force is invalid.');
}

function requireSize(paths: readonly ObjectPath[], type: RefreshType): void {
  if (paths.length > perCall[type]) {
    throw new RpcError(
      'SingleRequest.OverLimit',
      400,
      `A maximum of ${perCall[type]} URLs are supported for each request.`,
    );
  }
  if (domainsOf(paths).length > domainsPerCall) {
    throw new RpcError(
      'TooMany.Refresh',
      400,
      `The URLs of one request belong to more than ${domainsPerCall} domains.`,
    );
  }
}

/** Throws the vendor's error if URLs of a domain cannot be refreshed or prefetched now. */
export function requireOnline(state: SandboxState, name: string): void {
  const { status } = findDomain(state, name);
  if (status === 'online') return;
  if (status === 'configuring')
    throw new RpcError('ServiceBusy', 403, 'The domain is being configured. Please try again later.');
  if (status === 'configure_failed') {
    throw new RpcError('InvalidDomain.Configure_failed', 500, 'The configuration of the domain failed.');
  }
  throw new RpcError('InvalidDomain.Offline', 404, 'The domain provided is offline.');
}

function requireQuota(state: SandboxState, paths: readonly ObjectPath[], type: RefreshType): void {
  if (paths.length > remaining(state, quotaOf[type])) {
    throw new RpcError('QuotaExceeded.Refresh', 400, 'Your refresh attempts have exceeded the daily limit.');
  }
  const perMinute = Number(type === 'file' ? (state.uncertain.refreshPerMinute ?? 10_000) : 100);
  const since = Date.now() - toRealMs(state, minuteMs);
  const recent = state.refreshTasks.filter((task) => task.type === type && task.createdAt > since);
  for (const domain of domainsOf(paths)) {
    const before = recent.filter(({ url }) => new URL(url).host === domain).length;
    if (before + paths.filter((path) => path.domain === domain).length <= perMinute) continue;
    throw new RpcError(
      'QuotaPerMinuteExceeded.Refresh',
      400,
      'Your refresh attempts have exceeded the limit of a minute.',
    );
  }
}

function createTasks(state: SandboxState, paths: readonly ObjectPath[], type: RefreshType, drops: boolean): string[] {
  const now = Date.now();
  const effectiveAt = now + toRealMs(state, effectAfterMs);
  const ids = new Map(domainsOf(paths).map((domain) => [domain, idFor(state, domain, type, now)]));
  for (const { domain, url } of paths) {
    state.refreshTasks.push({ id: ids.get(domain) ?? '', url, type, drops, createdAt: now, effectiveAt, done: false });
  }
  state.used[quotaOf[type]] += paths.length;
  return [...ids.values()];
}

/** URL tasks of a domain within a second share an id. */
function idFor(state: SandboxState, domain: string, type: RefreshType, now: number): string {
  const second = Math.floor(now / 1000);
  const twin = state.refreshTasks.findLast((task) => {
    const isSame = task.type === 'file' && Math.floor(task.createdAt / 1000) === second;
    return isSame && new URL(task.url).host === domain;
  });
  return (type === 'file' ? twin?.id : undefined) ?? String(704_000_000 + state.nextId++);
}

function domainsOf(paths: readonly ObjectPath[]): string[] {
  return [...new Set(paths.map(({ domain }) => domain))];
}

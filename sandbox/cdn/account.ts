import type { RpcAction } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { settle } from '../state/settle.js';
import type { SandboxState } from '../state/state.js';

/** Wraps an operation that only reads: the service must have been activated. */
export function reading(action: RpcAction): RpcAction {
  return (params, state, caller) => {
    requireOpen(state);
    settle(state);
    return action(params, state, caller);
  };
}

/** Wraps an operation that changes something: the service must be activated and not locked for arrears. */
export function writing(action: RpcAction): RpcAction {
  return reading((params, state, caller) => {
    if (state.cdnService === 'locked') {
      throw new RpcError('OperationDenied', 403, 'Your account does not open CDN service or is overdue.');
    }
    return action(params, state, caller);
  });
}

/** DescribeCdnService. */
export const describeCdnService = reading((_params, state) => {
  const locks = state.cdnService === 'locked' ? [{ LockReason: 'financial' }] : [];
  return {
    InstanceId: state.ownerId,
    InternetChargeType: 'PayByTraffic',
    ChangingChargeType: 'PayByTraffic',
    OpeningTime: '2024-03-01T08:00:00Z',
    ChangingAffectTime: '',
    OperationLocks: { LockReason: locks },
  };
});

/** DescribeRefreshQuota: what is left today, as strings unless the switch says numbers. */
export const describeRefreshQuota = reading((_params, state) => {
  const figures = {
    UrlQuota: state.quota.urls,
    UrlRemain: remaining(state, 'urls'),
    DirQuota: state.quota.dirs,
    DirRemain: remaining(state, 'dirs'),
    PreloadQuota: state.quota.preload,
    PreloadRemain: remaining(state, 'preload'),
    RegexQuota: 20,
    RegexRemain: 20,
    BlockQuota: 300,
    BlockRemain: 300,
    IgnoreParamsQuota: 100,
    IgnoreParamsRemain: 100,
  };
  if (state.uncertain.quotaAsNumbers === true) return figures;
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, String(figure)]));
});

/** DescribeCdnUserQuota. */
export const describeCdnUserQuota = reading((_params, state) => ({
  DomainQuota: state.quota.domains,
  RefreshUrlQuota: state.quota.urls,
  RefreshUrlRemain: remaining(state, 'urls'),
  RefreshDirQuota: state.quota.dirs,
  RefreshDirRemain: remaining(state, 'dirs'),
  PreloadQuota: state.quota.preload,
  PreloadRemain: remaining(state, 'preload'),
  BlockQuota: 300,
  BlockRemain: 300,
  IgnoreParamsQuota: 100,
  IgnoreParamsRemain: 100,
}));

/** How many URLs, directories or prefetches the day still allows. */
export function remaining(state: SandboxState, kind: 'urls' | 'dirs' | 'preload'): number {
  return Math.max(0, state.quota[kind] - state.used[kind]);
}

function requireOpen(state: SandboxState): void {
  if (state.cdnService !== 'notOpen') return;
  throw new RpcError(String(state.uncertain.serviceAbsentCode), 403, 'You have not activated the CDN service yet.');
}

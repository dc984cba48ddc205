import type { SandboxState } from '../state/state.js';
import { reading } from './serviceState.js';

/** DescribeRefreshQuota: today's remaining quota, as strings unless a switch says numbers. */
export const describeRefreshQuota = reading((_params, state) => {
  const figures = {
    UrlQuota: state.quota.urls,
    UrlRemain: remaining(state, 'urls'),
    DirQuota: state.quota.dirs,
    DirRemain: remaining(state, 'dirs'),
    PreloadQuota: state.quota.preload,
    PreloadRemain: remaining(state, 'preload'),
    RegexQuota: state.quota.regex,
    RegexRemain: remaining(state, 'regex'),
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

/** The remaining URLs, directories, patterns or prefetches of the day. */
export function remaining(state: SandboxState, kind: keyof SandboxState['used']): number {
  return Math.max(0, state.quota[kind] - state.used[kind]);
}

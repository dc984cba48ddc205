import type { SandboxState } from './state.js';

/** The state for the control port, before it becomes JSON. */
export type StateSummary = ReturnType<typeof summarize>;

/** The state for the control port: everything a checker needs, no secret. */
export function summarize(state: SandboxState) {
  const buckets = [...state.buckets.values()].map(({ objects, earlier, cnames, cnameTokens, ...bucket }) => ({
    ...bucket,
    objects: Object.fromEntries([...objects.values()].map(({ key, etag, body }) => [key, { etag, size: body.length }])),
    earlier: Object.fromEntries(
      [...(earlier ?? [])].map(([key, versions]) => [
        key,
        versions.map(({ versionId = 'null', isDeleteMarker = false, etag, body }) => ({
          versionId,
          isDeleteMarker,
          etag,
          size: body.length,
        })),
      ]),
    ),
    cnames: [...cnames.values()],
    pendingTokens: [...cnameTokens.keys()],
  }));
  return {
    now: Date.now(),
    buckets: byName(buckets),
    cdnDomains: Object.fromEntries(state.cdnDomains),
    zones: byName([...state.zones.values()].map((zone) => ({ ...zone, records: [...zone.records.values()] }))),
    refreshTasks: state.refreshTasks,
    cachedAtEdge: [...state.edgeCache.keys()],
    accessKeys: state.accessKeys.map(({ id, user, denied }) => ({ id, user: user?.name, denied })),
    otherBuckets: [...state.otherBuckets],
    takenNames: Object.fromEntries(state.takenNames),
    icpFiled: [...state.icpFiled],
    verifiedRoots: [...state.verifiedRoots],
    uncertain: state.uncertain,
    nameServers: Object.fromEntries([...state.views].map(([name, { port53, https }]) => [name, { port53, https }])),
    outside: Object.fromEntries(state.outside),
    proxyRefuses: [...(state.proxyRefuses ?? [])],
    proxyIntercepts: [...(state.proxyIntercepts ?? [])],
    faults: state.faults,
    cdnService: state.cdnService,
    quota: state.quota,
    used: state.used,
    speed: state.speed,
    clockOffset: state.clockOffset,
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

import type { ClockPort, DocumentStore } from '../../src/core/ports/local.js';

interface Shared {
  readonly documents: Map<string, string>;
  readonly leases: Map<string, { readonly owner: string; readonly until: number }>;
}

/** What several windows share: documents and leases in memory, by the given clock. */
export function createSharedDocuments(clock: Pick<ClockPort, 'now'>) {
  const shared: Shared = { documents: new Map(), leases: new Map() };
  return {
    ...shared,
    /** The store as one window sees it. */
    window: (owner: string): DocumentStore => openWindow(owner, shared, clock),
    /** What a crash leaves: the window's leases are free, since its process is gone. */
    crash(owner: string) {
      for (const [id, lease] of shared.leases) if (lease.owner === owner) shared.leases.delete(id);
    },
  };
}

function openWindow(owner: string, { documents, leases }: Shared, clock: Pick<ClockPort, 'now'>): DocumentStore {
  return {
    list: async () => [...documents.keys()],
    read: async (id) => documents.get(id),
    write: async (id, text) => void documents.set(id, text),
    remove: async (id) => void documents.delete(id),
    async lease(id, ttlMs) {
      const lease = leases.get(id);
      if (lease && lease.owner !== owner && lease.until > clock.now()) return false;
      leases.set(id, { owner, until: clock.now() + ttlMs });
      return true;
    },
    async release(id) {
      if (leases.get(id)?.owner === owner) leases.delete(id);
    },
  };
}

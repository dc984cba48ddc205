import type { LimitSearch } from '../../src/core/concurrency/limitSearch.js';
import type { RequestLimit } from '../../src/core/ports/cloud.js';

/** Replaces the adaptive limit of an endpoint by a fixed one. */
export function fixLimit(endpoint: RequestLimit, limit: number): void {
  const search: Pick<LimitSearch, keyof LimitSearch> = {
    limit,
    add: () => undefined,
    drop: () => undefined,
    pushBack: () => undefined,
    addClosed: () => false,
  };
  Object.assign(endpoint, { search });
}

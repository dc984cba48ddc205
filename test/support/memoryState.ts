import type { Memory } from '../../src/core/ports/local.js';

/** A `Memento` in memory. */
export function createMemoryState(kept = new Map<string, unknown>()): Memory {
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key, value) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
  };
}

const mostHops = 40;

/** Symbolic links between absolute POSIX paths. */
export interface MemoryLinks {
  set(path: string, target: string): void;
  has(path: string): boolean;
  list(): readonly string[];
  /** The path without links; `undefined` for a circle. */
  resolve(path: string): string | undefined;
}

/** Makes a disk's links. */
export function createMemoryLinks(): MemoryLinks {
  const links = new Map<string, string>();
  const resolve = (path: string, hops = 0): string | undefined => {
    if (hops > mostHops) return undefined;
    for (const [link, target] of links) {
      if (path === link || path.startsWith(`${link}/`)) return resolve(target + path.slice(link.length), hops + 1);
    }
    return path;
  };
  return {
    set: (path, target) => void links.set(path, target),
    has: (path) => links.has(path),
    list: () => [...links.keys()],
    resolve: (path) => resolve(path),
  };
}

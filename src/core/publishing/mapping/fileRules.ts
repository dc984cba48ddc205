import picomatch from 'picomatch';
import { compilePlainGlob } from './globs.js';
import type { Mapping } from './mapping.js';

/** The compiled globs of a mapping; paths are POSIX and relative to the mapped folder. */
export interface FileRules {
  /** Returns whether the mapping publishes the file. */
  includes(path: string): boolean;
  /** The `exclude` glob that matches the file; `undefined` if none does, even if `include` omits it. */
  excludedBy(path: string): string | undefined;
  /** Returns whether external changes of the file are published. */
  watches(path: string): boolean;
  /** The headers by the rules; names in lower case. */
  headersOf(path: string): Readonly<Record<string, string>>;
}

type Rules = Pick<Mapping, 'include' | 'exclude' | 'headers' | 'watch'>;

/** Compiles the globs of a mapping. */
export function compileRules({ include, exclude, headers = [], watch = [] }: Rules): FileRules {
  const isIncluded = include ? toMatch(include) : () => true;
  const isExcluded = toExclusion(exclude ?? []);
  const isWatched = toMatch(watch);
  const rules = headers.map((rule) => ({ matches: toMatch(rule.files), headers: rule.headers }));
  const includes = (path: string) => isIncluded(path) && !isExcluded(path);
  return {
    includes,
    // Compiled on demand, which is rare.
    excludedBy: (path) => exclude?.find((glob) => toExclusion([glob])(path)),
    watches: (path) => isWatched(path) && includes(path),
    headersOf: (path) => Object.assign({}, ...rules.filter(({ matches }) => matches(path)).map((rule) => rule.headers)),
  };
}

/** Globs for matching files and for everything in matching folders. */
function toExclusion(globs: readonly string[]): Match {
  const matches = toMatch(globs);
  // All but a few names would match every folder.
  const isInside = atAnyFolder(toMatch(globs.filter((glob) => !glob.includes('!('))));
  return (path) => matches(path) || isInside(path);
}

type Match = (path: string) => boolean;

/** A glob without `/` matches the name in every folder; one that ends in `/` matches the folder's whole content, like `/**`. */
function toMatch(globs: readonly string[]): Match {
  const matches = globs.map((glob) => {
    const name = glob.endsWith('/') ? glob.slice(0, -1) : undefined;
    return toGlobMatch(name === undefined ? glob : `${name.includes('/') ? '' : '**/'}${name}/**/*`);
  });
  return (path) => matches.some((match) => match(path));
}

function toGlobMatch(glob: string): Match {
  return compilePlainGlob(glob) ?? picomatch(glob, { dot: true, basename: !glob.includes('/') });
}

/** Returns whether one of a path's folders matches; each folder is matched once. */
function atAnyFolder(matches: Match): Match {
  const known = new Map<string, boolean>();
  const isInside = (path: string): boolean => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder === '') return false;
    const found = known.get(folder) ?? (matches(folder) || isInside(folder));
    known.set(folder, found);
    return found;
  };
  return isInside;
}

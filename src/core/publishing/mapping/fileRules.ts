import picomatch from 'picomatch';
import { type CacheClass, cacheClassOf, cacheControls } from '../../delivery/siteFile.js';
import { compilePlainGlob } from './globs.js';
import type { Mapping } from './mapping.js';

/** The globs of a mapping, compiled. All paths are POSIX and relative to the mapped folder. */
export interface FileRules {
  /** Returns whether the mapping publishes the file, by its `include` and `exclude` globs. */
  includes(path: string): boolean;
  /** Returns the `exclude` glob that matches the file. `undefined` if no such glob matches, which does not mean that `include` covers the file. */
  excludedBy(path: string): string | undefined;
  /** Returns whether the file is published when another program changes it. */
  watches(path: string): boolean;
  /** Returns the headers that the mapping sets for the file, with names in lower case: its rules, and Cache-Control by the file's name unless a rule sets that. */
  headersOf(path: string): Readonly<Record<string, string>>;
}

type Rules = Pick<Mapping, 'include' | 'exclude' | 'headers' | 'watch' | 'cache'>;

type Headers = Readonly<Record<string, string>>;

/** Shared by all files without headers of their own, of which there may be many. */
const noHeaders: Headers = {};
const cacheHeaders: Readonly<Record<CacheClass, Headers>> = {
  hashed: { 'cache-control': cacheControls.hashed },
  page: { 'cache-control': cacheControls.page },
  other: { 'cache-control': cacheControls.other },
};

/** Compiles the globs of a mapping to functions that match paths. */
export function compileRules({ include, exclude, headers = [], watch = [], cache }: Rules): FileRules {
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
    headersOf: (path) => {
      const matching = rules.filter(({ matches }) => matches(path));
      const usual = cache === 'off' ? noHeaders : cacheHeaders[cacheClassOf(path)];
      return matching.length === 0 ? usual : Object.assign({}, usual, ...matching.map((rule) => rule.headers));
    },
  };
}

/** Compiles globs so that they match files directly and also everything inside a matching folder. */
function toExclusion(globs: readonly string[]): Match {
  const matches = toMatch(globs);
  // All but a few names would match every folder.
  const isInside = atAnyFolder(toMatch(globs.filter((glob) => !glob.includes('!('))));
  return (path) => matches(path) || isInside(path);
}

type Match = (path: string) => boolean;

/** Compiles globs. A glob without `/` matches the name in every folder; a glob that ends in `/` matches all content of the folder, like `/**`. */
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

/** Returns a function that tells whether any folder of a path matches. Remembers the answer for each folder. */
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

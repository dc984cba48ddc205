import picomatch from 'picomatch';
import type { Mapping } from './mapping.js';

/** What a mapping's globs say of files, compiled once; paths are POSIX and relative to the mapped folder. */
export interface FileRules {
  /** Whether the mapping publishes the file at all. */
  includes(path: string): boolean;
  /** Whether a change of the file outside of the editor is published. */
  watches(path: string): boolean;
  /** The headers that the rules ask for; names in lower case. */
  headersOf(path: string): Readonly<Record<string, string>>;
}

type Rules = Pick<Mapping, 'include' | 'exclude' | 'headers' | 'watch'>;

/** Compiles the globs of a mapping. */
export function compileRules({ include, exclude, headers = [], watch = [] }: Rules): FileRules {
  const isIncluded = include ? toMatch(include) : () => true;
  const isExcluded = toMatch(exclude ?? []);
  const isWatched = toMatch(watch);
  const rules = headers.map((rule) => ({ matches: toMatch(rule.files), headers: rule.headers }));
  const includes = (path: string) => isIncluded(path) && !isExcluded(path);
  return {
    includes,
    watches: (path) => isWatched(path) && includes(path),
    headersOf: (path) => Object.assign({}, ...rules.filter(({ matches }) => matches(path)).map((rule) => rule.headers)),
  };
}

/** A glob without `/` fits the name in every folder; one that ends in `/**` the folder's whole content. */
function toMatch(globs: readonly string[]): (path: string) => boolean {
  const matches = globs.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }));
  return (path) => matches.some((match) => match(path));
}

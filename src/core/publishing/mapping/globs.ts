import type { TextField } from './jsonNodes.js';

/** The globs that `compilePlainGlob` can compile: letters, digits and literal signs, and `*`, `?`, `/` and braces. */
const plainSigns = /^[\w\-. ~#%=&;:,*?/{}\u0080-\uffff]+$/;
/**
 * Patterns with a special meaning in picomatch: `***`, `*.*`, two `**` in a row, one beside a list, and one at the end
 * after another star.
 */
const special = /\*{3}|\*\.\*|\*\*\/\*\*|\*\*\{|\}\*\*|\*[^/]*\/\*\*$/;
const mostAlternatives = 100;
/** The most globs in a mapping. Each file is matched with all of them, on the thread that all extensions share. */
export const mostGlobs = 1_000;

/**
 * Returns whether a glob could backtrack for long as a regular expression: over 256 characters, over three stars in a segment, over three `**` or four
 * groups, or a repeated group. Applies to all globs, even those that `compilePlainGlob` compiles.
 */
export function isSlowGlob(text: string): boolean {
  const count = (part: string, sign: RegExp) => part.match(sign)?.length ?? 0;
  return (
    text.length > 256 ||
    text.split('/').some((segment) => count(segment, /\*/g) > 3) ||
    count(text, /\*\*/g) > 3 ||
    count(text, /[({]/g) > 4 ||
    /[*+]\(|[)\]}]\+/.test(text)
  );
}

/** Normalizes a glob, which is relative to the mapped folder. `undefined` if the glob is invalid or too slow. */
export function parseGlob(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (text.trim() === '' || isSlowGlob(text) || /[\\\x00-\x1f]/.test(text) || text.startsWith('/')) return undefined;
  // What other tools read as "but not these" would match everything else.
  if (/^!(?!\()/.test(text)) return undefined;
  const glob = text.replace(/^\.\//, '');
  return glob.split('/').includes('..') ? undefined : glob;
}

/** Counts globs for the limit of a mapping. Each choice in braces or parentheses counts as one glob, up to 100 per glob. */
export function countGlobs(globs: readonly string[]): number {
  const choicesOf = (glob: string) =>
    [...glob.matchAll(/[{(][^{}()]*/g)].reduce((count, [group]) => count * group.split(/[,|]/).length, 1);
  return globs.reduce((count, glob) => count + Math.min(choicesOf(glob), mostAlternatives), 0);
}

/** Describes a field that holds a glob, with the problem to report if the glob is refused. */
export function globField(name: string): TextField<string> {
  return { name, parse: parseGlob, refused: (glob) => (isSlowGlob(glob) ? 'slowGlob' : 'badGlob') };
}

/**
 * Compiles a glob of literals, `*`, `**`, `?` and lists such as `{a,b}` to a matcher in linear time, unlike a regular expression. `undefined` for other
 * globs. Matches like picomatch with `dot`, and with `basename` if the glob has no `/`.
 */
export function compilePlainGlob(glob: string): ((path: string) => boolean) | undefined {
  const isPlain = plainSigns.test(glob) && !special.test(glob);
  const alternatives = isPlain ? expandLists(glob) : undefined;
  const compiled = alternatives?.map((each) => each.split('/').map(toSegment));
  if (!compiled?.every((segments) => segments.every((each) => each !== undefined))) return undefined;
  const isName = !glob.includes('/');
  return (path) => {
    const names = isName ? [path.slice(path.lastIndexOf('/') + 1)] : path.split('/');
    const fits = (at: number, segment = '') => fitsSegment(names[at] ?? '', segment);
    return compiled.some((segments) => matches(names.length, segments, '**', fits));
  };
}

/** Expands lists such as `{a,b}` to separate globs. `undefined` if the lists are nested, are ranges such as `{1..3}`, or give too many globs. */
function expandLists(glob: string): readonly string[] | undefined {
  const list = /\{([^{}]*)\}/.exec(glob);
  if (!list) return /[{}]/.test(glob) ? undefined : [glob];
  const [whole, inner = ''] = list;
  const names = inner.split(',');
  // A list of one, an empty item or a slash has a special meaning.
  if (names.length < 2 || names.includes('') || /[/*]|\.\./.test(inner)) return undefined;
  const [before, after] = [glob.slice(0, list.index), glob.slice(list.index + whole.length)];
  if (/[{}]/.test(before) || after.startsWith('{')) return undefined;
  const rest = expandLists(after);
  if (!rest || rest.length * names.length > mostAlternatives) return undefined;
  return names.flatMap((name) => rest.map((each) => before + name + each));
}

/** Normalizes one segment of a glob. Several stars count as one, unless the whole segment is `**`. `undefined` if the segment has a special meaning. */
function toSegment(text: string): string | undefined {
  if (text === '' || text === '.' || text === '..') return undefined;
  return text === '**' ? text : text.replace(/\*{2,}/g, '*');
}

function fitsSegment(name: string, segment: string): boolean {
  if (segment === '**') return true;
  const fits = (at: number, sign: string) => sign === '?' || sign === name[at];
  return matches(name.length, segment, '*', fits);
}

/** Matches parts with a pattern in which `star` means any number of them: on a mismatch, only the last star takes one more. */
function matches<Each>(
  count: number,
  pattern: ArrayLike<Each>,
  star: Each,
  fits: (at: number, each: Each) => boolean,
): boolean {
  let [at, next, lastStar, taken] = [0, 0, -1, 0];
  while (at < count) {
    const each = pattern[next];
    if (each === star) {
      lastStar = next++;
      taken = at;
    } else if (each !== undefined && fits(at, each)) {
      at++;
      next++;
    } else if (lastStar >= 0) {
      at = ++taken;
      next = lastStar + 1;
    } else return false;
  }
  while (pattern[next] === star) next++;
  return next === pattern.length;
}

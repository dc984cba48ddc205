import type { TextField } from './jsonNodes.js';

/** Letters, digits and literal signs, besides `*`, `?`, `/` and braces. */
const plainSigns = /^[\w\-. ~#%=&;:,*?/{}\u0080-\uffff]+$/;
/**
 * Patterns with a special meaning in picomatch: `***`, `*.*`, two `**` in a row, one beside a list, and one at the end
 * after another star.
 */
const special = /\*{3}|\*\.\*|\*\*\/\*\*|\*\*\{|\}\*\*|\*[^/]*\/\*\*$/;
const mostAlternatives = 100;
/** The most globs of a mapping: each file is matched with all of them, on the thread of every extension. */
export const mostGlobs = 1_000;

/**
 * Returns whether a glob may be slow, as a regular expression that backtracks: more than 256 characters, three stars in
 * a segment, three `**` or four groups, or a repeated group. One limit for all, including those that `compilePlainGlob`
 * matches in linear time.
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

/** Normalizes a glob relative to the mapped folder; `undefined` if it is invalid. */
export function parseGlob(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (text.trim() === '' || isSlowGlob(text) || /[\\\x00-\x1f]/.test(text) || text.startsWith('/')) return undefined;
  // What other tools read as "but not these" would match everything else.
  if (/^!(?!\()/.test(text)) return undefined;
  const glob = text.replace(/^\.\//, '');
  return glob.split('/').includes('..') ? undefined : glob;
}

/** Counts globs: each choice in braces or parentheses counts as one, up to 100 per glob. */
export function countGlobs(globs: readonly string[]): number {
  const choicesOf = (glob: string) =>
    [...glob.matchAll(/[{(][^{}()]*/g)].reduce((count, [group]) => count * group.split(/[,|]/).length, 1);
  return globs.reduce((count, glob) => count + Math.min(choicesOf(glob), mostAlternatives), 0);
}

/** A field with a glob, and why it is refused. */
export function globField(name: string): TextField<string> {
  return { name, parse: parseGlob, refused: (glob) => (isSlowGlob(glob) ? 'slowGlob' : 'badGlob') };
}

/**
 * Compiles a glob of literals, `*`, `**`, `?` and lists (`{a,b}`) to a matcher in linear time; a regular expression
 * would backtrack. `undefined` for other globs. Matches like picomatch with `dot`, and with `basename` if there is no
 * `/`.
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

/** Expands the lists of a glob; `undefined` if they are nested, ranges, or too many. */
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

/** `undefined` for special meanings. Two stars mean more than one only as a whole segment. */
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

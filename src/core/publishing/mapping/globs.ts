import type { TextField } from './jsonNodes.js';

/** Letters, digits and signs that mean themselves, beside `*`, `?`, `/` and braces. */
const plainSigns = /^[\w\-. ~#%=&;:,*?/{}\u0080-\uffff]+$/;
/** Of `***`, `*.*`, two `**` in a row, one beside a list, and one at the end behind another star picomatch makes something of its own. */
const special = /\*{3}|\*\.\*|\*\*\/\*\*|\*\*\{|\}\*\*|\*[^/]*\/\*\*$/;
const mostAlternatives = 100;
/** Of one mapping: each file is matched with all of them, on the thread of every extension. */
export const mostGlobs = 1_000;

/**
 * Says whether a glob is refused because such globs can take long to match, as regular expressions that try each way to share a name
 * out: one of more than 256 characters, three stars in a segment, three `**` or four groups, or with a group that repeats. One limit
 * for all: those that `compilePlainGlob` would match in linear time are refused as well.
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

/** A glob relative to the mapped folder, or `undefined` when it cannot be one. */
export function parseGlob(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (text.trim() === '' || isSlowGlob(text) || /[\\\x00-\x1f]/.test(text) || text.startsWith('/')) return undefined;
  // What other tools read as "but not these" would fit all the rest.
  if (/^!(?!\()/.test(text)) return undefined;
  const glob = text.replace(/^\.\//, '');
  return glob.split('/').includes('..') ? undefined : glob;
}

/** How many globs these are: each choice in braces or parentheses is matched as one of its own, up to 100 of a glob. */
export function countGlobs(globs: readonly string[]): number {
  const choicesOf = (glob: string) =>
    [...glob.matchAll(/[{(][^{}()]*/g)].reduce((count, [group]) => count * group.split(/[,|]/).length, 1);
  return globs.reduce((count, glob) => count + Math.min(choicesOf(glob), mostAlternatives), 0);
}

/** A field that holds a glob, and why one is refused. */
export function globField(name: string): TextField<string> {
  return { name, parse: parseGlob, refused: (glob) => (isSlowGlob(glob) ? 'slowGlob' : 'badGlob') };
}

/**
 * A matcher for a glob of literals, `*`, `**`, `?` and lists (`{a,b}`), whose time grows in proportion to the path;
 * a regular expression would try each way to share it out among the stars. `undefined` for other globs. What fits is the
 * same as with picomatch's `dot`, and with its `basename` where there is no `/`.
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

/** The globs that the lists in one stand for; `undefined` where they are nested, ranges, or too many. */
function expandLists(glob: string): readonly string[] | undefined {
  const list = /\{([^{}]*)\}/.exec(glob);
  if (!list) return /[{}]/.test(glob) ? undefined : [glob];
  const [whole, inner = ''] = list;
  const names = inner.split(',');
  // A list of one, with nothing between two commas or with a slash has a meaning of its own.
  if (names.length < 2 || names.includes('') || /[/*]|\.\./.test(inner)) return undefined;
  const [before, after] = [glob.slice(0, list.index), glob.slice(list.index + whole.length)];
  if (/[{}]/.test(before) || after.startsWith('{')) return undefined;
  const rest = expandLists(after);
  if (!rest || rest.length * names.length > mostAlternatives) return undefined;
  return names.flatMap((name) => rest.map((each) => before + name + each));
}

/** `undefined` for what has a meaning of its own. Two stars are more than one only where they are all of a segment. */
function toSegment(text: string): string | undefined {
  if (text === '' || text === '.' || text === '..') return undefined;
  return text === '**' ? text : text.replace(/\*{2,}/g, '*');
}

function fitsSegment(name: string, segment: string): boolean {
  if (segment === '**') return true;
  const fits = (at: number, sign: string) => sign === '?' || sign === name[at];
  return matches(name.length, segment, '*', fits);
}

/** Whether so many parts fit a pattern in which `star` stands for any number of them: where one does not, only the last star takes one more. */
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

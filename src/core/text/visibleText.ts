/** The most columns of a name. A name that reads like words gets fewer, since a line break could make it look like part of the sentence. */
const [longestName, longestWords, longestLine] = [120, 30, 40];
const picture = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?';
/** A whole emoji, with its selector and joiners. */
const emoji = `(${picture}(?:\\u200D${picture})*|[0-9#*]\\uFE0F\\u20E3)`;
/** Invisible characters, characters that move others, and marks without a letter or in piles. */
const unseen =
  '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]|(?![ \\u3000])\\p{Zs}' +
  '|(?<![\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}])\\p{M}|(?<=\\p{M}{4})\\p{M}';
/** A name may have single blanks, also the wide one of Chinese texts, but none at its ends. */
const unseenInName = `${unseen}|^[ \\u3000]+|[ \\u3000]{2,}|[ \\u3000]+$`;
/** Words of ASCII and ordinary Chinese with single blanks between them, as in most texts: nothing in them is invisible. */
const plainWords = /^(?:[!-~·、。一-鿿！-～]+(?: (?=.)|$))*$/;

/** Everything that looks like a quotation mark, such as two apostrophes. */
const quotationMarks = /["“”„‟″‶〃〝〞〟＂ʺ˝ˮ״❝❞🙶🙷🙸]|['‘’‚‛′‵´`ʹʻʼʽˈ]{2,}/gu;

let patterns: { readonly inName: RegExp; readonly inSentence: RegExp } | undefined;

/** Compiles the expressions at their first use: their Unicode properties take a millisecond, which an activation does not need. */
function compilePatterns(): NonNullable<typeof patterns> {
  patterns ??= {
    inName: new RegExp(`${emoji}|${unseenInName}`, 'gu'),
    inSentence: new RegExp(`${emoji}|${unseen}`, 'gu'),
  };
  return patterns;
}

/** The first characters of a text, with codes for invisible ones and, in a name, for runs of blanks; `…` replaces the rest. */
export function makeVisible(text: string, most: number, isName: boolean): string {
  if (text.length <= most && plainWords.test(text)) return text;
  const { inName, inSentence } = compilePatterns();
  const show = (found: string, isEmoji: string | undefined) => (isEmoji ? found : toCodes(found));
  const visible = text.slice(0, most).replace(isName ? inName : inSentence, show);
  return text.length > most ? `${visible}…` : visible;
}

/** Makes a text one line of the log, of any length, without line breaks and direction marks. */
export function inOneLine(text: string): string {
  return makeVisible(text, text.length, false);
}

/** Returns whether the character at an index, in code points, is shown as a code. */
export type IsTold = (char: string, at: number) => boolean;

/**
 * Quotes a name in a sentence. Quotation marks inside it become codes, so that it cannot close the quotation. With
 * `isTold`, more characters become codes and nothing is omitted. Otherwise a long name loses its middle, or its end if
 * it reads like words.
 */
export function quoted(name: string, isTold?: IsTold): string {
  const visible = visibleName(name, isTold);
  if (isTold) return `“${visible}”`;
  return `“${readsLikeWords(visible) ? withoutEnd(visible) : withoutMiddle(visible)}”`;
}

/**
 * Quotes a name on lines of its own. The lines of a long name that reads like words begin with a mark, so that none
 * looks like a sentence.
 */
export function quotedLines(name: string, isTold?: IsTold): string {
  const visible = visibleName(name, isTold);
  const kept = isTold ? visible : withoutMiddle(visible);
  if (!readsLikeWords(visible)) return `“${kept}”`;
  const lines: string[] = [];
  for (let rest = partsOf(kept); rest.length > 0; ) {
    const line = takeColumns(rest, longestLine);
    lines.push(line.join(''));
    rest = rest.slice(line.length);
  }
  return `“${lines.join('\n↳ ')}”`;
}

function visibleName(name: string, isTold?: IsTold): string {
  const told = isTold ? [...name].map((char, at) => (isTold(char, at) ? toCodes(char) : char)).join('') : name;
  return withoutLinks(makeVisible(told, told.length, true).replace(quotationMarks, toCodes));
}

/** Sentences have blanks, or characters of a language without blanks. */
function readsLikeWords(visible: string): boolean {
  return /[^!-~]/.test(visible);
}

function withoutEnd(visible: string): string {
  const parts = partsOf(visible);
  return widthOf(parts) <= longestWords ? visible : [...takeColumns(parts, longestWords), '…'].join('');
}

function withoutMiddle(visible: string): string {
  const parts = partsOf(visible);
  if (widthOf(parts) <= longestName) return visible;
  const half = (some: readonly string[]) => takeColumns(some, longestName / 2);
  return [...half(parts), '…', ...half([...parts].reverse()).reverse()].join('');
}

/** Keeps codes whole. */
function partsOf(visible: string): string[] {
  return visible.match(/\\u\{[0-9a-f]+\}|./gsu) ?? [];
}

/** The first parts that fit, at least one. */
function takeColumns(parts: readonly string[], most: number): string[] {
  let count = 1;
  while (count < parts.length && widthOf(parts.slice(0, count + 1)) <= most) count++;
  return parts.slice(0, count);
}

/** The width in columns. East Asian characters and emoji have two. */
function widthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + (part >= '\u2e80' ? 2 : part.length), 0);
}

/** The codes of the characters of a text. */
function toCodes(text: string): string {
  return [...text].map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/** Escapes `[words](address)`, which a notification would turn into a link, even to a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

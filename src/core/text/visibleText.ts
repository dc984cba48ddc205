/** The most columns of a name: in a sentence fewer where it reads like words, as a dialog that broke the line in it could make a sentence of them. */
const [longestName, longestWords, longestLine] = [120, 30, 40];
const picture = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?';
/** An emoji as a whole: its selector and joiners are seen in how it is drawn. */
const emoji = `(${picture}(?:\\u200D${picture})*|[0-9#*]\\uFE0F\\u20E3)`;
/** Characters that draw nothing, move what is around them, or are drawn on another one: marks without a letter below, and piles of them. */
const unseen =
  '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]|(?![ \\u3000])\\p{Zs}' +
  '|(?<![\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}])\\p{M}|(?<=\\p{M}{4})\\p{M}';
const inSentence = new RegExp(`${emoji}|${unseen}`, 'gu');
/** A name may have one blank at a time, also the wide one of Chinese texts, and none at its ends. */
const inName = new RegExp(`${emoji}|${unseen}|^[ \\u3000]+|[ \\u3000]{2,}|[ \\u3000]+$`, 'gu');

/** All that looks like a quotation mark, such as two apostrophes. */
const quotationMarks = /["“”„‟″‶〃〝〞〟＂ʺ˝ˮ״❝❞🙶🙷🙸]|['‘’‚‛′‵´`ʹʻʼʽˈ]{2,}/gu;

/** The first characters of a text, at most so many, with codes for what is not seen, also runs of blanks where it is a name; `…` stands for others. */
export function makeVisible(text: string, most: number, isName: boolean): string {
  const show = (found: string, isEmoji: string | undefined) => (isEmoji ? found : toCodes(found));
  const visible = text.slice(0, most).replace(isName ? inName : inSentence, show);
  return text.length > most ? `${visible}…` : visible;
}

/** A line of the log, of any length, in which nothing breaks the line or moves others. */
export function inOneLine(text: string): string {
  return makeVisible(text, text.length, false);
}

/** Whether the character at an index, in code points, shows as its code. */
export type IsTold = (char: string, at: number) => boolean;

/**
 * A name in a sentence: in quotation marks, which no name can close, since those within it become codes. What `isTold` says yes to becomes
 * a code as well, and nothing is left out then; else a long name loses its middle, or its end where that reads like words.
 */
export function quoted(name: string, isTold?: IsTold): string {
  const visible = visibleName(name, isTold);
  if (isTold) return `“${visible}”`;
  return `“${readsLikeWords(visible) ? withoutEnd(visible) : withoutMiddle(visible)}”`;
}

/** The same on lines of its own: a long name that reads like words continues behind a mark, so that no line begins with a part of it. */
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

/** Sentences have blanks, or characters of a language without them. */
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

/** Codes are kept whole. */
function partsOf(visible: string): string[] {
  return visible.match(/\\u\{[0-9a-f]+\}|./gsu) ?? [];
}

/** The first of these that fit, at least one. */
function takeColumns(parts: readonly string[], most: number): string[] {
  let count = 1;
  while (count < parts.length && widthOf(parts.slice(0, count + 1)) <= most) count++;
  return parts.slice(0, count);
}

/** In columns, of which characters of East Asia and emoji have two. */
function widthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + (part >= '\u2e80' ? 2 : part.length), 0);
}

/** The characters of a text as the codes that stand for them. */
function toCodes(text: string): string {
  return [...text].map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/** A text in which a notification makes no link of `[words](address)`, which could even run a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

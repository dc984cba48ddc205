/** More columns of a name would let it fill lines of a dialog, where a part of it could be taken for a sentence of ours. */
const longestQuoted = 120;
const picture = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?';
/** An emoji as a whole: its selector and joiners are seen in how it is drawn. */
const emoji = `(${picture}(?:\\u200D${picture})*|[0-9#*]\\uFE0F\\u20E3)`;
/** What draws nothing, moves what is around it, or is drawn on what is not its own: marks without a letter below, and piles of them. */
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

/**
 * A name in a question: in quotation marks, which no name can close, since those within it become codes. What `isTold` says yes to becomes
 * a code as well, and nothing is left out then; else a long name loses its middle.
 */
export function quoted(name: string, isTold?: (char: string, at: number) => boolean): string {
  const told = isTold ? [...name].map((char, at) => (isTold(char, at) ? toCodes(char) : char)).join('') : name;
  const visible = makeVisible(told, told.length, true).replace(quotationMarks, toCodes);
  return `“${withoutLinks(isTold ? visible : withoutMiddle(visible))}”`;
}

/** Codes are kept whole. */
function withoutMiddle(visible: string): string {
  const parts = visible.match(/\\u\{[0-9a-f]+\}|./gsu) ?? [];
  if (parts.reduce((sum, part) => sum + widthOf(part), 0) <= longestQuoted) return visible;
  return [...takeHalf(parts), '…', ...takeHalf([...parts].reverse()).reverse()].join('');
}

function takeHalf(parts: readonly string[]): string[] {
  let [count, width] = [0, 0];
  for (const part of parts) {
    width += widthOf(part);
    if (width > longestQuoted / 2) break;
    count++;
  }
  return parts.slice(0, count);
}

/** In columns, of which characters of East Asia and emoji have two. */
function widthOf(part: string): number {
  return part >= '\u2e80' ? 2 : part.length;
}

/** The characters of a text as the codes that stand for them. */
function toCodes(text: string): string {
  return [...text].map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/** A text in which a notification makes no link of `[words](address)`, which could even run a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

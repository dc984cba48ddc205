const picture = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?';
/** An emoji as a whole: its selector and joiners are seen in how it is drawn. */
const emoji = `(${picture}(?:\\u200D${picture})*|[0-9#*]\\uFE0F\\u20E3)`;
/** What draws nothing, moves what is around it, or is drawn on what is not its own: marks without a letter below, and piles of them. */
const unseen =
  '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]|(?![ \\u3000])\\p{Zs}' +
  '|(?<![\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}])\\p{M}|(?<=\\p{M}{4})\\p{M}';
/** What becomes codes in a sentence. */
export const inSentence = new RegExp(`${emoji}|${unseen}`, 'gu');
/** In a name as well: it may have one blank at a time, also the wide one of Chinese texts, and none at its ends. */
export const inName = new RegExp(`${emoji}|${unseen}|^[ \\u3000]+|[ \\u3000]{2,}|[ \\u3000]+$`, 'gu');

/** The first characters of a text, at most so many, with codes for what is not seen, which `what` finds; `…` stands for others. */
export function makeVisible(text: string, most: number, what: RegExp): string {
  const visible = text
    .slice(0, most)
    .replace(what, (found: string, isEmoji: string | undefined) => (isEmoji ? found : toCodes(found)));
  return text.length > most ? `${visible}…` : visible;
}

/** A line of the log, of any length, in which nothing breaks the line or moves others. */
export function inOneLine(text: string): string {
  return makeVisible(text, text.length, inSentence);
}

/** The characters of a text as the codes that stand for them. */
export function toCodes(text: string): string {
  return [...text].map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

import { l10n } from '../l10n.js';
import { makeVisible, withoutLinks } from './visibleText.js';

const longest = 400;
/** The longest sentence with its values, and the longest text of several lines, in characters. */
const [longestLine, longestText] = [1_500, 10_000];

/**
 * Makes any text safe to read: invisible characters, such as control and direction marks, fillers and runs of blanks,
 * become visible codes. Cuts at 400 characters.
 */
export function plainText(text: string): string {
  return makeVisible(text, longest, true);
}

/** Makes a line of a list safe to read. VS Code makes no links there. */
export function visibleLine(text: string): string {
  return makeVisible(text, longestLine, false);
}

/** Makes a sentence safe to read, including its values. `src/host/display.ts` applies it to every text. */
export function safeLine(text: string): string {
  return withoutLinks(visibleLine(text));
}

/** Makes a text of several lines safe to read. If it is too long the middle is omitted, since the last lines say how to undo a change. */
export function safeLines(text: string): string {
  const half = longestText / 2;
  const kept = text.length > longestText ? `${text.slice(0, half)}…\n…${text.slice(-half)}` : text;
  return kept.split('\n').map(safeLine).join('\n');
}

/** Makes a notification safe to read. VS Code would turn `[words](address)` into a link, even to a command. */
export function noticeText(text: string): string {
  return withoutLinks(plainText(text));
}

/** Replaces special blanks in the output of `Intl`, which would show as codes. */
export function withPlainBlanks(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ');
}

/** Appends a remark in the parentheses of the display language. */
export function withRemark(text: string, remark: string): string {
  return l10n.t('{0} ({1})', text, remark);
}

/** Formats a list in the display language. */
export function listText(items: readonly string[]): string {
  return items.join(l10n.t({ message: ', ', comment: 'Between the items of a list' }));
}

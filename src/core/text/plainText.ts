import { l10n } from '../l10n.js';
import { makeVisible, withoutLinks } from './visibleText.js';

const longest = 400;
/** What a sentence of ours and the texts in it have at most, and a text of several lines. */
const [longestLine, longestText] = [1_500, 10_000];

/**
 * Makes any text from outside safe to read: what cannot be seen, such as control and direction marks, fillers and runs of blanks, becomes
 * visible codes, and it is cut at 400 characters.
 */
export function plainText(text: string): string {
  return makeVisible(text, longest, true);
}

/** A line of a list, where VS Code makes no links, whatever was put into it. */
export function visibleLine(text: string): string {
  return makeVisible(text, longestLine, false);
}

/** A whole sentence that is shown, whatever was put into it: `src/host/display.ts` applies it to all. */
export function safeLine(text: string): string {
  return withoutLinks(visibleLine(text));
}

/** The same for a text of several lines. One that is too long loses its middle: the last lines say how to undo a change. */
export function safeLines(text: string): string {
  const half = longestText / 2;
  const kept = text.length > longestText ? `${text.slice(0, half)}…\n…${text.slice(-half)}` : text;
  return kept.split('\n').map(safeLine).join('\n');
}

/** The same for a notification, where `[words](address)` would become a link, even one that runs a command. */
export function noticeText(text: string): string {
  return withoutLinks(plainText(text));
}

/** Output of `Intl` with ordinary blanks: those that it takes for some languages would show as codes. */
export function withPlainBlanks(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ');
}

/** A text with a remark in the parentheses of the language of the editor. */
export function withRemark(text: string, remark: string): string {
  return l10n.t('{0} ({1})', text, remark);
}

/** Items of a sentence as the language of the editor lists them. */
export function listText(items: readonly string[]): string {
  return items.join(l10n.t({ message: ', ', comment: 'Between the items of a list' }));
}

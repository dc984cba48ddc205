const longest = 400;

/** Makes any text from outside safe to read: control and direction marks become visible codes, and it is cut at 400 characters. */
export function plainText(text: string): string {
  const visible = [...text.slice(0, longest)].map((char) => (isInvisible(char) ? toCode(char) : char)).join('');
  return text.length > longest ? `${visible}…` : visible;
}

/** The same for a notification, where `[words](address)` would become a link, even one that runs a command. */
export function noticeText(text: string): string {
  return plainText(text).replaceAll('](', '] (');
}

function isInvisible(char: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(char);
}

function toCode(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

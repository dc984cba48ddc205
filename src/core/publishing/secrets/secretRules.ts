/** The kind of a secret, optionally with its service, such as `token/GitHub`. The user sees the kind, and may allow it in a file. */
export type SecretKind =
  | 'privateKey'
  | 'keyStore'
  | 'address'
  | 'password'
  | 'secret'
  | `${'accessKey' | 'token' | 'webhook'}/${string}`;

/** A rule for one kind of secret. */
export interface SecretRule {
  readonly kind: SecretKind;
  /** Texts that the content must contain, at least three characters long: in lower case and matched in any case, unless `exact`. */
  readonly signs: readonly string[];
  readonly exact?: boolean;
  /** No letter, digit or sign of a word, a path or a URL precedes it. */
  readonly alone?: boolean;
  /** It is the end of a name: white space, a quotation mark or an assignment follows. */
  readonly named?: boolean;
  /** A character among the next 200, which most signs lack, to skip the slower checks. */
  readonly soon?: string;
  /**
   * Sticky; matches at the first character of a sign, reads at most 900 characters, and has bounded quantifiers. Its
   * first group, else the match, is the random value.
   */
  readonly pattern: RegExp;
  /** Another text that the content must contain anywhere. A random word without marks is searched in the result of `extractWords`. */
  readonly beside?: { readonly pattern: RegExp; readonly isWord: boolean };
  /** A text anywhere that shows that the value is meant for visitors. */
  readonly unless?: RegExp;
  /** The required entropy in bits per character; 2.5 by default. */
  readonly bits?: number;
  /** The value has digits and letters of both cases. */
  readonly mixed?: boolean;
}

/** Placeholders of examples and templates, and samples of service documentation. */
const placeholder =
  /example|your|x{4}|\*{3}|placeholder|redacted|changeme|change_me|\.{3}|\$\{|\{\{|<|%s|4ec39hqlyjwdarjtt1zdp7dc|16c7e42f292c6912e7710c838347ae178b4a/i;

/** Values meant for pages: publishable keys of Stripe, Mapbox, PostHog and similar ones. */
const forPages = /^(?:pk[_.]|phc_|pub)/i;

/**
 * Returns whether a value looks like a real secret: no placeholder, and random enough. If another text must stand beside
 * it, that is checked instead.
 */
export function isRandom(value: string, { kind, beside, bits = beside ? 0 : 2.5, mixed }: SecretRule): boolean {
  if (kind === 'secret' && isIdentifier(value)) return false;
  if (mixed && !(/\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value))) return false;
  return !placeholder.test(value) && !forPages.test(value) && entropyOf(value) >= bits;
}

/** Returns whether it may be a program identifier: its digits are together, and its case rarely changes. */
function isIdentifier(value: string): boolean {
  if (/\d\D{1,80}\d/.test(value)) return false;
  const changes = value.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes < value.length * 0.4;
}

/** The Shannon entropy of the characters, in bits per character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** The lengths of words in `isWord` patterns, in characters. */
const [shortest, longest] = [30, 48];
/** For each ASCII code unit whether it belongs to a word, 1 or 0. */
const ofWord = Uint8Array.from({ length: 128 }, (_, code) => Number(/[0-9A-Za-z+/_-]/.test(String.fromCharCode(code))));

/**
 * Extracts possible random words, each with the next character, as a text. Checks every 30th character, since any such
 * word covers one: a regular expression, which checks each, takes ten times as long.
 */
export function extractWords(text: string): string {
  const { length } = text;
  const isWord = (at: number) => ofWord[text.charCodeAt(at)] === 1;
  let words = '';
  for (let at = shortest - 1; at < length; at += shortest) {
    if (!isWord(at)) continue;
    let [start, end] = [at, at + 1];
    while (start > 0 && isWord(start - 1)) start--;
    while (end < length && isWord(end)) end++;
    if (end - start >= shortest && end - start <= longest) words += ` ${text.slice(start, end + 1)}`;
    at = end - 1;
  }
  return words;
}

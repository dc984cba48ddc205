/** The kind of a secret, with its service if known, such as `token/GitHub`. The user sees the kind and may allow it for a file. */
export type SecretKind =
  | 'privateKey'
  | 'keyStore'
  | 'address'
  | 'password'
  | 'secret'
  | `${'accessKey' | 'token' | 'webhook'}/${string}`;

/** How one kind of secret is recognized: texts to search for, and a pattern that is checked where one of them is found. */
export interface SecretRule {
  readonly kind: SecretKind;
  /** The texts that start the check of the pattern, at least three characters long. They are in lower case and match in any case, unless `exact` is set. */
  readonly signs: readonly string[];
  readonly exact?: boolean;
  /** Whether the sign must not follow a letter, a digit or another character of a word, path or URL. */
  readonly alone?: boolean;
  /** Whether the sign must be the end of a name: followed by white space, a quotation mark or an assignment. */
  readonly named?: boolean;
  /** A character that must occur in the next 200 bytes. Few places have it, so the slower checks are skipped at most places. */
  readonly soon?: string;
  /**
   * The pattern at the first character of a sign. It is sticky, reads at most 900 characters and has only bounded quantifiers. The secret value is the group
   * that took part in the match, or the whole match without groups.
   */
  readonly pattern: RegExp;
  /** Another text that the content must contain anywhere. A random word without marks is searched in the result of `extractWords`. */
  readonly beside?: { readonly pattern: RegExp; readonly isWord: boolean };
  /** A text that shows, anywhere in the file, that the value is meant for visitors and no secret. */
  readonly unless?: RegExp;
  /** The required entropy in bits per character; 2.5 by default. */
  readonly bits?: number;
  /** Whether the value must have digits and letters of both cases. */
  readonly mixed?: boolean;
}

/** Matches placeholders in examples and templates, and sample values of service documentation. */
const placeholder =
  /example|your|x{4}|\*{3}|placeholder|redacted|changeme|change_me|\.{3}|\$\{|\{\{|<|%s|4ec39hqlyjwdarjtt1zdp7dc|16c7e42f292c6912e7710c838347ae178b4a/i;

/** Matches values that are meant to be in pages: publishable keys of Stripe, Mapbox, PostHog and similar services. */
const forPages = /^(?:pk[_.]|phc_|pub)/i;

/**
 * Returns whether a value looks like a real secret: random enough and no placeholder. Rules with `beside` need no entropy by default, since the other text
 * is the proof.
 */
export function isRandom(value: string, { kind, beside, bits = beside ? 0 : 2.5, mixed }: SecretRule): boolean {
  if (kind === 'secret' && isIdentifier(value)) return false;
  if (mixed && !(/\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value))) return false;
  return !placeholder.test(value) && !forPages.test(value) && entropyOf(value) >= bits;
}

/** Returns whether a value may be a program identifier: its digits stand together and its case rarely changes. */
function isIdentifier(value: string): boolean {
  if (/\d\D{1,80}\d/.test(value)) return false;
  const changes = value.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes < value.length * 0.4;
}

/** Returns the Shannon entropy of the value, in bits per character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** The shortest and longest random word that `isWord` patterns match, in characters. */
const [shortest, longest] = [30, 48];
/** Tells for each ASCII code whether the character belongs to a word: 1 or 0. */
const ofWord = Uint8Array.from({ length: 128 }, (_, code) => Number(/[0-9A-Za-z+/_-]/.test(String.fromCharCode(code))));

/**
 * Extracts the words that may be random, each with the character after it. Looks at every 30th character only, since a word of the least length cannot lie
 * between two of these. A regular expression would look at each and take ten times as long.
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

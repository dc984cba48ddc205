/**
 * What kind of secret it is: one of these, or a kind with the service that it is of, such as `token/GitHub`. The kinds are what the user
 * is told and what a file can be allowed to hold.
 */
export type SecretKind =
  | 'privateKey'
  | 'keyStore'
  | 'address'
  | 'password'
  | 'secret'
  | `${'accessKey' | 'token' | 'webhook'}/${string}`;

/** How one kind of secret is found. */
export interface SecretRule {
  readonly kind: SecretKind;
  /** Text that the content has in any case, at least three characters long: in lower case, and found in either, unless they are `exact`. */
  readonly signs: readonly string[];
  readonly exact?: boolean;
  /** No letter, digit or sign of a word, a path or an address stands before it. */
  readonly alone?: boolean;
  /** It is the end of a name: white space, a quotation mark or a sign of assignment follows. */
  readonly named?: boolean;
  /** A character that is among the next 200: few signs have it, and all else takes longer to find. */
  readonly soon?: string;
  /** Sticky; matches at the first character of a sign, looks at 900 characters at most, and has bounded quantifiers. Its first group, else all of it, is what is random. */
  readonly pattern: RegExp;
  /** Further text that the content has, wherever; a random word that nothing marks is looked for in what `extractWords` finds. */
  readonly beside?: { readonly pattern: RegExp; readonly isWord: boolean };
  /** Text by which the value is meant for visitors, wherever it is. */
  readonly unless?: RegExp;
  /** The value must be random by this many bits a character; 2.5 else. */
  readonly bits?: number;
  /** The value has digits and letters of both cases. */
  readonly mixed?: boolean;
}

/** Placeholders of examples and templates, and the samples in the documents of services. */
const placeholder =
  /example|your|x{4}|\*{3}|placeholder|redacted|changeme|change_me|\.{3}|\$\{|\{\{|<|%s|4ec39hqlyjwdarjtt1zdp7dc|16c7e42f292c6912e7710c838347ae178b4a/i;

/** Values that are meant for pages: publishable keys of Stripe and Mapbox, of PostHog, and others that say so. */
const forPages = /^(?:pk[_.]|phc_|pub)/i;

/** Whether a value looks like a real secret: no placeholder, and as random as the rule says; where something else has to stand beside it, that is random. */
export function isRandom(value: string, { kind, beside, bits = beside ? 0 : 2.5, mixed }: SecretRule): boolean {
  if (kind === 'secret' && isIdentifier(value)) return false;
  if (mixed && !(/\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value))) return false;
  return !placeholder.test(value) && !forPages.test(value) && entropyOf(value) >= bits;
}

/** Whether it may be a name in a program: its digits are together, and few of its characters are of another case than the one before. */
function isIdentifier(value: string): boolean {
  if (/\d\D{1,80}\d/.test(value)) return false;
  const changes = value.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes < value.length * 0.4;
}

/** Shannon entropy of the characters, in bits for each. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** How long the words are that `isWord` patterns match, in characters. */
const [shortest, longest] = [30, 48];
/** For each code unit of ASCII whether it is one of a word, 1 or 0. */
const ofWord = Uint8Array.from({ length: 128 }, (_, code) => Number(/[0-9A-Za-z+/_-]/.test(String.fromCharCode(code))));

/**
 * The words of a text that may be random ones, as a text: each with the character that follows it. It looks at every 30th character, since a word covers one of
 * them: a regular expression, which looks at each, takes ten times as long.
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

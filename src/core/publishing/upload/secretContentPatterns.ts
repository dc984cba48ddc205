/** A kind of secret: it is there when both of its parts are, wherever in the content. */
export interface SecretKind {
  /** A regular expression for what `marked` has in any case. */
  readonly sign: string;
  readonly marked: RegExp;
  /** A random word that nothing marks; of those that `extractWords` finds. */
  readonly word?: RegExp;
}

/** Characters that continue a word, also where a signature, a path or an address is written. */
const [notAfter, notBefore] = ['(?<![0-9A-Za-z+/_-])', '(?![0-9A-Za-z+/_=-])'];
const mixed = '(?=[A-Za-z+/_]*[0-9])(?=[0-9a-z+/_]*[A-Z])(?=[0-9A-Z+/_]*[a-z])';

/** A word that is random: placeholders have no digits, or letters of one case. */
function word(characters: string, length: string): RegExp {
  const run = `[${characters}]{${length}}${notBefore}`;
  return new RegExp(`${notAfter}(?=${run})${mixed}${run}`);
}

const after = (start: string, rest: string) => new RegExp(`${notAfter}${start}${mixed}${rest}`);

/** A random word of this length as the value of a variable or field, alone; the vendor's own example is none. */
function namedWord(name: string, length: number): RegExp {
  const value = `(?![0-9A-Za-z+/]*EXAMPLE)${mixed}[0-9A-Za-z+/]{${length}}${notBefore}`;
  return new RegExp(`${name}["']?\\s{0,9}[:=]\\s{0,9}["']?${value}`);
}

const secretNames = {
  alibaba: '(?:ACCESS_KEY_SECRET|access_key_secret|[aA]ccessKeySecret)',
  aws: '(?:SECRET_ACCESS_KEY|secret_access_key|[sS]ecretAccessKey)',
};

/**
 * What is looked for. An ID alone, as in a signed URL, is none, nor is a marker without a key, as in a program that reads keys.
 * The forms of other vendors' tokens are those of secretlint's recommended rules.
 */
export const secretKinds: readonly SecretKind[] = [
  { sign: 'LTAI', marked: /\bLTAI[0-9A-Za-z]{12,26}\b/, word: word('0-9A-Za-z', '30') },
  { sign: secretNames.alibaba, marked: namedWord(secretNames.alibaba, 30) },
  { sign: secretNames.aws, marked: namedWord(secretNames.aws, 40) },
  // Temporary credentials: the token that goes with them is also in URLs that are signed with them.
  { sign: 'STS\\.', marked: /\bSTS\.[0-9A-Za-z]{16,40}\b/, word: word('0-9A-Za-z', '40,48') },
  {
    sign: 'PRIVATE KEY',
    // The lines before the key name its encryption or the program that wrote it.
    marked: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,200}[^0-9A-Za-z+/])?[0-9A-Za-z+/]{40}/,
  },
  { sign: 'Private-Lines: ', marked: /Private-Lines: \d+(?:\s|\\[rn])+[0-9A-Za-z+/]{40}/ },
  {
    sign: 'A[KS]IA',
    marked: /\b(?:AKIA|ASIA)(?![0-9A-Z]*EXAMPLE)[0-9A-Z]{16}\b/,
    word: word('0-9A-Za-z+/', '40'),
  },
  { sign: 'gh[pousr]_', marked: after('gh[pousr]_', `[0-9A-Za-z]{36,}${notBefore}`) },
  { sign: 'github_pat_', marked: after('github_pat_', `[0-9A-Za-z_]{82}${notBefore}`) },
  { sign: 'npm_', marked: after('npm_', `[0-9A-Za-z]{36}${notBefore}`) },
  { sign: '_authToken', marked: /_authToken ?= ?"?(?=[a-f-]*\d)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/ },
  {
    sign: 'xox[abceoprs]-',
    marked: /\bxox[abceoprs]-(?:\d+-)+(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{16,}/,
  },
  {
    sign: 'hooks\\.slack\\.com',
    marked: /hooks\.slack\.com\/services\/T\w{8,}\/B\w{8,}\/(?=[0-9A-Z]*[a-z])(?=[0-9a-z]*[A-Z])[0-9A-Za-z]{24}/,
  },
];

/** How long the words are that `word` finds, in characters. */
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

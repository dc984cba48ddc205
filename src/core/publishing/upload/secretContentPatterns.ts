/** A kind of secret: it is there when each of its parts is, wherever in the content. */
export interface SecretKind {
  /** A regular expression for what content with such a secret has in any case. */
  readonly sign: string;
  readonly parts: readonly RegExp[];
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
  { sign: 'LTAI', parts: [/\bLTAI[0-9A-Za-z]{12,26}\b/, word('0-9A-Za-z', '30')] },
  { sign: secretNames.alibaba, parts: [namedWord(secretNames.alibaba, 30)] },
  { sign: secretNames.aws, parts: [namedWord(secretNames.aws, 40)] },
  // Temporary credentials: the token that goes with them is also in URLs that are signed with them.
  { sign: 'STS\\.', parts: [/\bSTS\.[0-9A-Za-z]{16,40}\b/, word('0-9A-Za-z', '40,48')] },
  {
    sign: 'PRIVATE KEY',
    // The lines before the key name its encryption or the program that wrote it.
    parts: [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,200}[^0-9A-Za-z+/])?[0-9A-Za-z+/]{40}/],
  },
  { sign: 'Private-Lines: ', parts: [/Private-Lines: \d+(?:\s|\\[rn])+[0-9A-Za-z+/]{40}/] },
  {
    sign: 'A[KS]IA',
    parts: [/\b(?:AKIA|ASIA)(?![0-9A-Z]*EXAMPLE)[0-9A-Z]{16}\b/, word('0-9A-Za-z+/', '40')],
  },
  { sign: 'gh[pousr]_', parts: [after('gh[pousr]_', `[0-9A-Za-z]{36,}${notBefore}`)] },
  { sign: 'github_pat_', parts: [after('github_pat_', `[0-9A-Za-z_]{82}${notBefore}`)] },
  { sign: 'npm_', parts: [after('npm_', `[0-9A-Za-z]{36}${notBefore}`)] },
  { sign: '_authToken', parts: [/_authToken ?= ?"?(?=[a-f-]*\d)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/] },
  {
    sign: 'xox[abceoprs]-',
    parts: [/\bxox[abceoprs]-(?:\d+-)+(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{16,}/],
  },
  {
    sign: 'hooks\\.slack\\.com',
    parts: [/hooks\.slack\.com\/services\/T\w{8,}\/B\w{8,}\/(?=[0-9A-Z]*[a-z])(?=[0-9a-z]*[A-Z])[0-9A-Za-z]{24}/],
  },
];

/** What content with any secret has. */
export const anySign = new RegExp(secretKinds.map(({ sign }) => sign).join('|'));

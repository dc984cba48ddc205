/** What is looked for in text, one character for each byte of it. */
export interface SecretPatterns {
  readonly keyId: RegExp;
  /** The secret of an AccessKey is 30 letters and digits. */
  readonly secret: RegExp;
  readonly privateKey: RegExp;
  /** What says that a word goes on before the text, or after it. */
  before(text: string): string;
  after(text: string): string;
}

/** In text of an encoding in which ASCII is one byte. */
export const narrow: SecretPatterns = {
  keyId: /\bLTAI[0-9A-Za-z]{12,26}\b/,
  secret:
    /(?<![0-9A-Za-z+/_-])(?=[0-9A-Za-z]*[0-9])(?=[0-9A-Za-z]*[A-Z])(?=[0-9A-Za-z]*[a-z])[0-9A-Za-z]{30}(?![0-9A-Za-z+/_=-])/,
  privateKey: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/,
  before: () => '_',
  after: () => '_',
};

/** The byte beside each ASCII character of UTF-16, which is thereby found in either byte order. */
export const zero = '\0';

/** In UTF-16, beside characters of any script. */
export const wide: SecretPatterns = {
  keyId: new RegExp(`${notAfter('[0-9A-Za-z_]')}${spread('LTAI')}${repeat('{12,26}')}${notBefore('[0-9A-Za-z_]')}`),
  secret: new RegExp(
    notAfter('[0-9A-Za-z+/_-]') +
      ['[0-9]', '[A-Z]', '[a-z]'].map((kind) => `(?=(?:[0-9A-Za-z]${zero})*${kind})`).join('') +
      `[0-9A-Za-z]${repeat('{29}')}${notBefore('[0-9A-Za-z+/_=-]')}`,
  ),
  privateKey: new RegExp(
    `${spread('-----BEGIN ')}${zero}(?:(?:[A-Z0-9]${zero})+ ${zero})*${spread('PRIVATE KEY-----')}`,
  ),
  before: (text) => (text.startsWith(zero) ? `${zero}_` : `${zero}_${zero}`),
  after: (text) => (text.endsWith(zero) ? `_${zero}` : `${zero}_${zero}`),
};

/** Text as it is in UTF-16, without the zero at its outer end. */
export function spread(text: string): string {
  return [...text].join(zero);
}

function repeat(times: string): string {
  return `(?:${zero}[0-9A-Za-z])${times}`;
}

/** Between two zeros, a character is an ASCII one beside another in either byte order. */
function notAfter(characters: string): string {
  return `(?<!${zero}${characters}${zero})`;
}

function notBefore(characters: string): string {
  return `(?!${zero}${characters}${zero})`;
}

/** A secret with every character that encodings change. */
export const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

const base64 = Buffer.from(secret).toString('base64');
const hex = Buffer.from(secret).toString('hex');
const split = (text: string, separator: string) => text.replace(/.{9}/g, `$&${separator}`);
const entities = (text: string) => [...text].map((sign) => `&#${sign.charCodeAt(0)};`).join('');

/** Forms of the secret in an answer, a log or a dump, and the part to hide. */
export const secretTexts: readonly (readonly [form: string, text: string])[] = [
  ['as it is', secret],
  ['percent-encoded', encodeURIComponent(secret)],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
  ['with escaped slashes', secret.replaceAll('/', '\\/')],
  ['with escaped signs', secret.replaceAll('+', '\\u002b').replaceAll('/', '\\u002F')],
  ['in JSON inside of JSON', JSON.stringify(JSON.stringify(secret.replaceAll('/', '\\/')))],
  ['as decimal entities', entities(secret)],
  ['with a hexadecimal entity', secret.replaceAll('/', '&#x2F;').replaceAll('+', '&plus;')],
  ['in base64', base64],
  ['in base64 behind one byte', Buffer.from(`x${secret}`).toString('base64')],
  ['in base64url', Buffer.from(secret).toString('base64url')],
  ['in base64 over several lines', base64.replace(/.{16}/g, '$&\r\n')],
  ['in base64 over several lines of JSON', base64.replace(/.{16}/g, '$&\\n')],
  ['in base64 over quoted lines', base64.replace(/.{16}/g, '$&\r\n> ')],
  ['in hexadecimal', hex],
  ['in hexadecimal in upper case', hex.toUpperCase()],
  ['in hexadecimal with colons', hex.replace(/../g, '$&:')],
  ['cut to 12 characters', secret.slice(5, 17)],
  ['split by spaces', split(secret, ' ')],
  ['split by dashes', split(secret, '-')],
  ['split by commas and quotes', split(secret, '", "')],
  ['split by a concatenation', split(secret, "' + '")],
  ['split by zero-width spaces', split(secret, '\u200b')],
  ['split by soft hyphens', split(secret, '\u00ad')],
  ['split by backslashes at the ends of lines', split(secret, '\\\n')],
  ['split by encoded spaces', split(secret, '%20')],
  ['percent-encoded and split by dots', split(encodeURIComponent(secret), '.')],
];

const letters = (text: string) => text.replace(/[^a-z\d]/gi, '');

/** Returns whether 12 consecutive characters of the secret, or their base64 or hexadecimal form, are readable in a text, split or not. */
export function tellsSecret(text: string): boolean {
  const plain = letters(text);
  const forms = [secret, base64, Buffer.from(`x${secret}`).toString('base64').slice(2, -4)].map(letters);
  const runs = [...forms.flatMap((form, at) => runsOf(form, at === 0 ? 12 : 16)), ...runsOf(hex, 24)];
  return runs.some((run) => plain.includes(run) || plain.toLowerCase().includes(run));
}

function runsOf(form: string, length: number): readonly string[] {
  return Array.from({ length: form.length - length + 1 }, (_, at) => form.slice(at, at + length));
}

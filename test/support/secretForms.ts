/** A secret with a name for reports, since its value must not be printed. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A found secret and its form. */
export interface Find {
  readonly secret: string;
  readonly form: string;
}

type Form = readonly [name: string, bytes: Buffer];

/** Creates a finder of these secrets: raw, as UTF-16, in JSON, percent-encoded once and twice, and in base64 at any alignment. */
export function findSecrets(secrets: readonly Secret[]): (content: string | Buffer) => readonly Find[] {
  const wanted = secrets.flatMap(({ name, value }) => formsOf(value).map((form) => [name, ...form] as const));
  return (content) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return wanted.filter(([, , form]) => bytes.includes(form)).map(([secret, form]) => ({ secret, form }));
  };
}

/** All written forms of a secret. */
export function formsOf(value: string): readonly Form[] {
  const once = encodeURIComponent(value);
  const texts: readonly (readonly [string, string])[] = [
    ['raw', value],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['percent-encoded', once],
    ['percent-encoded in lower case', once.replace(/%../g, (code) => code.toLowerCase())],
    ['percent-encoded twice', encodeURIComponent(once)],
    ['form-encoded', new URLSearchParams({ v: value }).toString().slice(2)],
    ...[0, 1, 2].flatMap((shift) => base64At(value, shift)),
  ];
  return [
    ...texts.map(([name, text]) => [name, Buffer.from(text)] as const),
    ['UTF-16', Buffer.from(value, 'utf16le')] as const,
  ];
}

/** The base64 characters that depend on the secret alone, with `shift` bytes before it and anything after. */
function base64At(value: string, shift: number): readonly (readonly [string, string])[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor((bytes.length * 8) / 6);
  const cut = (encoding: 'base64' | 'base64url') => bytes.toString(encoding).slice(from, to);
  const plain = cut('base64');
  return [
    [`base64 at ${shift}`, plain],
    [`base64url at ${shift}`, cut('base64url')],
    [`base64 at ${shift}, percent-encoded`, encodeURIComponent(plain)],
  ];
}

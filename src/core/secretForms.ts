/** Characters between the parts of a split secret. */
const separators = /[^\p{L}\p{N}]/gu;
/** The shortest part of a secret that is hidden on its own, as after a cut. */
const shortestPiece = 12;
/** The longest text, in characters; the rest is replaced by `…`, since every character costs a few look-ups. */
const longestText = 64 * 1024;

/** Replaces secrets in texts. */
export interface SecretMask {
  /** Replaces every form of a secret, whole, cut or split, by `mark`. Linear in the length of the text. */
  hide(text: string, mark: string): string;
}

/** The parts of secrets: each run of the shortest length in one of their forms. */
interface Pieces {
  readonly byLength: Map<number, Set<string>>;
  /** The first two characters of each part, as numbers of `headAt`, to skip most positions of a text quickly. */
  readonly heads: Set<number>;
}

/** The parts as they are, and those of letters and digits alone, which are found with any separators. */
interface Wanted {
  readonly whole: Pieces;
  readonly split: Pieces;
}

/**
 * Creates a mask of these secrets. It finds them as they are, percent-encoded (also twice), with JSON escapes such as
 * `\/` and `\u002b`, with HTML entities, in base64 at any alignment, in hexadecimal, split by anything but letters and
 * digits, and any 12 characters in a row.
 */
export function maskSecrets(secrets: readonly string[]): SecretMask {
  const noPieces = (): Pieces => ({ byLength: new Map(), heads: new Set() });
  const wanted: Wanted = { whole: noPieces(), split: noPieces() };
  for (const secret of secrets) addSecret(wanted, secret);
  const isEmpty = wanted.whole.heads.size + wanted.split.heads.size === 0;
  const cut = (text: string) => (text.length > longestText ? '…' : '');
  return {
    hide: (text, mark) => (isEmpty ? text : hide(text.slice(0, longestText), mark, wanted) + cut(text)),
  };
}

function addSecret({ whole, split }: Wanted, secret: string): void {
  const bytes = new TextEncoder().encode(secret);
  const add = (form: string, longest: number) => {
    const joined = form.replace(separators, '');
    // A shorter one may be a word.
    const isLong = joined.length >= longest;
    if (isLong) addPieces(split, joined, longest);
    // Without separators it is found by the other parts as well.
    if (!isLong || joined !== form) addPieces(whole, form, Math.min(longest, form.length));
  };
  add(secret, shortestPiece);
  add(textOf(read(secret)), shortestPiece);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  add(hex, 2 * shortestPiece);
  add(hex.toUpperCase(), 2 * shortestPiece);
  for (const form of base64Forms(bytes)) add(form, Math.ceil((shortestPiece * 4) / 3));
}

function addPieces({ byLength, heads }: Pieces, form: string, length: number): void {
  if (length < shortestHead) return;
  const known = byLength.get(length) ?? new Set<string>();
  byLength.set(length, known);
  for (let at = 0; at + length <= form.length; at++) {
    known.add(form.slice(at, at + length));
    heads.add(headAt(form, at));
  }
}

const shortestHead = 2;

function headAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1);
}

/** Base64 of a secret inside a longer text starts at any of three alignments. The edges mix with the neighbours and are cut. */
function base64Forms(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = btoa(String.fromCharCode(...new Uint8Array(shift), ...bytes));
    const inner = whole.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** A decoded character and its position in the text. */
interface Character {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function hide(text: string, mark: string, wanted: Wanted): string {
  if (!mayHold(text, wanted)) return text;
  const { whole, split } = wanted;
  // Also undecoded: an escape could consume the first characters of a secret.
  const spans = [toCharacters(text), read(text)].flatMap((characters) => [
    ...findSpans(characters, whole),
    ...findSpans(characters.filter(isLetterOrDigit), split),
  ]);
  let clean = '';
  let end = 0;
  let isMarked = false;
  for (const { from, to } of spans.sort((left, right) => left.from - right.from)) {
    if (to <= end) continue;
    if (from > end || !isMarked) clean += text.slice(end, from) + mark;
    isMarked = true;
    end = to;
  }
  return clean + text.slice(end);
}

/** A quick check for secrets: most texts are log lines without one, for which `hide` takes a tenth of the time with it. */
function mayHold(text: string, { whole, split }: Wanted): boolean {
  if (holds(text, whole) || holds(lettersOf(text), split)) return true;
  if (!/[%\\&]/.test(text)) return holds(text.replace(/\s/g, ''), whole);
  const meant = textOf(read(text));
  return holds(meant, whole) || holds(lettersOf(meant), split);
}

/** Removes characters that are neither letters nor digits, one UTF-16 unit at a time. */
function lettersOf(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '').replace(separators, '');
}

function holds(text: string, { byLength, heads }: Pieces): boolean {
  for (let at = 0; at < text.length - 1; at++) {
    if (!heads.has(headAt(text, at))) continue;
    for (const [length, known] of byLength) if (known.has(text.slice(at, at + length))) return true;
  }
  return false;
}

function findSpans(
  characters: readonly Character[],
  { byLength, heads }: Pieces,
): readonly Pick<Character, 'from' | 'to'>[] {
  const plain = textOf(characters);
  const spans: { from: number; to: number }[] = [];
  for (let at = 0; at < characters.length; at++) {
    if (!heads.has(headAt(plain, at))) continue;
    for (const [length, known] of byLength) {
      if (at + length > characters.length || !known.has(plain.slice(at, at + length))) continue;
      const from = characters[at]?.from ?? 0;
      const to = characters[at + length - 1]?.to ?? from;
      const last = spans.at(-1);
      if (last && from <= last.to) last.to = Math.max(last.to, to);
      else spans.push({ from, to });
    }
  }
  return spans;
}

function isLetterOrDigit({ text }: Character): boolean {
  return text.replace(separators, '') !== '';
}

function textOf(characters: readonly Character[]): string {
  return characters.map(({ text }) => text).join('');
}

function toCharacters(text: string): readonly Character[] {
  return Array.from({ length: text.length }, (_, at) => ({ text: text.charAt(at), from: at, to: at + 1 }));
}

/** Decodes nested escapes of a text and skips white space. */
function read(text: string): readonly Character[] {
  let characters = toCharacters(text);
  for (let rounds = 0; rounds < 3; rounds++) {
    const next = readOnce(characters);
    if (next.length === characters.length) break;
    characters = next;
  }
  return characters.filter(({ text: character }) => !/\s/.test(character));
}

const escapes =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\(.)|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&(\w{2,6});/giy;
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['sol', '/'],
  ['plus', '+'],
  ['equals', '='],
]);

function readOnce(characters: readonly Character[]): readonly Character[] {
  const text = textOf(characters);
  const found: Character[] = [];
  for (let at = 0; at < characters.length; ) {
    const character = characters[at] as Character;
    const known = '%\\&'.includes(character.text) ? readEscape(text, at) : undefined;
    const last = known && characters[at + known.length - 1];
    found.push(known && last ? { text: known.means, from: character.from, to: last.to } : character);
    at += known?.length ?? 1;
  }
  return found;
}

function readEscape(text: string, at: number): { readonly means: string; readonly length: number } | undefined {
  escapes.lastIndex = at;
  const match = escapes.exec(text);
  if (!match) return undefined;
  const [whole, percent, wide, narrow, plain, hex, decimal, name] = match;
  const digits = percent ?? wide ?? narrow ?? hex;
  const point = digits === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(digits, 16);
  const means =
    plain !== undefined
      ? (controls[plain] ?? plain)
      : name !== undefined
        ? entities.get(name)
        : point > 0 && point < 0xd800
          ? String.fromCharCode(point)
          : undefined;
  return means === undefined ? undefined : { means, length: whole.length };
}

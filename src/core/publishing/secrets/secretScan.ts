import { fieldRules } from './secretFields.js';
import { patternRules } from './secretPatterns.js';
import { extractWords, isRandom, type SecretKind, type SecretRule } from './secretRules.js';
import { tokenRules } from './secretTokens.js';
import { SignFinder } from './signFinder.js';

/** A secret found in a file: its kind and its line, counted from 1. Never contains the secret itself. */
export interface SecretFinding {
  readonly kind: SecretKind;
  readonly line: number;
}

/** All rules. The ID of a key alone is not a secret, as in a signed URL; nor is a key marker without a key, as in a program that reads keys. */
export const secretRules: readonly SecretRule[] = [...patternRules, ...tokenRules, ...fieldRules];

const signs = secretRules.flatMap((rule) => rule.signs.map((text) => ({ text, exact: rule.exact === true, rule })));
const finder = new SignFinder(signs);
const others = secretRules.filter(({ kind, beside }) => kind !== 'secret' && !beside);
const companions = secretRules.filter(({ beside, unless }) => beside || unless);

/** The most bytes that a pattern reads before or after its sign, also in UTF-16. */
const context = 2048;
const sliceBytes = 1024 * 1024;
const partBytes = 8192;
/** The number of bytes at the start of a file that are kept to recognize a binary key. */
const headBytes = 64;
const narrow = new TextDecoder('latin1');

/**
 * Scans the content of a file, piece by piece, for keys, credentials and tokens that are often published by mistake. Maintained rule sets were measured:
 * secretlint 13.1.0 (80 KB, 0.17 ms a file) finds 33 of the 214 kinds, nothing of Alibaba Cloud and no binary keys; this takes 24 KB and 0.05 ms.
 */
export class SecretScan {
  private head: Uint8Array = new Uint8Array();
  /** The end of the content so far, and how much of it has been scanned. */
  private tail: Uint8Array = new Uint8Array();
  private looked = 0;
  /** The number of bytes and of lines before `tail`. */
  private before = 0;
  private lines = 0;
  /** The line of each rule's first match. */
  private readonly seen = new Map<SecretRule, number>();
  /** The `beside` and `unless` patterns that matched anywhere in the content. */
  private readonly others = new Set<RegExp>();

  /** `label` is the path of the file. A name such as `server.key` changes how the content is judged. */
  constructor(private readonly label: string) {}

  /** Adds the next piece of the content. The caller may reuse its buffer afterwards. */
  add(piece: Uint8Array): void {
    this.head = concat(this.head, piece.subarray(0, headBytes - this.head.length));
    for (let at = 0; at < piece.length; at += sliceBytes) this.look(piece.subarray(at, at + sliceBytes));
  }

  /** Adds the whole content at once, instead of calling `add`. */
  addAll(bytes: Uint8Array): void {
    this.head = bytes.subarray(0, headBytes);
    this.tail = bytes;
  }

  /** Finishes the scan and returns the secrets in line order. Each kind is listed once, with the line of its first match. */
  end(): readonly SecretFinding[] {
    this.lookAt(this.tail, this.tail.length, '');
    const binary = kindOfHead(this.head, this.label);
    const lines = new Map<SecretKind, number>(binary ? [[binary, 1]] : []);
    for (const [{ kind, beside, unless }, line] of this.seen) {
      if ((beside && !this.others.has(beside.pattern)) || (unless && this.others.has(unless))) continue;
      // Documentation about keys has examples that look like values.
      if ((kind === 'secret' || kind === 'password') && /\.mdx?$/i.test(this.label)) continue;
      lines.set(kind, Math.min(line, lines.get(kind) ?? line));
    }
    return [...lines].map(([kind, line]) => ({ kind, line })).sort((left, right) => left.line - right.line);
  }

  private look(piece: Uint8Array): void {
    const bytes = concat(this.tail, piece);
    const until = Math.max(this.looked, bytes.length - context);
    // A word at the cut may be part of a longer one, which the next piece completes.
    const zeroAt = this.lookAt(bytes, until, '_');
    const cut = Math.max(0, until - context);
    this.lines += countLines(bytes, cut, zeroAt);
    this.before += cut;
    this.tail = bytes.slice(cut);
    this.looked = until - cut;
  }

  /** Scans the signs before `until`. Returns where the zero byte of a UTF-16 line end is: 1 after it, -1 before it, 0 in other encodings. */
  private lookAt(bytes: Uint8Array, until: number, end: string): number {
    const start = this.before > 0 ? '_' : '';
    const halves = toHalves(bytes);
    const zeroAt = halves.length === 0 ? 0 : this.head[0] === 0xfe ? -1 : 1;
    const texts = [{ bytes, byteOf: (at: number) => at }, ...halves].map((text) => ({
      ...text,
      around: decodeAround(text.bytes),
      whole: decodeOnce(text.bytes, start, end),
    }));
    for (const { bytes: codes, byteOf, around } of texts)
      finder.find(codes, (sign, at) => {
        const byte = byteOf(at);
        const {
          rule,
          text: { length },
        } = signs[sign] as (typeof signs)[number];
        if (byte < this.looked || byte >= until || this.seen.has(rule) || !mayMatch(rule, codes, { at, length }))
          return;
        if (matches(rule, around(at))) this.seen.set(rule, this.lines + countLines(bytes, byte, zeroAt) + 1);
      });
    // Another text that a rule requires may be earlier, so the whole part is searched.
    const isPart = start !== '' || end !== '';
    for (const { whole } of texts) this.lookBeside(isPart ? companions : [...this.seen.keys()], whole);
    return zeroAt;
  }

  private lookBeside(rules: readonly SecretRule[], whole: () => string): void {
    let words: string | undefined;
    for (const { beside, unless } of rules) {
      if (unless && !this.others.has(unless) && unless.test(whole())) this.others.add(unless);
      if (!beside || this.others.has(beside.pattern)) continue;
      if (beside.isWord) words ??= extractWords(whole());
      if (beside.pattern.test(beside.isWord ? (words ?? '') : whole())) this.others.add(beside.pattern);
    }
  }
}

/** Starts to scan a file whose content comes in pieces. `label` is the path of the file. */
export function beginScan(label: string): SecretScan {
  return new SecretScan(label);
}

/** Finds the secrets in a file, in line order. Each kind is listed once, with the line of its first match. */
export function findSecrets(bytes: Uint8Array, label: string): readonly SecretFinding[] {
  const scan = new SecretScan(label);
  scan.addAll(bytes);
  return scan.end();
}

/** Matches the length field of DER, in hexadecimal. */
const length = '(?:[0-7].|80|81..|82.{4}|83.{6})';

/** The first bytes of binary key files, in hexadecimal, with the kind of key. */
const heads: readonly (readonly [kind: SecretKind, head: RegExp])[] = [
  // PKCS #8, PKCS #1 and SEC 1: a version, then bytes that no certificate or public key has there.
  ['privateKey', new RegExp(`^30${length}0201(?:0[01]30${length}06|0002(?:4[0-2]|8[12])|0104(?:1[c-f]|[23].|4[0-2]))`)],
  // Encrypted PKCS #8.
  ['privateKey', new RegExp(`^30${length}30${length}060[9a]2a864886f70d01(?:05|0c)`)],
  // An OpenPGP secret key without armor: packet, length, version, time, algorithm.
  ['privateKey', /^(?:94..|95.{4}|c5(?:[0-9ab].|[cd]...|ff.{8}))0[46](?:3[89a-f]|[4-7].)(?:..){3}(?:0[1-3]|1[0-9ab])/],
  ['keyStore', new RegExp(`^30${length}02010330`)],
  // Java and KeePass.
  ['keyStore', /^(?:feedfeed|cececece|03d9a29a6[5-7]fb4bb5)/],
];

/**
 * Returns the kind of key that the first bytes of a file show, or `undefined`. A file with the extension `.key` counts as a key, unless it is an archive
 * such as a Keynote presentation.
 */
function kindOfHead(head: Uint8Array, label: string): SecretKind | undefined {
  // Most content is text.
  const [first = 0x20] = head;
  const isText = first >= 0x20 && first < 0x7f && first !== 0x30;
  const digits = isText ? '' : Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const kind = heads.find(([, pattern]) => pattern.test(digits))?.[0];
  if (kind) return kind;
  const isArchive = first === 0x50 && head[1] === 0x4b && (head[2] ?? 0) < 0x20;
  return head.length > 0 && !isArchive && /\.key$/i.test(label) ? 'privateKey' : undefined;
}

const ofWord = Uint8Array.from({ length: 256 }, (_, code) => Number(/[0-9A-Za-z+/_-]/.test(String.fromCharCode(code))));

const ofNameEnd = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[ \t"'`\]:=>\\]/.test(String.fromCharCode(code))),
);

interface SignPlace {
  readonly at: number;
  readonly length: number;
}

/** Returns whether a rule can match at a sign, judged by the bytes around it. Done before decoding, which is slower. */
function mayMatch({ alone, named, soon }: SecretRule, bytes: Uint8Array, { at, length }: SignPlace): boolean {
  if (alone && at > 0 && ofWord[bytes[at - 1] as number] === 1) return false;
  if (named && ofNameEnd[bytes[at + length] ?? 0] !== 1) return false;
  return soon === undefined || bytes.subarray(at, at + 200).includes(soon.charCodeAt(0));
}

function matches(rule: SecretRule, { text, at }: Surroundings): boolean {
  const value = findValue(rule, text, at);
  if (!value) return false;
  // A secret with a known form is reported as that, not by its field.
  return (
    rule.kind !== 'secret' || !others.some((other) => findValue(other, text, at) ?? findValue(other, text, value.at))
  );
}

/** Returns the secret value at a sign and its place in the text, or `undefined` if the rule does not match there or the value does not look secret. */
function findValue(rule: SecretRule, text: string, at: number): Surroundings | undefined {
  rule.pattern.lastIndex = at;
  const match = rule.pattern.exec(text);
  if (!match) return undefined;
  const value = match.slice(1).findLast((group) => group !== undefined) ?? match[0];
  return isRandom(value, rule) ? { text: value, at: at + match[0].lastIndexOf(value) } : undefined;
}

/** A part of a text, and the place of a sign in it. */
interface Surroundings {
  readonly text: string;
  readonly at: number;
}

/** Returns a function that decodes the text around a place. It works in parts, since few places have signs. Each byte becomes one character. */
function decodeAround(bytes: Uint8Array): (at: number) => Surroundings {
  let part = -1;
  let text = '';
  return (at) => {
    const start = Math.max(0, Math.floor(at / partBytes) * partBytes - context);
    if (part !== start) text = narrow.decode(bytes.subarray(start, start + partBytes + 2 * context));
    part = start;
    return { text, at: at - start };
  };
}

/** Returns a function that decodes the whole text when it is first called. */
function decodeOnce(bytes: Uint8Array, start: string, end: string): () => string {
  let text: string | undefined;
  return () => {
    text ??= start + narrow.decode(bytes) + end;
    return text;
  };
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length + right.length);
  bytes.set(left);
  bytes.set(right, left.length);
  return bytes;
}

/** Counts lines that end before `until`. In UTF-16 a line end has a zero beside it; other characters may contain the same byte. */
function countLines(bytes: Uint8Array, until: number, zeroAt: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < until; at = bytes.indexOf(10, at + 1))
    if (zeroAt === 0 || bytes[at + zeroAt] === 0) count++;
  return count;
}

/** Finds content that may hold UTF-16: 16 printable characters in a row with zero bytes between them, as in every part of a secret. */
const wideRun = /[!-~](?:\0[!-~]){15}/;

/** Returns the ASCII characters of UTF-16 text as single bytes, for either byte order and alignment. Empty if the content cannot be UTF-16. */
function toHalves(bytes: Uint8Array) {
  if (!bytes.includes(0) || !wideRun.test(narrow.decode(bytes))) return [];
  return [0, 1].flatMap((start) =>
    [0, 1].map((low) => {
      const length = (bytes.length - start) >> 1;
      const codes = new Uint8Array(length).fill(0xff);
      for (let at = 0; at < length; at++)
        if (bytes[start + 2 * at + 1 - low] === 0) codes[at] = bytes[start + 2 * at + low] as number;
      return { bytes: codes, byteOf: (at: number) => start + 2 * at + low };
    }),
  );
}

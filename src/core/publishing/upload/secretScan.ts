import { extractWords, type SecretKind, secretKinds } from './secretContentPatterns.js';

/** Longer in bytes than anything that is looked for, also in UTF-16. */
const overlap = 1024;
const sliceBytes = 1024 * 1024;
const narrow = new TextDecoder('latin1');
/** Every part of a secret has a run of 16 such characters, which in UTF-16 have zeros between them. */
const wideRun = /[!-~](?:\0[!-~]){15}/;
const wide = ['utf-16le', 'utf-16be'].map((encoding) => new TextDecoder(encoding));

/** Looks through content of any size, piece by piece, for credentials of Alibaba Cloud, private keys, and tokens that are often published by mistake. */
export class SecretScan {
  private tail: Uint8Array = new Uint8Array();
  private started = false;
  private readonly seen = new Set<RegExp>();

  /** Takes the next piece, which may be used again afterwards. */
  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at += sliceBytes) this.look(piece.subarray(at, at + sliceBytes));
  }

  /** Whether the content as a whole, which ends here, looks secret. */
  end(): boolean {
    this.test(this.tail, '');
    return secretKinds.some(({ marked, word }) => this.seen.has(marked) && (!word || this.seen.has(word)));
  }

  private look(piece: Uint8Array): void {
    const bytes = new Uint8Array(this.tail.length + piece.length);
    bytes.set(this.tail);
    bytes.set(piece, this.tail.length);
    // At a cut, a word may be a part of a longer one: what touches it is seen whole with the next piece.
    this.test(bytes, '_');
    this.tail = bytes.slice(-overlap);
    this.started ||= bytes.length > overlap;
  }

  private test(bytes: Uint8Array, end: string): void {
    for (const text of decode(bytes)) {
      const whole = (this.started ? '_' : '') + text + end;
      if (anySign.test(whole)) for (const { marked } of secretKinds) if (marked.test(whole)) this.seen.add(marked);
      const words = extractWords(whole);
      for (const { word } of secretKinds) if (word?.test(words)) this.seen.add(word);
    }
  }
}

/** Says whether the content looks like what `SecretScan` looks for. */
export function looksSecret(bytes: Uint8Array): boolean {
  const texts = decode(bytes);
  // Nearly no content has any of the signs, and to look for them costs a small part of the rest.
  if (!texts.some((text) => anySign.test(text))) return false;
  const isThere = ({ marked, word }: SecretKind) =>
    texts.some((text) => marked.test(text)) && (!word || texts.some((text) => word.test(extractWords(text))));
  return secretKinds.some(isThere);
}

/** In an encoding in which ASCII is one byte, and where any part of a secret may be in UTF-16 also so, in either byte order, from either byte on. */
function decode(bytes: Uint8Array): readonly string[] {
  const text = narrow.decode(bytes);
  if (!text.includes('\0') || !wideRun.test(text)) return [text];
  const halves = [0, 1].map((at) => bytes.subarray(at, at + ((bytes.length - at) & ~1)));
  return [text, ...halves.flatMap((half) => wide.map((decoder) => decoder.decode(half)))];
}

/** What content with any secret has. */
const anySign = new RegExp(secretKinds.map(({ sign }) => sign).join('|'));

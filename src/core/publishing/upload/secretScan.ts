import { narrow, type SecretPatterns, spread, wide, zero } from './secretPatterns.js';

/** Longer than anything that is looked for. */
const overlap = 256;
const sliceBytes = 1024 * 1024;
/** What every secret has a part of. */
const signs = ['LTAI', 'PRIVATE KEY-----'].flatMap((sign) => [sign, spread(sign)]);

/** Looks through content of any size, piece by piece, for an AccessKey pair or a private key; an AccessKey ID alone, as in a signed URL, is none. */
export class SecretScan {
  private tail = '';
  private started = false;
  private readonly seen = { keyId: false, secret: false, privateKey: false };

  /** Takes the next piece, which may be used again afterwards. */
  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at += sliceBytes) this.look(piece.subarray(at, at + sliceBytes));
  }

  /** Whether the content as a whole, which ends here, looks secret. */
  end(): boolean {
    this.test(this.tail, () => '');
    return this.seen.privateKey || (this.seen.keyId && this.seen.secret);
  }

  private look(bytes: Uint8Array): void {
    const text = this.tail + new TextDecoder('latin1').decode(bytes);
    // At a cut, a word may be a part of a longer one: what touches it is seen whole with the next piece.
    this.test(text, ({ after }) => after(text));
    if (text.length <= overlap) {
      this.tail = text;
      return;
    }
    this.tail = text.slice(-overlap);
    this.started = true;
  }

  private test(text: string, endOf: (patterns: SecretPatterns) => string): void {
    for (const patterns of text.includes(zero) ? [narrow, wide] : [narrow]) {
      const whole = (this.started ? patterns.before(text) : '') + text + endOf(patterns);
      this.seen.privateKey ||= patterns.privateKey.test(whole);
      this.seen.keyId ||= patterns.keyId.test(whole);
      this.seen.secret ||= patterns.secret.test(whole);
    }
  }
}

/** Says whether the content looks like an AccessKey pair or a private key. */
export function looksSecret(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes);
  // Nearly no content has these, and to look for them costs a tenth of the rest.
  if (!signs.some((sign) => text.includes(sign))) return false;
  const scan = new SecretScan();
  scan.add(bytes);
  return scan.end();
}

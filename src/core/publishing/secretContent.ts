const keyId = /\bLTAI[0-9A-Za-z]{12,26}\b/;
const privateKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
/** The secret of an AccessKey is 30 letters and digits. */
const secret =
  /(?<![0-9A-Za-z+/_-])(?=[0-9A-Za-z]*[0-9])(?=[0-9A-Za-z]*[A-Z])(?=[0-9A-Za-z]*[a-z])[0-9A-Za-z]{30}(?![0-9A-Za-z+/_=-])/;
/** Longer than anything that is looked for. */
const overlap = 256;
const sliceBytes = 1024 * 1024;

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
    this.test(this.start() + this.tail);
    return this.seen.privateKey || (this.seen.keyId && this.seen.secret);
  }

  private look(bytes: Uint8Array): void {
    const text = this.tail + new TextDecoder('latin1').decode(bytes);
    // At a cut, a word may be a part of a longer one: what touches it is seen whole with the next piece.
    this.test(`${this.start()}${text}_`);
    if (text.length <= overlap) {
      this.tail = text;
      return;
    }
    this.tail = text.slice(-overlap);
    this.started = true;
  }

  private start(): string {
    return this.started ? '_' : '';
  }

  private test(text: string): void {
    this.seen.privateKey ||= privateKey.test(text);
    this.seen.keyId ||= keyId.test(text);
    this.seen.secret ||= secret.test(text);
  }
}

/** Says whether the content looks like an AccessKey pair or a private key. */
export function looksSecret(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes);
  // Nearly no content has these words, and to look for them costs a tenth of the rest.
  if (!text.includes('LTAI') && !text.includes('PRIVATE KEY-----')) return false;
  const scan = new SecretScan();
  scan.add(bytes);
  return scan.end();
}

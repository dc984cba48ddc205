/** A text to find: ASCII, at least three characters long. It is in lower case and matches in any case, unless `exact` is set. */
interface Sign {
  readonly text: string;
  readonly exact: boolean;
}

/** Called with the index of a found sign and the offset of its first byte. */
type OnSign = (sign: number, at: number) => void;

/** How many bytes are looked up together, and how many bytes of each sign are indexed. No sign may be shorter than the second number. */
const [block, shortest] = [2, 3] as const;

/** Maps ASCII capital letters to lower case. */
const fold = Uint8Array.from({ length: 256 }, (_, code) => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code));

/**
 * Finds many signs in one pass that skips most bytes: any two bytes tell how far away the next sign can begin at the earliest. Source: the algorithm of Wu
 * and Manber, 1994.
 */
export class SignFinder {
  /** How far to skip for each pair of bytes. 0 if the first three characters of a sign may end there. */
  private readonly steps = new Uint8Array(0x1_0000).fill(shortest - block + 1);
  /** Tells for each hash of three characters whether a sign may begin with them. Most candidates fail here. */
  private readonly begins = new Uint8Array(0x8000);
  /** The signs by the hash of their first three characters. */
  private readonly byHash = new Map<number, number[]>();
  private readonly codes: readonly Uint8Array[];

  constructor(private readonly signs: readonly Sign[]) {
    this.codes = signs.map(({ text }) => Uint8Array.from(text, (character) => character.charCodeAt(0)));
    this.codes.forEach((codes, sign) => {
      const [first = 0, second = 0, third = 0] = codes;
      const isExact = signs[sign]?.exact === true;
      this.setStep(first, second, 1, isExact);
      this.setStep(second, third, 0, isExact);
      const hash = hashAt(codes, 0);
      this.begins[hash] = 1;
      this.byHash.set(hash, [...(this.byHash.get(hash) ?? []), sign]);
    });
  }

  /** Calls `onSign` for every sign in the bytes, in order. */
  find(bytes: Uint8Array, onSign: OnSign): void {
    const { steps, begins } = this;
    const { length } = bytes;
    for (let at = shortest - 1; at < length; ) {
      const step = steps[((bytes[at - 1] as number) << 8) | (bytes[at] as number)] as number;
      if (step === 0 && begins[hashAt(bytes, at - 2)] === 1) this.check(bytes, at - 2, onSign);
      at += step || 1;
    }
  }

  private setStep(left: number, right: number, step: number, isExact: boolean): void {
    for (const first of isExact ? [left] : casesOf(left))
      for (const second of isExact ? [right] : casesOf(right)) {
        const pair = (first << 8) | second;
        this.steps[pair] = Math.min(this.steps[pair] as number, step);
      }
  }

  private check(bytes: Uint8Array, at: number, onSign: OnSign): void {
    for (const sign of this.byHash.get(hashAt(bytes, at)) ?? []) {
      const codes = this.codes[sign] as Uint8Array;
      const isExact = this.signs[sign]?.exact === true;
      let matched = 0;
      while (matched < codes.length && isSame(bytes[at + matched], codes[matched], isExact)) matched++;
      if (matched === codes.length) onSign(sign, at);
    }
  }
}

function isSame(code: number | undefined, wanted: number | undefined, isExact: boolean): boolean {
  return code === wanted || (!isExact && code !== undefined && fold[code] === wanted);
}

function hashAt(bytes: Uint8Array, at: number): number {
  const first = fold[bytes[at] as number] as number;
  const second = fold[bytes[at + 1] as number] as number;
  return ((first << 10) ^ (second << 5) ^ (fold[bytes[at + 2] as number] as number)) & 0x7fff;
}

function casesOf(code: number): readonly number[] {
  return code >= 0x61 && code <= 0x7a ? [code, code - 0x20] : [code];
}

/** The polynomial of CRC-64/ECMA-182 as OSS computes it, reflected. Source: `x-oss-hash-crc64ecma` in its reference. */
const polynomial = 0xc96c5795d7870f42n;
/** The polynomial 1. The powers of x start at the highest bit. */
const one = 1n << 63n;

/** The remainders of all bytes, as upper and lower 32 bits, since numbers are faster than BigInt. The other tables are for bytes before up to 7 more. */
const [upper, lower] = makeTables();
const [upper1, lower1] = makeNext(upper, lower);
const [upper2, lower2] = makeNext(upper1, lower1);
const [upper3, lower3] = makeNext(upper2, lower2);
const [upper4, lower4] = makeNext(upper3, lower3);
const [upper5, lower5] = makeNext(upper4, lower4);
const [upper6, lower6] = makeNext(upper5, lower5);
const [upper7, lower7] = makeNext(upper6, lower6);
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Returns the CRC-64 of bytes as OSS sends it, an unsigned decimal text. */
export function crc64(bytes: Uint8Array): string {
  const sum = new RunningCrc64();
  sum.add(bytes);
  return sum.text();
}

/** Computes the CRC-64 of bytes that arrive in pieces. `text` returns the value so far, in the form of `crc64`. */
export class RunningCrc64 {
  private high = -1;
  private low = -1;

  add(bytes: Uint8Array): void {
    const unaligned = -bytes.byteOffset & 3;
    const pairs = isLittleEndian ? Math.max(0, (bytes.length - unaligned) >> 3) : 0;
    const end = pairs === 0 ? 0 : unaligned + pairs * 8;
    if (pairs > 0) {
      this.addBytes(bytes.subarray(0, unaligned));
      this.addPairs(new Int32Array(bytes.buffer, bytes.byteOffset + unaligned, pairs * 2));
    }
    this.addBytes(bytes.subarray(end));
  }

  private addBytes(bytes: Uint8Array): void {
    // Local variables, since fields double the time of the loop.
    let { high, low } = this;
    for (let at = 0; at < bytes.length; at++) {
      const index = (low ^ bytes[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ lower[index]!;
      high = (high >>> 8) ^ upper[index]!;
    }
    this.high = high;
    this.low = low;
  }

  /** Adds eight bytes at a time, which takes a third of the time. */
  private addPairs(words: Int32Array): void {
    let { high, low } = this;
    for (let at = 0; at < words.length; at += 2) {
      const a = low ^ words[at]!;
      const b = high ^ words[at + 1]!;
      low = lower7[a & 0xff]! ^ lower6[(a >>> 8) & 0xff]! ^ lower5[(a >>> 16) & 0xff]! ^ lower4[a >>> 24]!;
      low ^= lower3[b & 0xff]! ^ lower2[(b >>> 8) & 0xff]! ^ lower1[(b >>> 16) & 0xff]! ^ lower[b >>> 24]!;
      high = upper7[a & 0xff]! ^ upper6[(a >>> 8) & 0xff]! ^ upper5[(a >>> 16) & 0xff]! ^ upper4[a >>> 24]!;
      high ^= upper3[b & 0xff]! ^ upper2[(b >>> 8) & 0xff]! ^ upper1[(b >>> 16) & 0xff]! ^ upper[b >>> 24]!;
    }
    this.high = high;
    this.low = low;
  }

  text(): string {
    return ((BigInt(~this.high >>> 0) << 32n) | BigInt(~this.low >>> 0)).toString();
  }
}

/** Combines the CRC-64 of consecutive parts into that of the whole. Each part has its CRC-64 (decimal text) and its size in bytes. */
export function combineCrc64(parts: readonly { readonly crc64: string; readonly size: number }[]): string {
  const shifts = new Map<number, bigint>();
  let sum = 0n;
  for (const { crc64: part, size } of parts) {
    // All parts of an upload but the last have the same size.
    const shift = shifts.get(size) ?? powerOfX(BigInt(size) * 8n);
    shifts.set(size, shift);
    sum = multiply(shift, sum) ^ BigInt(part);
  }
  return sum.toString();
}

function makeTables(): readonly [Int32Array, Int32Array] {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) rest = timesX(rest);
    high[byte] = Number(BigInt.asIntN(32, rest >> 32n));
    low[byte] = Number(BigInt.asIntN(32, rest));
  }
  return [high, low];
}

/** Makes the tables of bytes before one byte more. */
function makeNext(high: Int32Array, low: Int32Array): readonly [Int32Array, Int32Array] {
  const nextLow = low.map((value, byte) => ((value >>> 8) | (high[byte]! << 24)) ^ lower[value & 0xff]!);
  const nextHigh = high.map((value, byte) => (value >>> 8) ^ upper[low[byte]! & 0xff]!);
  return [nextHigh, nextLow];
}

/** Returns `x` to this power, modulo the polynomial. */
function powerOfX(exponent: bigint): bigint {
  let result = one;
  let square = one >> 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(square, result);
    square = multiply(square, square);
  }
  return result;
}

function multiply(a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = one; bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted;
    shifted = timesX(shifted);
  }
  return product;
}

function timesX(value: bigint): bigint {
  return value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
}

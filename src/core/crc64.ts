/**
 * CRC-64/ECMA-182 in its reflected form (as `x-oss-hash-crc64ecma` reports it). Numbers are kept as two halves of 32 bits:
 * big integers would be some fifty times slower on every byte.
 */
const polynomialHigh = 0xc96c5795;
const polynomialLow = 0xd7870f42;
const polynomial = (BigInt(polynomialHigh) << 32n) | BigInt(polynomialLow);
const one = 1n << 63n;

/** How many bytes a turn of the loop takes, each with a table of its own. */
const slice = 8;
const tableHigh = new Int32Array(slice * 256);
const tableLow = new Int32Array(slice * 256);
for (let index = 0; index < 256; index++) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      low ^= polynomialLow;
      high ^= polynomialHigh;
    }
  }
  tableHigh[index] = high;
  tableLow[index] = low;
}
for (let index = 256; index < slice * 256; index++) {
  const high = tableHigh[index - 256]!;
  const low = tableLow[index - 256]!;
  const entry = low & 0xff;
  tableLow[index] = ((low >>> 8) | (high << 24)) ^ tableLow[entry]!;
  tableHigh[index] = (high >>> 8) ^ tableHigh[entry]!;
}

/** The CRC-64 of the bytes as the unsigned decimal text that OSS sends. */
export function crc64(bytes: Uint8Array): string {
  // Reading four bytes at once halves the time.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let high = -1;
  let low = -1;
  let at = 0;
  for (const end = bytes.length - (bytes.length % slice); at < end; at += slice) {
    low ^= view.getInt32(at, true);
    high ^= view.getInt32(at + 4, true);
    const a = 1792 + (low & 0xff);
    const b = 1536 + ((low >>> 8) & 0xff);
    const c = 1280 + ((low >>> 16) & 0xff);
    const d = 1024 + (low >>> 24);
    const e = 768 + (high & 0xff);
    const f = 512 + ((high >>> 8) & 0xff);
    const g = 256 + ((high >>> 16) & 0xff);
    const h = high >>> 24;
    low =
      tableLow[a]! ^
      tableLow[b]! ^
      tableLow[c]! ^
      tableLow[d]! ^
      tableLow[e]! ^
      tableLow[f]! ^
      tableLow[g]! ^
      tableLow[h]!;
    high =
      tableHigh[a]! ^
      tableHigh[b]! ^
      tableHigh[c]! ^
      tableHigh[d]! ^
      tableHigh[e]! ^
      tableHigh[f]! ^
      tableHigh[g]! ^
      tableHigh[h]!;
  }
  for (; at < bytes.length; at++) {
    const entry = (low ^ bytes[at]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ tableLow[entry]!;
    high = (high >>> 8) ^ tableHigh[entry]!;
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

/** The CRC-64 of parts put together, from the CRC-64 (decimal text) and the size in bytes of each. */
export function combineCrc64(parts: readonly { readonly crc64: string; readonly size: number }[]): string {
  const shifts = new Map<number, bigint>();
  let sum = 0n;
  for (const { crc64: part, size } of parts) {
    // Parts of an upload have one size but for the last.
    const shift = shifts.get(size) ?? powerOfX(BigInt(size) * 8n);
    shifts.set(size, shift);
    sum = multiply(shift, sum) ^ BigInt(part);
  }
  return sum.toString();
}

/** `x` to this power modulo the polynomial; the highest bit stands for `x` to the 0. */
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
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

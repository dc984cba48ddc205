import { polynomial } from './crc64Module.js';

const one = 1n << 63n;

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

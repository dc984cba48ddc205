/** CRC-64/ECMA-182 in its reflected form (as `x-oss-hash-crc64ecma` reports it), two 32-bit halves a byte. */
const polynomialHigh = 0xc96c5795;
const polynomialLow = 0xd7870f42;

const tableHigh = new Uint32Array(256);
const tableLow = new Uint32Array(256);
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

/** The CRC-64 of the bytes as the unsigned decimal text that OSS sends. */
export function crc64(bytes: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) {
    const entry = (low ^ bytes[index]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ tableLow[entry]!;
    high = (high >>> 8) ^ tableHigh[entry]!;
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

const polynomial = 0xc96c5795d7870f42n;
const low32 = 0xffffffffn;

/** The CRC table in two halves of 32 bits: big integers would be some fifty times slower. */
const table = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return { high: Number(value >> 32n), low: Number(value & low32) };
});

/** CRC-64/ECMA-182 as OSS sends it in `x-oss-hash-crc64ecma`: unsigned decimal. */
export function crc64(bytes: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const entry = table[(low ^ byte) & 0xff] ?? { high: 0, low: 0 };
    low = ((low >>> 8) | (high << 24)) ^ entry.low;
    high = (high >>> 8) ^ entry.high;
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

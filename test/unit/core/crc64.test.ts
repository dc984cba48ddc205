import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineCrc64, crc64 } from '../../../src/core/crc64.js';

/** The definition, bit by bit. */
function plainCrc64(bytes: Uint8Array): string {
  let crc = 0xffffffffffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return (crc ^ 0xffffffffffffffffn).toString();
}

function fill(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * (index + seed)) % 251);
}

describe('CRC-64', () => {
  test.each([
    ['', '0'],
    ['123456789', '11051210869376104954'],
  ])('CRC-64 of %j is %s', (text, expected) => {
    expect(crc64(new TextEncoder().encode(text))).toBe(expected);
  });

  test('is what the definition says of bytes of any number and place', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 600 });
    fc.assert(
      fc.property(bytes, fc.nat({ max: 9 }), (all, start) => {
        const part = all.subarray(start);
        expect(crc64(part)).toBe(plainCrc64(part));
      }),
      { numRuns: 300 },
    );
  });

  test('is correct for long inputs of any length and offset', () => {
    const size = fc.integer({ min: 7_000, max: 12_000 });
    fc.assert(
      fc.property(size, fc.nat({ max: 9 }), fc.nat(), (length, start, seed) => {
        const part = fill(length + start, seed).subarray(start);
        expect(crc64(part)).toBe(plainCrc64(part));
      }),
      { numRuns: 30 },
    );
  });

  test('CRC-64 of combined parts equals that of the whole', () => {
    const bytes = fill(30_000, 0);
    const ends = [0, 0, 1, 8, 1_000, 1_992, 10_984, 29_999, 30_000];
    const parts = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
    expect(combineCrc64(parts.map((part) => ({ crc64: crc64(part), size: part.length })))).toBe(crc64(bytes));
    expect(combineCrc64([])).toBe('0');
  });
});

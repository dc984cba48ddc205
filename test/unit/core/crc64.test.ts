import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { combineCrc64 } from '../../../src/core/combineCrc64.js';
import { crc64 } from '../../../src/core/crc64.js';
import { foldReach } from '../../../src/core/crc64Fold.js';
import { windowBytes } from '../../../src/core/crc64Module.js';

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

afterEach(() => {
  vi.restoreAllMocks();
});

describe('CRC-64', () => {
  test.each([
    ['', '0'],
    ['123456789', '11051210869376104954'],
  ])('of %j is %s', (text, expected) => {
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

  test('is that of many bytes too, of any number and place', () => {
    const size = fc.integer({ min: 7_000, max: 12_000 });
    fc.assert(
      fc.property(size, fc.nat({ max: 9 }), fc.nat(), (length, start, seed) => {
        const part = fill(length + start, seed).subarray(start);
        expect(crc64(part)).toBe(plainCrc64(part));
      }),
      { numRuns: 30 },
    );
  });

  test.each([-65, -64, -1, 0, 1, 63, 64, 24_000])('goes on over what it takes at once, %i bytes more', (more) => {
    for (const length of [windowBytes + more, windowBytes + foldReach + more]) {
      const bytes = fill(length, more);
      expect(crc64(bytes)).toBe(plainCrc64(bytes));
    }
  });

  test.each([0, 9, 9_000, 2 * windowBytes + 7])(
    'of %i bytes is the same where the processor cannot fold',
    async (length) => {
      const { WebAssembly: engine } = globalThis as unknown as {
        WebAssembly: { validate(bytes: Uint8Array): boolean };
      };
      const validate = vi.spyOn(engine, 'validate').mockReturnValue(false);
      vi.resetModules();
      const { crc64: plain } = await import('../../../src/core/crc64.js');
      expect(plain(fill(length, 3))).toBe(crc64(fill(length, 3)));
      expect(validate).toHaveBeenCalledOnce();
    },
  );

  test('of parts put together is that of the whole', () => {
    const bytes = fill(30_000, 0);
    const ends = [0, 0, 1, 8, 1_000, 1_992, 10_984, 29_999, 30_000];
    const parts = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
    expect(combineCrc64(parts.map((part) => ({ crc64: crc64(part), size: part.length })))).toBe(crc64(bytes));
    expect(combineCrc64([])).toBe('0');
  });
});

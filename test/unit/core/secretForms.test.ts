import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../../src/core/secretForms.js';
import { growthOf, mostGrowth } from '../../support/growth.js';
import { secret, secretTexts, tellsSecret } from '../../support/secretTexts.js';

const mask = maskSecrets([secret]);

describe('a secret', () => {
  test.each(secretTexts)('%s is hidden, and what stands around it is not', (_form, form) => {
    const hidden = mask.hide(`before ${form} after`, '***');
    expect(hidden).toMatch(/^before [\s\S]*\*\*\*[\s\S]* after$/);
    expect(hidden.length).toBeLessThan('before  after'.length + 14);
    expect(tellsSecret(hidden)).toBe(false);
  });

  test('a secret of fewer than 12 characters is hidden as a whole', () => {
    expect(maskSecrets(['short1']).hide('a short1 b', '***')).toBe('a *** b');
  });

  test('text without the secret is left as it is', () => {
    const text = 'GET https://a.example/%7Euser?x=1 &amp; \\"quoted\\" 100%\n';
    expect(mask.hide(text, '***')).toBe(text);
  });

  test('no 12 characters of a secret are left, whatever surrounds and cuts it', () => {
    const signs = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(signs, fc.nat(20), fc.nat(20), signs, (before, from, cut, after) => {
        const piece = secret.slice(from, secret.length - cut);
        const hidden = mask.hide(before + piece + after, '*');
        for (let at = 0; at + 12 <= secret.length; at++) expect(hidden).not.toContain(secret.slice(at, at + 12));
      }),
    );
  });

  test('no 12 characters of a secret are left, whatever it is split by', () => {
    // Neither letters nor digits, nor what begins an escape with the letters that follow.
    const separator = fc.string({
      unit: fc.constantFrom(...' \t\n\r-_.,:;+/=*|"\'(){}[]<>~\u200b\u00ad\ufeff…'),
      minLength: 1,
      maxLength: 4,
    });
    const cuts = fc.array(fc.tuple(fc.nat(secret.length), separator), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (places) => {
        const parts = [...secret].map(
          (sign, at) =>
            sign +
            places
              .filter(([place]) => place === at)
              .map(([, by]) => by)
              .join(''),
        );
        expect(tellsSecret(mask.hide(`a ${parts.join('')} b`, '*'))).toBe(false);
      }),
    );
  });

  test('is found between letters outside the Basic Multilingual Plane, not inside a surrogate pair', () => {
    expect(tellsSecret(mask.hide([...secret].join('\u{1d49c}'), '*'))).toBe(false);
  });

  test('is not seen in words that share its letters', () => {
    const text = 'The example key: w, J, a, l, r. An EXAMPLE-KEY, once. FEMI K7 MDENG.';
    expect(mask.hide(text, '***')).toBe(text);
    expect(maskSecrets(['a-b-c-d!']).hide('abcd a b c d', '***')).toBe('abcd a b c d');
  });

  test('cuts a dump, and shows that it did', () => {
    const hidden = mask.hide('x'.repeat(70_000), '***');
    expect({ length: hidden.length, last: hidden.at(-1) }).toEqual({ length: 64 * 1024 + 1, last: '…' });
    expect(mask.hide('x'.repeat(64 * 1024), '***')).not.toContain('…');
  });

  test('costs time in proportion to the text', () => {
    const make = (length: number) => '%25&amp;\\u0041/'.repeat(length / 15);
    const hide = (text: string) => mask.hide(text, '***');
    // What is longer is cut.
    expect(growthOf(make, hide, { largest: 64 * 1024 })).toBeLessThanOrEqual(mostGrowth);
  });
});

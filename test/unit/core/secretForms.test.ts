import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../../src/core/secretForms.js';
import { growthOf, mostGrowth } from '../../support/growth.js';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const mask = maskSecrets([secret]);
const entities = (text: string) => [...text].map((sign) => `&#${sign.charCodeAt(0)};`).join('');
const base64 = Buffer.from(secret).toString('base64');

describe('a secret', () => {
  test.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['with escaped slashes', secret.replaceAll('/', '\\/')],
    ['with escaped signs', secret.replaceAll('+', '\\u002b').replaceAll('/', '\\u002F')],
    ['in JSON inside of JSON', JSON.stringify(JSON.stringify(secret.replaceAll('/', '\\/')))],
    ['as decimal entities', entities(secret)],
    ['with a hexadecimal entity', secret.replaceAll('/', '&#x2F;').replaceAll('+', '&plus;')],
    ['in base64', base64],
    ['in base64 behind one byte', Buffer.from(`x${secret}`).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in base64 over several lines', base64.replace(/.{16}/g, '$&\r\n')],
    ['in base64 over several lines of JSON', base64.replace(/.{16}/g, '$&\\n')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in hexadecimal in upper case', Buffer.from(secret).toString('hex').toUpperCase()],
    ['cut to 12 characters', secret.slice(5, 17)],
    ['split by a space', `${secret.slice(0, 14)} ${secret.slice(14)}`],
  ])('%s is hidden, and what stands around it is not', (_form, form) => {
    const hidden = mask.hide(`before ${form} after`, '***');
    expect(hidden).toMatch(/^before \S*\*\*\*\S* ?after$/);
    expect(hidden.length).toBeLessThan('before  after'.length + 14);
  });

  test('of fewer than 12 characters is hidden as a whole', () => {
    expect(maskSecrets(['short1']).hide('a short1 b', '***')).toBe('a *** b');
  });

  test('leaves other text as it is', () => {
    const text = 'GET https://a.example/%7Euser?x=1 &amp; \\"quoted\\" 100%\n';
    expect(mask.hide(text, '***')).toBe(text);
  });

  test('never leaves 12 of its characters, whatever surrounds and cuts it', () => {
    const signs = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(signs, fc.nat(20), fc.nat(20), signs, (before, from, cut, after) => {
        const piece = secret.slice(from, secret.length - cut);
        const hidden = mask.hide(before + piece + after, '*');
        for (let at = 0; at + 12 <= secret.length; at++) expect(hidden).not.toContain(secret.slice(at, at + 12));
      }),
    );
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

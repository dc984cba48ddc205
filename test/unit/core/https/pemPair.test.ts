import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversDomain } from '../../../../src/core/https/certificateState.js';
import { newCertificateName } from '../../../../src/core/https/chosenCertificate.js';
import { isObstacle, judgePair, type PemFacts, type PemProblem } from '../../../../src/core/https/pemPair.js';

const now = Date.UTC(2026, 10, 26);
const day = 86_400_000;
const leaf = {
  names: ['img.example.com'],
  from: now - day,
  until: now + 90 * day,
  selfIssued: false,
  issuedByNext: true,
};
const authority = { names: ['Authority'], from: now - 900 * day, until: now + 900 * day, selfIssued: false };
const good: PemFacts = { chain: [leaf, authority], keyInCertificate: false, key: 'rsa', keyOf: 0, keyIsOpen: false };

const cases: readonly [string, Partial<PemFacts>, readonly PemProblem[]][] = [
  ['a whole chain with its key', {}, []],
  ['nothing that can be read', { chain: [], keyOf: -1 }, ['noCertificate']],
  ['a key in the certificate file', { keyInCertificate: true }, ['keyInCertificate']],
  ['no key', { key: 'none', keyOf: -1 }, ['noKey']],
  ['a key with a password', { key: 'encrypted', keyOf: -1 }, ['encryptedKey']],
  ['a key that is damaged', { key: 'unreadable', keyOf: -1 }, ['unreadableKey']],
  ['a key of a kind that CDN does not know', { key: 'other', keyOf: -1 }, ['otherKey']],
  ['an ECDSA key', { key: 'ec' }, ['ecKey']],
  ['a key of another certificate', { keyOf: -1 }, ['notTogether']],
  ['the authority before the leaf', { keyOf: 1 }, ['wrongOrder']],
  ['a link that is missing', { chain: [{ ...leaf, issuedByNext: false }, authority] }, ['brokenChain']],
  ['a leaf alone', { chain: [{ ...leaf, issuedByNext: undefined! }] }, ['noIntermediate']],
  ['a self-signed one', { chain: [{ ...leaf, selfIssued: true }] }, ['selfSigned']],
  ['other names', { chain: [{ ...leaf, names: ['other.com'] }, authority] }, ['wrongName']],
  ['one that has ended', { chain: [{ ...leaf, until: now }, authority] }, ['expired']],
  ['one that begins tomorrow', { chain: [{ ...leaf, from: now + 1 }, authority] }, ['notYetValid']],
  [
    'one of which less than a third is left',
    { chain: [{ ...leaf, from: now - 31 * day, until: now + 14 * day }, authority] },
    ['endsSoon'],
  ],
  ['one of 6 days that has just begun', { chain: [{ ...leaf, from: now, until: now + 6 * day }, authority] }, []],
  ['a key file that others may read', { keyIsOpen: true }, ['openKeyFile']],
];

describe('a pair', () => {
  it.each(cases)('a pair is judged for: %s', (_title, changes, problems) => {
    expect(judgePair({ ...good, ...changes }, 'img.example.com', now)).toEqual(problems);
  });

  it('tells what stands in the way before what does not', () => {
    const found = judgePair(
      { ...good, key: 'ec', keyIsOpen: true, chain: [{ ...leaf, names: [] }, authority] },
      'a.com',
      now,
    );
    expect(found).toEqual(['wrongName', 'ecKey', 'openKeyFile']);
    expect(found.map(isObstacle)).toEqual([true, false, false]);
  });

  it('gets a name that the services take, at most 63 characters long', () => {
    expect(newCertificateName('img.example.com', now)).toBe('img.example.com-20261126T000000');
    expect(newCertificateName(`.${'a'.repeat(90)}.com`, now)).toMatch(/^[\w.-]{1,63}$/);
  });
});

describe('names', () => {
  it.each([
    [['img.example.com'], 'img.example.com', true],
    [['IMG.example.com'], 'img.example.com', true],
    [['*.example.com'], 'img.example.com', true],
    [['*.example.com'], 'a.img.example.com', false],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], '.example.com', true],
    [['example.com'], '.example.com', false],
    [['*.img.example.com'], '.example.com', false],
    [['*.com'], 'example.com', true],
    [[], 'example.com', false],
  ] as const)('%j are for %s: %s', (names, domain, covered) => {
    expect(coversDomain(names, domain)).toBe(covered);
  });

  it('cover a listed domain, and exactly one label below a wildcard', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), label, (labels, more) => {
        const domain = labels.join('.');
        const wildcard = `*.${labels.slice(1).join('.')}`;
        expect(coversDomain([domain], domain)).toBe(true);
        expect(coversDomain([wildcard], domain)).toBe(true);
        expect(coversDomain([domain, wildcard], `${more}.${domain}`)).toBe(false);
      }),
    );
  });
});

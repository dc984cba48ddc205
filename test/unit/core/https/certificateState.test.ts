import { expect, test } from 'vitest';
import { judgeLifetime, readCertificateState } from '../../../../src/core/https/certificateState.js';
import type { PeerCertificate } from '../../../../src/core/ports/probe.js';

const dayMs = 86_400_000;
const asked = 'img.example.com';
const at = Date.UTC(2026, 2, 4);
const inMs = (ms: number) => new Date(at + ms).toISOString();
const later = inMs(60 * dayMs);
const certificate = (part: Partial<PeerCertificate>): PeerCertificate => {
  const dates = { from: inMs(-30 * dayMs), expires: later };
  return { trusted: true, names: [asked], ...dates, fingerprint: 'ab'.repeat(32), ...part };
};
const bad = (part: Partial<PeerCertificate>) => certificate({ trusted: false, ...part });

test.each([
  ['a good one', certificate({}), { kind: 'good', name: asked, expires: later }],
  ['a wildcard', certificate({ names: ['*.example.com'] }), { kind: 'good', name: '*.example.com', expires: later }],
  [
    'the name that fits among others',
    certificate({ names: ['shop.test', 'IMG.example.com'] }),
    { kind: 'good', name: 'IMG.example.com', expires: later },
  ],
  ['one that still lasts', certificate({ expires: inMs(15 * dayMs + 1) }), { kind: 'good' }],
  ['one that ends soon', certificate({ expires: inMs(15 * dayMs) }), { kind: 'expiring', name: asked }],
  ['one whose beginning cannot be read', certificate({ from: '', expires: inMs(30 * dayMs) }), { kind: 'expiring' }],
  ['one that has ended', bad({ expires: inMs(-1) }), { kind: 'bad', problem: 'expired', expires: inMs(-1) }],
  ['one of an unknown authority', bad({}), { kind: 'bad', problem: 'untrusted', name: asked }],
  ['one for another name', bad({ names: ['www.example.com'] }), { kind: 'bad', problem: 'wrongName' }],
  ['a wildcard one level up', bad({ names: ['*.com'] }), { kind: 'bad', problem: 'wrongName', name: '*.com' }],
  ['that of CDN', bad({ names: ['*.w.kunlunsl.com'] }), { kind: 'bad', problem: 'missing' }],
  ['that of the vendor', bad({ names: ['*.alicdn.com'] }), { kind: 'bad', problem: 'missing' }],
  ['one without names', bad({ names: [] }), { kind: 'bad', problem: 'missing' }],
] as const)('the state of a certificate: %s', (_what, shown, state) => {
  expect(readCertificateState({ outcome: 'answered', certificate: shown }, asked, at)).toMatchObject(state);
});

test('a handshake that was refused is a missing one, and silence or plain HTTP says nothing', () => {
  const state = (outcome: 'tlsFailed' | 'timeout' | 'proxyRefused' | 'answered') =>
    readCertificateState({ outcome }, asked, at);
  expect(state('tlsFailed')).toEqual({ kind: 'bad', problem: 'missing' });
  expect({ timeout: state('timeout'), proxyRefused: state('proxyRefused'), answered: state('answered') }).toEqual({
    timeout: undefined,
    proxyRefused: undefined,
    answered: undefined,
  });
});

// Source: Let's Encrypt, "Integration Guide": renew when a third of the lifetime is left; "Decreasing Certificate Lifetimes to 45 Days".
test.each([
  [90, 30.1, 'lasting'],
  [90, 30, 'ending'],
  [90, 7.1, 'ending'],
  [90, 7, 'urgent'],
  [64, 21.4, 'lasting'],
  [64, 21.3, 'ending'],
  [45, 15.1, 'lasting'],
  [45, 15, 'ending'],
  [6, 2.1, 'lasting'],
  [6, 2, 'ending'],
  [6, 0.4, 'urgent'],
  [6, 0, 'over'],
  [365, 30.1, 'lasting'],
  [365, 30, 'ending'],
] as const)('a certificate of %d days with %d left is %s', (days, left, state) => {
  const expires = at + left * dayMs;
  expect(judgeLifetime({ from: expires - days * dayMs, expires }, at)).toBe(state);
});

test('a lifetime with a missing or invalid beginning counts as 90 days', () => {
  const judge = (days: number, from = {}) => judgeLifetime({ expires: at + days * dayMs, ...from }, at);
  expect([judge(30.1), judge(30), judge(30, { from: at + 40 * dayMs })]).toEqual(['lasting', 'ending', 'ending']);
});

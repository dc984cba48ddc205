import { expect, test } from 'vitest';
import { readCertificateState } from '../../../../src/core/https/certificateState.js';
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

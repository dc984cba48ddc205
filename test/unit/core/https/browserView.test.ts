import { expect, test } from 'vitest';
import { viewInBrowser } from '../../../../src/core/https/browserView.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';

const domain = 'img.example.com';
const denial = new TextEncoder().encode('<Error><Code>AccessDenied</Code></Error>');
const look = (answer: Partial<EdgeAnswer>, scheme: 'https' | 'http' = 'http', of = domain) =>
  viewInBrowser(of, { scheme, answer: { outcome: 'answered', status: 200, headers: {}, durationMs: 1, ...answer } }, 0);
const attached = (value: string, more = {}) => ({ headers: { 'content-disposition': value, ...more } });
const moved = (location: string, status = 301) => ({ status, headers: { location } });

test.each([
  ['a page', {}, { kind: 'shown' }],
  ['a file that is to be shown', attached('inline; filename="attachment.html"'), { kind: 'shown' }],
  ['a header of the object', attached(' Attachment; filename=a'), { kind: 'downloaded', forced: false }],
  [
    'a header that OSS adds',
    attached('attachment', { 'x-oss-force-download': 'true' }),
    { kind: 'downloaded', forced: true },
  ],
  ['the way to HTTPS', moved(`https://${domain}/a`), { kind: 'redirected', secure: true }],
  ['the way to HTTPS of a like name', moved(`https://${domain}.evil.test/`), { kind: 'redirected', secure: false }],
  ['the way elsewhere', moved('/a', 302), { kind: 'redirected', to: '/a', secure: false }],
  ['no way', { status: 304 }, { kind: 'shown' }],
  ['a refusal of OSS to list', { status: 403, body: denial }, { kind: 'refused', status: 403, denied: true }],
  ['a missing page', { status: 404 }, { kind: 'refused', status: 404, denied: false }],
  ['nothing', { outcome: 'proxyRefused' }, { kind: 'unknown', outcome: 'proxyRefused' }],
] as const)('what a browser sees of %s', (_what, answer, view) => {
  expect(look(answer)).toMatchObject(view);
});

test('stops at a certificate that does not fit, whatever would come, and looks at none over HTTP', () => {
  const certificate = { trusted: false, names: ['www.example.com'], fingerprint: '' };
  const warned = { kind: 'warned', certificate: { problem: 'wrongName', name: 'www.example.com' } };
  expect(look({ certificate }, 'https')).toMatchObject(warned);
  expect(look({ outcome: 'tlsFailed' }, 'https')).toMatchObject({
    kind: 'warned',
    certificate: { problem: 'missing' },
  });
  expect(look({ certificate })).toEqual({ kind: 'shown' });
});

test('a browser sees a wildcard through a name below it', () => {
  const certificate = { trusted: true, names: ['*.example.com'], fingerprint: '' };
  expect(look({ certificate }, 'https', '.example.com')).toEqual({ kind: 'shown' });
});

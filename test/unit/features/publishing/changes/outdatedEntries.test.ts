import { expect, test } from 'vitest';
import type { Entry, Stage } from '../../../../../src/core/publishing/queueEntry.js';
import { listOutdated, type Target } from '../../../../../src/features/publishing/changes/cancelOutdated.js';
import { entryFor } from '../../../../support/entries.js';

const target: Target = {
  bucket: { name: 'site', region: 'cn-hangzhou' },
  key: 'a.css',
  domains: ['a.example.com', 'b.example.com'],
};
const place = { id: 'a', path: '/w/a.css', workspaceRoot: '/w', root: '/w', label: 'a.css', accountId: '1' };

function entry(
  stage: Stage,
  act: 'upload' | 'delete' | 'refresh' = 'upload',
  more: Partial<Entry['publication']> = {},
): Entry {
  return entryFor({ ...place, ...target, act, ...more }, { stage, at: 5 });
}
const countOutdated = (of: Entry, found: Target | 'unknown' | undefined, revokedAt = 0, now = 10) =>
  listOutdated([of], { revokedAt, now, targetOf: () => found }).length;

test.each<[string, Target | 'unknown' | undefined, number]>([
  ['the same target', target, 0],
  ['the same domains in another order', { ...target, domains: ['b.example.com', 'a.example.com'] }, 0],
  ['mappings that cannot be read', 'unknown', 0],
  ['no mapping any more', undefined, 1],
  ['another bucket', { ...target, bucket: { ...target.bucket, name: 'other' } }, 1],
  ['another region', { ...target, bucket: { ...target.bucket, region: 'cn-beijing' } }, 1],
  ['another upload domain', { ...target, bucket: { ...target.bucket, uploadDomain: 'u.example.com' } }, 1],
  ['another prefix', { ...target, key: 'x/a.css' }, 1],
  ['other domains', { ...target, domains: ['a.example.com'] }, 1],
])('an entry is outdated, or not, with %s', (_name, found, wanted) => {
  expect(countOutdated(entry('send'), found)).toBe(wanted);
});

const rules: Partial<Target> = {
  headers: { 'cache-control': 'no-cache', 'content-type': 'text/css' },
  variants: ['{path}?v=1'],
  prefetch: true,
};

test.each<[string, Partial<Target>, number]>([
  ['the same rules', rules, 0],
  [
    'the same headers in another order',
    { ...rules, headers: { 'content-type': 'text/css', 'cache-control': 'no-cache' } },
    0,
  ],
  ['another header', { ...rules, headers: { 'cache-control': 'max-age=60' } }, 1],
  ['other variants', { ...rules, variants: ['/all.css'] }, 1],
  ['no prefetch any more', { ...rules, prefetch: false }, 1],
])('a request on save is outdated, or not, with %s', (_name, now, wanted) => {
  expect(countOutdated(entry('send', 'upload', rules), { ...target, ...now })).toBe(wanted);
});

test('what the user asked for continues as it was asked for while it goes to the same place', () => {
  const asked = entry('send', 'upload', { ...rules, explicit: true });
  expect({ same: countOutdated(asked, target), moved: countOutdated(asked, { ...target, key: 'x/a.css' }) }).toEqual({
    same: 0,
    moved: 1,
  });
});

test.each<[Stage, 'upload' | 'delete' | 'refresh', number]>([
  ['held', 'upload', 1],
  ['conflict', 'upload', 1],
  ['send', 'delete', 1],
  ['failed', 'upload', 1],
  ['refresh', 'upload', 0],
  ['task', 'upload', 0],
  ['prefetch', 'upload', 0],
  ['refresh', 'refresh', 1],
])('after the mapping is gone, entries at %s to %s', (stage, act, wanted) => {
  expect(countOutdated(entry(stage, act), undefined)).toBe(wanted);
});

test('requests from before consent was revoked are outdated, later ones are not', () => {
  expect({ before: countOutdated(entry('send'), target, 5), after: countOutdated(entry('send'), target, 4) }).toEqual({
    before: 1,
    after: 0,
  });
  expect(countOutdated(entry('send'), 'unknown', 5)).toBe(1);
});

test('requests from before the clock was set back count as before the revocation, if there was one', () => {
  const count = (revokedAt: number) => countOutdated(entry('send'), target, revokedAt, 4);
  expect({ revoked: count(3), never: count(Number.NEGATIVE_INFINITY) }).toEqual({ revoked: 1, never: 0 });
});

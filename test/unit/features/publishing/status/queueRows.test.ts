import { expect, test } from 'vitest';
import type { ErrorDetails, ErrorKind } from '../../../../../src/core/errors.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { sortRows, toRow } from '../../../../../src/features/publishing/status/queueRows.js';
import { type EntryFields, entryFor, retryAt } from '../../../../support/entries.js';
import { sayIn } from '../../../../support/fakeVscode.js';

const bucket = { name: 'assets', region: 'cn-hangzhou' };

function entry(stage: Entry['stage'], more: EntryFields = {}, act?: 'delete'): Entry {
  const place = { id: stage, path: '/w/a.css', workspaceRoot: '/w', root: '/w', label: 'a.css', accountId: '1' };
  const publication = { ...place, bucket, key: 'a.css', domains: [], ...(act && { act }) };
  return entryFor(publication, { stage, ...more });
}
const failure = (kind: ErrorKind, details: ErrorDetails = {}) =>
  entry('failed', { cause: { kind: 'error', error: { kind, details } } });
const waiting = (stage: Entry['stage'], kind: ErrorKind) =>
  entry(stage, { retry: retryAt(5, { kind: 'error', error: { kind, details: {} } }) });
const acts = (of: Entry) => toRow(of, 0).buttons.map(({ act }) => act);

test('what needs the user comes first, then what waits, then what is under way', () => {
  const stages = ['task', 'send', 'held', 'conflict', 'failed'] as const;
  const later = entry('refresh', { retry: retryAt(5) });
  const entries = [...stages.map((stage) => entry(stage)), later];
  const rows = sortRows(entries, 6, 0);
  expect(rows.map(({ entry: { stage } }) => stage)).toEqual(['failed', 'conflict', 'held', 'refresh', 'send', 'task']);
  expect(sortRows(entries, 2, 0)).toEqual(rows.slice(0, 2));
});

test.each([
  ['a failure', failure('forbidden'), ['retry', 'dismiss']],
  [
    'a bucket that refuses the public endpoint',
    failure('publicEndpointForbidden'),
    ['setUpUploadDomain', 'retry', 'dismiss'],
  ],
  [
    'what looks like a secret',
    failure('badFile', { subject: 'a.css', code: 'secret' }),
    ['retry', 'allowFile', 'dismiss'],
  ],
  [
    'a denial that a policy can lift',
    failure('forbidden', { denial: { permission: 'oss:PutObject', reason: 'notAllowed' } }),
    ['retry', 'copyPolicy', 'dismiss'],
  ],
  [
    'a denial by an explicit deny',
    failure('forbidden', { denial: { permission: 'oss:PutObject', reason: 'explicit' } }),
    ['retry', 'dismiss'],
  ],
  ['a file that is gone', failure('badFile', { subject: 'a.css', code: 'gone' }), ['retry', 'dismiss']],
  ['a conflict', entry('conflict', { remote: { etag: 'AB' } }), ['compare', 'overwrite', 'skip']],
  ['something held back', entry('held'), ['publishHeld', 'dropHeld']],
  ['something under way', entry('send'), ['cancel']],
  ['something that waits for the network', waiting('refresh', 'offline'), ['cancel']],
  ['an upload that waits for its bucket', waiting('send', 'unavailable'), ['retry', 'cancel']],
  ['a refresh that waits for the quota', waiting('refresh', 'quotaExceeded'), ['retry', 'cancel']],
  ['a prefetch that does', waiting('prefetch', 'prefetchQuotaExceeded'), ['retry', 'cancel']],
] as const)('%s offers what can be done with it', (_name, of, wanted) => {
  expect(acts(of)).toEqual(wanted);
});

test('a conflict over a delete says that going on deletes', () => {
  const row = toRow(entry('conflict', { remote: { etag: 'AB' } }, 'delete'), 0);
  expect(row.buttons.map(({ label }) => label)).toEqual(['Compare', 'Delete Anyway', 'Skip']);
});

test('when something is tried again is said as the language of the editor writes a time, with the day unless it is today', () => {
  const [time, today] = [new Date(2026, 2, 5, 14, 5, 9).getTime(), new Date(2026, 2, 5, 9).getTime()];
  const wordsAt = (now: number) => toRow(entry('refresh', { retry: retryAt(time) }), now).words.replace(/\s/g, ' ');
  expect(wordsAt(today)).toBe('Waiting; next retry at 02:05:09 PM');
  expect(wordsAt(today - 24 * 3_600_000)).toBe('Waiting; next retry at Mar 5 02:05:09 PM');
  expect(sayIn('zh-cn', () => toRow(entry('refresh', { retry: retryAt(time) }), today).words)).toContain('14:05:09');
});

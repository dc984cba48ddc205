import { expect, test } from 'vitest';
import type { PublishState } from '../../../../../src/core/publishing/publication.js';
import { type StatusInput, toStatusBarContent } from '../../../../../src/features/publishing/status/statusContent.js';

const calm: StatusInput = {
  state: { kind: 'idle' },
  isTrusted: true,
  isSignedIn: true,
  isPaused: false,
  hasProblems: false,
  onSave: 'on',
  declined: [],
  unreached: [],
  tasks: [],
  counts: {},
  isQuotaLow: false,
};
const task = (kind: 'refresh' | 'prefetch', percent: number) => ({
  kind,
  percent,
  text: 'T',
  done: 'D',
  usual: 'U',
  stop: () => undefined,
});
const waiting = (reason: Extract<PublishState, { kind: 'waiting' }>['reason']) =>
  ({ kind: 'waiting', reason, count: 3 }) as const;
const refused = { kind: 'error', error: { kind: 'badCredentials', details: {} } } as const;
const failed = {
  kind: 'failed',
  failures: [{ publication: { label: 'a.css' }, cause: refused }],
  count: 1,
} as unknown as PublishState;

test.each<[string, Partial<StatusInput>, string]>([
  ['nothing counts without trust', { isTrusted: false, state: failed }, 'CDN: Restricted'],
  ['a failure is before being signed out', { state: failed, isSignedIn: false }, 'CDN: 1 Failed'],
  ['more failures than are listed', { state: { ...failed, count: 150 } as PublishState }, 'CDN: 150 Failed'],
  ['signed out', { isSignedIn: false, state: waiting('signedOut') }, 'CDN: Signed Out'],
  ['waiting for quota, also while paused', { state: waiting('quota'), isPaused: true }, 'CDN: 3 Waiting'],
  ['waiting for the quota of prefetches', { state: waiting('prefetchQuota') }, 'CDN: 3 Waiting'],
  ['offline', { state: waiting('offline') }, 'CDN: 3 Waiting'],
  ['held back for an answer', { state: waiting('held') }, 'CDN: 3 Waiting'],
  ['held back by the pause', { state: waiting('held'), isPaused: true }, 'CDN: Publishing Paused'],
  ['uploading', { state: { kind: 'uploading', count: 2 }, hasProblems: true }, 'CDN: Uploading 2'],
  ['refreshing', { state: { kind: 'refreshing', count: 2 } }, 'CDN: Refreshing 2'],
  [
    'fresh',
    { state: { kind: 'fresh', count: 2, unproven: 0 }, tasks: [task('refresh', 1)] },
    'CDN: Fresh · Refreshing 1 %',
  ],
  [
    'fresh at an edge to which DNS does not lead yet',
    { state: { kind: 'fresh', count: 2, unproven: 0 }, unreached: ['www.example.com'] },
    'CDN: Uploaded',
  ],
  [
    'paused when something is fresh',
    { state: { kind: 'fresh', count: 2, unproven: 0 }, isPaused: true },
    'CDN: Publishing Paused',
  ],
  [
    'a mapping that is refused when something is fresh',
    { state: { kind: 'fresh', count: 2, unproven: 0 }, hasProblems: true },
    'CDN: Invalid Mapping',
  ],
  ['no edge node could be reached', { state: { kind: 'fresh', count: 2, unproven: 1 } }, 'CDN: Refreshed'],
  ['a refused mapping', { hasProblems: true, isPaused: true }, 'CDN: Invalid Mapping'],
  ['paused', { isPaused: true, isQuotaLow: true }, 'CDN: Publishing Paused'],
  ['off', { onSave: 'off' }, 'CDN: Publishing Off'],
  ['a refresh by hand', { tasks: [task('refresh', 20), task('prefetch', 61)], onSave: 'off' }, 'CDN: Refreshing 40 %'],
  ['a prefetch by hand', { tasks: [task('prefetch', 5)] }, 'CDN: Prefetching 5 %'],
  [
    'a save beside a refresh by hand',
    { tasks: [task('refresh', 5)], state: { kind: 'uploading', count: 2 } },
    'CDN: Uploading 2 · Refreshing 5 %',
  ],
  ['little quota', { isQuotaLow: true }, 'CDN: Quota Low'],
  [
    'uploading with little quota',
    { state: { kind: 'uploading', count: 2 }, isQuotaLow: true },
    'CDN: Uploading 2 · Quota Low',
  ],
  [
    'refreshing with little quota',
    { state: { kind: 'refreshing', count: 2 }, isQuotaLow: true },
    'CDN: Refreshing 2 · Quota Low',
  ],
  [
    'fresh with little quota',
    { state: { kind: 'fresh', count: 1, unproven: 0 }, isQuotaLow: true },
    'CDN: Fresh · Quota Low',
  ],
  ['at rest', {}, 'CDN'],
])('%s', (_name, input, text) => {
  expect(toStatusBarContent({ ...calm, ...input }).text).toBe(text);
});

const uploading = { kind: 'uploading', count: 3 } as const;
const fresh = { kind: 'fresh', count: 2, unproven: 0 } as const;

test.each<[string, Partial<StatusInput>, string]>([
  ['a parked URL beside uploads', { state: uploading, counts: { send: 3, parked: 1 } }, 'CDN: Uploading 3 · 1 Waiting'],
  ['a parked URL beside what is fresh', { state: fresh, counts: { parked: 1 } }, 'CDN: Fresh · 1 Waiting'],
  ['uploads and refreshes', { state: uploading, counts: { send: 3, task: 2 } }, 'CDN: Uploading 3 · Refreshing 2'],
  [
    'a failure beside all the rest',
    { state: failed, counts: { failed: 1, send: 3, refresh: 2, conflict: 1, held: 4, parked: 2 } },
    'CDN: 1 Failed · Uploading 3 · Refreshing 2 · 7 Waiting',
  ],
  ['all that waits', { state: waiting('conflict'), counts: { conflict: 3, held: 2, parked: 1 } }, 'CDN: 6 Waiting'],
  ['offline, with conflicts', { state: waiting('offline'), counts: { send: 3, conflict: 1 } }, 'CDN: 4 Waiting'],
  ['what a pause holds', { state: uploading, isPaused: true, counts: { send: 3, held: 9 } }, 'CDN: Uploading 3'],
])('each is counted: %s', (_name, input, text) => {
  expect(toStatusBarContent({ ...calm, ...input }).text).toBe(text);
});

test('the tooltip counts what waits by its reason, and that is no warning where it passes without the user', () => {
  const counts = { send: 3, conflict: 1, held: 2, parked: 4 };
  const { tooltip } = toStatusBarContent({ ...calm, state: uploading, counts });
  expect(tooltip.split('\n').slice(1)).toEqual(['Conflicts: 1', 'On hold: 2', "Waiting for tomorrow's quota: 4"]);
  expect(toStatusBarContent({ ...calm, state: waiting('quota'), counts: { parked: 3 } }).warning).toBe(false);
});

test('off says which of the reasons it is, and a consent that was declined how to come back', () => {
  const tooltips = (['off', 'declined'] as const).map((onSave) => toStatusBarContent({ ...calm, onSave }).tooltip);
  expect(tooltips).toEqual([
    'Nothing is published on save: all mappings are off',
    'Nothing is published on save because you declined it. Click to allow it',
  ]);
});

test.each([
  ['quota', "Today's CDN refresh quota is used up. Publishing resumes after 00:00 (UTC+8)"],
  ['prefetchQuota', "Today's CDN prefetch quota is used up. Prefetching resumes after 00:00 (UTC+8)"],
] as const)('a quota that is used up is named: %s', (reason, tooltip) => {
  expect(toStatusBarContent({ ...calm, state: waiting(reason) }).tooltip).toBe(tooltip);
});

test('refused keys are shown as a warning, with the problem and the amount of waiting work', () => {
  const shown = toStatusBarContent({ ...calm, state: { ...waiting('keys'), cause: refused } });
  expect(shown).toMatchObject({ text: 'CDN: Sign In Again', warning: true });
  expect(shown.tooltip).toContain('does not accept this AccessKey');
  expect(shown.tooltip).toContain('Files waiting: 3');
});

test('little quota is shown beside running work', () => {
  const { tooltip } = toStatusBarContent({ ...calm, state: { kind: 'uploading', count: 2 }, isQuotaLow: true });
  expect(tooltip.split('\n')).toEqual([
    'Uploading saved files to the bucket',
    "Today's quota is almost used up. Anything over it is sent after 00:00 (UTC+8)",
  ]);
});

test('being offline is no warning', () => {
  expect(toStatusBarContent({ ...calm, state: waiting('offline') }).warning).toBe(false);
});

test.each([
  ['proxy', /^The proxy refuses the connection/],
  ['overdue', /^The account has an overdue payment/],
  ['disk', /^Saved files cannot be recorded on this computer/],
] as const)('waiting for the %s is a warning that says so', (reason, wanted) => {
  const shown = toStatusBarContent({ ...calm, state: waiting(reason) });
  expect(shown).toMatchObject({ text: 'CDN: 3 Waiting', warning: true, tooltip: expect.stringMatching(wanted) });
});

test('the tooltip of held changes names both sources: outside the editor, and while paused', () => {
  expect(toStatusBarContent({ ...calm, state: waiting('held') }).tooltip).toMatch(
    /^Changes made outside the editor or while paused are on hold/,
  );
});

test('the tooltip writes how many files are fresh, or were not checked, as the language does', () => {
  const tooltip = (count: number, unproven: number) =>
    toStatusBarContent({ ...calm, state: { kind: 'fresh', count, unproven } }).tooltip;
  expect(tooltip(1_100, 0)).toMatch(/Files: 1,100$/);
  expect(tooltip(1_100, 1_000)).toMatch(/not checked: 1,000$/);
});

test('where publishing is off for one of several folders, the tooltip names that folder', () => {
  expect(toStatusBarContent({ ...calm, declined: ['docs'] }).tooltip).toBe(
    'Files saved in mapped folders are published\nNot published because you declined it: docs',
  );
});

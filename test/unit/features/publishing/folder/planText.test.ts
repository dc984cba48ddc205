import { describe, expect, it } from 'vitest';
import { totalsText } from '../../../../../src/features/publishing/folder/planGroups.js';
import { progressText } from '../../../../../src/features/publishing/folder/runFolder.js';

describe('totalsText', () => {
  const counts = { overwritten: 1, headers: 1, added: 1, conflicts: 0, deletes: 0 };
  const totals = { ...counts, files: 3, bytes: 2_048, refresh: { kind: 'urls', urls: 6 } } as const;
  it.each([
    [
      totals,
      { urls: 9_994 },
      'Publish css · 1 overwritten, 1 with new headers, 1 new · Files: 3 (2.0 KB) · URL refreshes: 6 (9,994 left today)',
    ],
    [
      { ...totals, conflicts: 1 },
      {},
      'Publish css · 1 overwritten, 1 with new headers, 1 new · Files: 3 (2.0 KB) · Conflicts: 1 · URL refreshes: 6',
    ],
    [totals, {}, 'Publish css · 1 overwritten, 1 with new headers, 1 new · Files: 3 (2.0 KB) · URL refreshes: 6'],
    [
      totals,
      { urls: 2 },
      'Publish css · 1 overwritten, 1 with new headers, 1 new · Files: 3 (2.0 KB) · URL refreshes: 6, of which only 2 today',
    ],
    [
      { ...totals, deletes: 1, refresh: { kind: 'directory', via: '/css/', directories: 1, urls: 0 } as const },
      { directories: 100 },
      'Publish css · 1 overwritten, 1 with new headers, 1 new, 1 deleted · Files: 3 (2.0 KB) · Directory refreshes: 1 (100 left today)',
    ],
    [
      { ...totals, refresh: { kind: 'directory', via: '/css/', directories: 1, urls: 3 } as const },
      { urls: 90, directories: 100 },
      'Publish css · 1 overwritten, 1 with new headers, 1 new · Files: 3 (2.0 KB) · Directory refreshes: 1 (100 left today) · URL refreshes: 3 (90 left today)',
    ],
  ])('totalsText of %j with %j left', (given, left, expected) => {
    expect(totalsText('css', given, left)).toBe(expected);
  });
});

describe('progressText', () => {
  const progress = { done: 120, total: 2_000, bytes: 1_024, totalBytes: 4_096, filesPerSecond: 35.2 };
  it('contains files, speed, bytes and the remaining time', () => {
    expect(progressText({ ...progress, remainingMs: 53_100 })).toBe(
      '120 of 2,000 files · 35 files/s · 1.0 KB of 4.0 KB · 54 s left',
    );
    expect(progressText({ ...progress, filesPerSecond: 0.52, remainingMs: 600_000 })).toContain('0.5 files/s');
    expect(progressText({ ...progress, remainingMs: 600_000 })).toContain('10 min left');
  });

  it('contains no speed before the first file', () => {
    expect(progressText({ ...progress, done: 0, bytes: 0, filesPerSecond: 0, remainingMs: undefined })).toBe(
      '0 of 2,000 files · 0 B of 4.0 KB',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { waitText } from '../../../../src/core/onboarding/run/stepReasons.js';
import { siteUnready } from '../../../../src/core/onboarding/site/siteServed.js';
import { stateText } from '../../../../src/features/questions/stepText.js';

describe('the row of a DNS change that propagates', () => {
  it('shows the number of files of the folder that remain', () => {
    expect(waitText({ kind: 'publishing', left: 12_000 })).toBe('Files are being uploaded: 12,000 left');
  });

  it('shows the TTL of the old record as the likely time and 72 hours as the longest, after a change', () => {
    const text = waitText({ kind: 'propagating', seen: 1, asked: 3, oldTtl: 1200 });
    expect(text).toBe(
      'The change is propagating; likely within 20 min (TTL of the old record), at most 72 hours · 1 of 3 DNS servers return it',
    );
  });

  it('shows the usual time for a new record, and how long a change elsewhere may take', () => {
    const text = waitText({ kind: 'propagating', seen: 0, asked: 2 });
    expect(text).toContain('usually 10 minutes, up to 72 hours after a change');
    expect(text).toContain('0 of 2 DNS servers return it');
  });

  it('does not count servers when none answered', () => {
    const text = waitText({ kind: 'propagating', seen: 0, asked: 0, oldTtl: 90 });
    expect(text).toBe('The change is propagating; likely within 2 min (TTL of the old record), at most 72 hours');
  });
});

it('the row of a site that the edge does not serve yet shows the first address of a file that differs', () => {
  const missing = { kind: 'missing', path: '/missing-x', holds: false, status: 200 } as const;
  const about = { kind: 'route', path: '/about', holds: false, status: 404 } as const;
  const usual = 'The settings are being deployed to edge nodes; usually a few minutes';
  expect(waitText(siteUnready([missing, about]))).toBe(`${usual} · /about · HTTP 404`);
  expect(waitText(siteUnready([missing]))).toBe(usual);
});

describe('the row of a step that is done', () => {
  it.each([
    [{ state: 'done', since: 0 }, 'Done'],
    [{ state: 'done', since: 0, skipped: true, note: 'asChosen' }, 'Skipped by you'],
    [{ state: 'done', since: 0, note: 'edgeRefreshed' }, '1 directory refresh of the daily quota'],
    [{ state: 'done', since: 0, note: 'edgeNotRefreshed' }, 'until they expire'],
  ] as const)('the row of a step that is done says how: %o', (state, words) => {
    expect(stateText(state, 1)).toContain(words);
  });
});

describe('the row of a status that the user has to correct', () => {
  it.each([
    [{ kind: 'domainFailed', status: 'check_failed' }, 'Correct the problem reported by the review · 2 h'],
    [{ kind: 'domainFailed', status: 'configure_failed' }, 'Submit the domain again: its configuration failed · 2 h'],
    [{ kind: 'domainOffline' }, 'Enable the domain · 2 h'],
  ] as const)('shows how long it has lasted: %o', (ask, words) => {
    expect(stateText({ state: 'needsUser', since: 0, ask }, 2 * 3_600_000)).toBe(words);
  });
});

import { describe, expect, it } from 'vitest';
import { waitText } from '../../../../src/core/onboarding/run/stepReasons.js';
import { stateText } from '../../../../src/features/questions/stepText.js';

describe('the row of DNS that spreads', () => {
  it('says how many files of the folder are left', () => {
    expect(waitText({ kind: 'publishing', left: 12_000 })).toBe('Files are being uploaded: 12,000 left');
  });

  it('names the TTL of the old record as the likely time and 72 hours as the longest, after a change', () => {
    const text = waitText({ kind: 'propagating', seen: 1, asked: 3, oldTtl: 1200 });
    expect(text).toBe(
      'The change is propagating; likely within 20 min (TTL of the old record), at most 72 hours · 1 of 3 DNS servers return it',
    );
  });

  it('keeps to the usual time for a new record, and says how long a change elsewhere may take', () => {
    const text = waitText({ kind: 'propagating', seen: 0, asked: 2 });
    expect(text).toContain('usually 10 minutes, up to 72 hours after a change');
    expect(text).toContain('0 of 2 DNS servers return it');
  });

  it('does not count servers when none answered', () => {
    const text = waitText({ kind: 'propagating', seen: 0, asked: 0, oldTtl: 90 });
    expect(text).toBe('The change is propagating; likely within 2 min (TTL of the old record), at most 72 hours');
  });
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

describe('the row of a status that a person has to mend', () => {
  it.each([
    [{ kind: 'domainFailed', status: 'check_failed' }, 'Correct the problem reported by the review · 2 h'],
    [{ kind: 'domainFailed', status: 'configure_failed' }, 'Submit the domain again: its configuration failed · 2 h'],
    [{ kind: 'domainOffline' }, 'Enable the domain · 2 h'],
  ] as const)('says how long it has been so: %o', (ask, words) => {
    expect(stateText({ state: 'needsUser', since: 0, ask }, 2 * 3_600_000)).toBe(words);
  });
});

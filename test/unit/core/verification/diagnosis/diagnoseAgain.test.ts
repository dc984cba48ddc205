import { describe, expect, it } from 'vitest';
import { diagnose, diagnoseAgain, type Look } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import type { VerificationFacts } from '../../../../../src/core/verification/facts.js';
import { allRight, at, facts, lag, nothing, right, systemCname } from './caseFacts.js';

const minute = 60_000;
const first = (found: VerificationFacts): Look => ({ facts: found, diagnosis: diagnose(found) });
/** Looks at the same state once a minute. */
const follow = (found: VerificationFacts, minutes: readonly number[]) => {
  let last: Look | undefined;
  return minutes.map((each) => {
    last = diagnoseAgain({ ...found, at: at + each * minute }, last);
    const [wait] = last.diagnosis.fixes;
    return wait?.kind === 'wait' ? wait.until : wait?.kind;
  });
};

describe('the time by which something changes', () => {
  it("stays the same over several checks, and is not shown once it has passed, while CDN's view lags behind", () => {
    expect(follow(allRight({ cdnConfigured: false }), [0, 4, 9, 11])).toEqual([lag, lag, lag, undefined]);
  });

  it('is not shown while CDN configures the domain, which is unrelated to its view of DNS', () => {
    const configuring = facts({ status: 'configuring', resolvers: [nothing()] });
    expect(follow(configuring, [0, 11])).toEqual([undefined, undefined]);
  });

  it('is not postponed where a server returns no TTL', () => {
    const behind = systemCname('old.example.net');
    const looks = [0, 4, 9].map((each) => ({ ...behind, at: at + each * minute }));
    let last: Look | undefined;
    const ends = looks.map((answer, index) => {
      const now = at + [0, 4, 9][index]! * minute;
      last = diagnoseAgain(allRight({ at: now, resolvers: [right, answer] }), last);
      return last.diagnosis.verdict;
    });
    expect(ends.map((verdict) => 'until' in verdict && verdict.until)).toEqual([lag, lag, lag]);
  });

  it('restarts with another verdict or status', () => {
    const configuring = first(facts({ status: 'configuring', resolvers: [nothing()] }));
    const again = diagnoseAgain(facts({ status: 'stopping', at: at + minute, resolvers: [nothing()] }), configuring);
    expect(again.facts).not.toHaveProperty('since');
    expect(diagnoseAgain(allRight({ cdnConfigured: false, at: at + minute }), configuring).diagnosis).toEqual({
      verdict: { kind: 'cdnLags', until: lag + minute },
      fixes: [{ kind: 'wait', until: lag + minute }],
    });
  });
});

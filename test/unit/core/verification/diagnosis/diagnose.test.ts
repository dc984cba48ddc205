import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import type { OriginRefusal, Unknown, Verdict, WrongTarget } from '../../../../../src/core/verification/facts.js';
import { browserCases } from './browserCases.js';
import type { VerdictCases } from './caseFacts.js';
import { cdnCases } from './cdnCases.js';
import { conflictCases } from './conflictsCases.js';
import { dnsCases } from './dnsCases.js';
import { edgeCases } from './edgeCases.js';
import { onlineCases } from './onlineCases.js';
import { recordCases } from './recordsCases.js';
import { unknownCases } from './unknownCases.js';
import { zoneCases } from './zoneCases.js';

/** A verdict without cases does not compile. */
const table: Readonly<Record<Verdict['kind'], VerdictCases>> = {
  ...dnsCases,
  ...recordCases,
  ...conflictCases,
  ...onlineCases,
  ...cdnCases,
  ...edgeCases,
  ...browserCases,
  ...unknownCases,
  ...zoneCases,
};

describe.each(Object.entries(table))('%s', (kind, { is, isNot }) => {
  it.each(is.map((each) => [each.when, each] as const))(
    `${kind} is the verdict when %s`,
    (_when, { facts, verdict, fixes }) => {
      const found = diagnose(facts);
      expect(found.verdict).toEqual(verdict);
      expect(found.verdict.kind).toBe(kind);
      expect(found.fixes.map((fix) => fix.kind)).toEqual(
        fixes.map((fix) => (typeof fix === 'string' ? fix : fix.kind)),
      );
      for (const [index, fix] of fixes.entries()) if (typeof fix !== 'string') expect(found.fixes[index]).toEqual(fix);
    },
  );

  it.each(isNot.map((each) => [each.when, each] as const))(`${kind} is not the verdict when %s`, (_when, near) => {
    expect(near.kind).not.toBe(kind);
    expect(diagnose(near.facts).verdict.kind).toBe(near.kind);
  });

  it('a verdict has at least three cases and a similar one that must not lead to it', () => {
    expect(is.length).toBeGreaterThanOrEqual(3);
    expect(isNot.length).toBeGreaterThanOrEqual(1);
    expect(new Set([...is, ...isNot].map(({ when }) => when)).size).toBe(is.length + isNot.length);
  });
});

describe('every kind of a verdict has a case:', () => {
  const verdicts = Object.values(table).flatMap(({ is }) => is.map(({ verdict }) => verdict));
  const seen = (pick: (verdict: Verdict) => string | false) =>
    Object.fromEntries(verdicts.flatMap((verdict) => pick(verdict) || []).map((kind) => [kind, true]));

  it('every wrong target has a case', () => {
    const all: Record<WrongTarget, true> = {
      typo: true,
      oldCname: true,
      bucket: true,
      esa: true,
      otherVendor: true,
      other: true,
    };
    expect(seen((verdict) => verdict.kind === 'wrongTarget' && verdict.target)).toEqual(all);
  });

  it('every refusal of the origin has a case', () => {
    const all: Record<OriginRefusal, true> = {
      bareDomain: true,
      privateBucket: true,
      wrongOriginHost: true,
      other: true,
    };
    expect(seen((verdict) => verdict.kind === 'originRefuses' && verdict.cause)).toEqual(all);
  });

  it('every reason for an inconclusive result has a case', () => {
    const all: Record<Unknown, true> = { offline: true, dnsBlocked: true, account: true, unassigned: true, edge: true };
    expect(seen((verdict) => verdict.kind === 'cannotTell' && verdict.why)).toEqual(all);
  });

  it('every problem of a certificate has a case', () => {
    const all = { missing: true, wrongName: true, expired: true, untrusted: true };
    expect(seen((verdict) => verdict.kind === 'certificate' && verdict.problem)).toEqual(all);
  });
});

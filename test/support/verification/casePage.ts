import type { PeerCertificate } from '../../../src/core/ports/probe.js';
import type { EdgeFact, Fix, Verdict, VerificationFacts } from '../../../src/core/verification/facts.js';
import type { PageInput } from '../../../src/features/verification/page/page.js';
import { isSettled } from '../../../src/features/verification/recheckPlan.js';
import { at, certificate, edges, facts, name } from './facts.js';

/** The name of the querying computer. */
export const machine = 'dev-box';

/** A test page with the name of its picture. */
export interface Case {
  readonly id: string;
  readonly input: PageInput;
}

/** Creates the page of a verdict from correct facts with these changes. */
export function page(
  id: string,
  verdict: Verdict,
  fixes: readonly Fix[],
  more: Partial<VerificationFacts> = {},
  without: readonly (keyof VerificationFacts)[] = [],
): Case {
  const all = Object.entries(facts(more)).filter(([key]) => !without.some((each) => each === key));
  const found = Object.fromEntries(all) as unknown as VerificationFacts;
  const live = isSettled(verdict) ? ({ kind: 'settled' } as const) : ({ kind: 'next', at: at + 5000 } as const);
  return { id, input: { domain: name, machine, live, result: { facts: found, diagnosis: { verdict, fixes } } } };
}

/** Edge answers with an untrusted certificate, which still have content. */
export function certificateEdges(flaw: Partial<PeerCertificate>, message: string): readonly EdgeFact[] {
  return edges().map((edge) => {
    if (edge.scheme === 'http') return edge;
    return { ...edge, answer: { ...edge.answer, certificate: certificate({ trusted: false, ...flaw }), message } };
  });
}

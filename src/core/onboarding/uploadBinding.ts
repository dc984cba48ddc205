import { onceApproval, serveOnce } from './approvals.js';
import type { RunFacts } from './run/run.js';
import { type Observation, type StepContext, seconds } from './run/step.js';

type Known = Pick<StepContext, 'facts' | 'answers'>;

/** Says whether the domain for uploads may be bound: choosing it approved it once, what was undone since is asked about. */
export function mayBindUpload({ facts, answers }: Known, domain: string): boolean {
  return facts.boundUpload !== domain || answers.approvedUploadBinding === onceApproval('uploadBinding', domain, facts);
}

/** The facts once the domain for uploads is bound: the approval for it is used up. */
export function serveUploadBinding({ facts, answers }: Known, domain: string): RunFacts {
  return { ...serveOnce('uploadBinding', domain, facts, answers.approvedUploadBinding), boundUpload: domain };
}

/** The question before a domain for uploads that somebody unbound is bound once more. */
export function askToBindUpload({ facts }: Known, domain: string): Observation {
  const approval = onceApproval('uploadBinding', domain, facts);
  return {
    kind: 'needsUser',
    ask: { kind: 'bindAgain', purpose: 'uploadBinding', domain, approval },
    recheckMs: seconds(30),
  };
}

import { sameHost } from '../dns/conflicts.js';
import { originHost, ownBucket } from '../origin.js';
import type { CdnConfig, CdnDomain } from '../ports/cdn.js';
import { onceApproval, serveSeen } from './approvals.js';
import type { RunFacts } from './run/run.js';
import type { StepContext } from './run/step.js';

/** The Host under which CDN asks the bucket when that is not its own name, which CDN takes by itself; `undefined` where that one or none is set. */
export function findOtherHost(
  config: CdnConfig | undefined,
  { plan }: Pick<StepContext, 'plan'>,
  domain: Pick<CdnDomain, 'sources'> | undefined,
): string | undefined {
  const host = config?.args.domain_name;
  const bucket = ownBucket(plan.origin);
  const own = domain?.sources.map(({ content }) => content) ?? (bucket ? [originHost(bucket)] : []);
  return host === undefined || own.some((each) => sameHost(each, host)) ? undefined : host;
}

/** What an answer must say for the Host of the domain to be set in place of exactly this one, or to be left. */
export function hostApproval({ plan, facts }: Pick<StepContext, 'plan' | 'facts'>, other: string | undefined): string {
  const once = onceApproval('originHost', plan.domain, facts);
  return other === undefined ? once : `${once} | ${other}`;
}

/** Says whether the Host may be set: the review of the form, or binding again, approved it once; what somebody set or took away is asked about. */
export function maySetHost(
  context: Pick<StepContext, 'plan' | 'facts' | 'answers'>,
  other: string | undefined,
): boolean {
  const { facts, answers } = context;
  if (answers.approvedHost === hostApproval(context, other)) return true;
  return other === undefined && (facts.hostAgain === true || (!facts.served?.originHost && !answers.unbound));
}

/** The facts once CDN asks under the domain, however it came about. */
export function serveHost({ plan, facts, answers }: Pick<StepContext, 'plan' | 'facts' | 'answers'>): RunFacts {
  const given = [answers.approvedHost, answers.leftHost].map((answer) => answer?.split(' | ')[0]);
  const { hostAgain: _hostAgain, ...served } = serveSeen('originHost', plan.domain, facts, given);
  return served;
}

import { isWildcard } from '../../../core/dns/hostNames.js';
import { registrableDomain } from '../../../core/domainName.js';
import { type PossibleCertificate, toChosen } from '../../../core/https/certificateOptions.js';
import { certificateKey } from '../../../core/https/chosenCertificate.js';
import { onceApproval, startLines } from '../../../core/onboarding/approvals.js';
import { certificateApproval } from '../../../core/onboarding/https/certificateApproval.js';
import { newFacts } from '../../../core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import type { Reviewed } from '../form/answers.js';
import { isOnCdn, needsAccess, type PlanOutlook } from './outlook.js';

/** All decisions before an onboarding starts, including changes in the review. */
export interface Choices {
  readonly plan: OnboardingPlan;
  /** Why the site type was proposed; absent after a change. */
  readonly reason?: string;
  /** The folder to publish, as a URI text. */
  readonly folder?: string;
  /** The number of source maps of the folder that are left out. */
  readonly sourceMaps?: number;
  /** Build output in the folder is published too; absent if it does not look like build output. */
  readonly watch?: boolean;
  readonly certificate: PossibleCertificate;
  /** The contact of the certificate service for a free certificate. */
  readonly contact?: number;
  /** http is redirected to https once that works. */
  readonly redirects: boolean;
}

/** Returns whether this onboarding publishes the folder: a mapping needs a bucket and concrete hosts. */
export function isPublished({ plan, folder }: Pick<Choices, 'plan' | 'folder'>): boolean {
  return folder !== undefined && ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain);
}

/** Returns whether Start approves publishing the folder, with its consent: bucket and domain have no visitors before. */
export function isPublishedByStart(choices: Choices, outlook: PlanOutlook): boolean {
  return isPublished(choices) && outlook.isUnserved === true && !isOnCdn(outlook);
}

/** Returns whether Start gives CDN access to the private bucket. */
export function isAccessStarted(outlook: PlanOutlook): boolean {
  return needsAccess(outlook) && outlook.isEmpty === true && !isOnCdn(outlook);
}

/** A temporary record that proves the domain. */
export interface ProofRecord {
  readonly host: string;
  readonly type: 'TXT';
  readonly issuer: 'letsencrypt' | 'alibabacloud';
  /** The proof's purpose. */
  readonly proves: 'root' | 'binding' | 'certificate';
  /** `start`: covered by Start. `late`: after DNS leads to CDN. `asked` and `lateAsked` have their own question. */
  readonly when: 'start' | 'onTheWay' | 'asked' | 'late' | 'lateAsked';
}

/** The records by which the run proves the domain, by exact name, type and issuer; empty if the user adds them. */
export function listProofRecords(
  { plan, certificate }: Choices,
  outlook: PlanOutlook,
  isPublicSuffix: (name: string) => boolean,
): readonly ProofRecord[] {
  const name = plan.domain.replace(/^\./, '');
  const root = registrableDomain(name, isPublicSuffix) ?? name;
  const validation = 'validation' in certificate ? certificate.validation : undefined;
  const ofCertificate = certificate.kind === 'acme' ? ('letsencrypt' as const) : ('alibabacloud' as const);
  const soon = isOnCdn(outlook) ? ('onTheWay' as const) : ('start' as const);
  const proving = { type: 'TXT', issuer: 'alibabacloud' } as const;
  const records: readonly (ProofRecord | undefined)[] = [
    outlook.existing || outlook.isProven
      ? undefined
      : { ...proving, host: `verification.${root}`, proves: 'root', when: soon },
    wantsBinding(plan, outlook)
      ? {
          ...proving,
          host: `_dnsauth.${plan.domain}`,
          proves: 'binding',
          when: outlook.bindsLater ? 'late' : soon,
        }
      : undefined,
    validation && {
      ...proving,
      issuer: ofCertificate,
      host: validation.host,
      proves: 'certificate',
      when: validation.afterSwitch ? 'lateAsked' : soon === 'start' ? soon : 'asked',
    },
  ];
  return outlook.dns.kind === 'here' ? records.filter((each) => each !== undefined) : [];
}

/** Returns whether the domain is bound to the bucket. */
export function wantsBinding({ origin, domain }: OnboardingPlan, { staysUnbound }: PlanOutlook): boolean {
  return ownBucket(origin) !== undefined && !isWildcard(domain) && !staysUnbound;
}

/** The additional data for texts and answers of a start. */
export interface StartMeans {
  /** The current time, in ms since the epoch. */
  readonly now: number;
  readonly isPublicSuffix: (name: string) => boolean;
}

/**
 * The initial answers of a run. Start approves what touches no visitor. If CDN may have visitors, that is only a chosen
 * certificate for a name without one, since each change is asked about.
 */
export function toReviewed(choices: Choices, outlook: PlanOutlook, means: StartMeans): Reviewed {
  const { plan, folder, certificate, redirects, watch } = choices;
  const publishes = isPublished(choices);
  // Set for each, since a running run may have been answered otherwise before.
  const skipped = {
    mapping: !publishes,
    publish: !publishes,
    certificate: !outlook.existing && certificate.kind === 'later',
    redirect: !redirects,
  };
  const published = publishes && folder !== undefined && { folder, ...(watch !== undefined && { watch }) };
  const answers = { skipped, ...published };
  const approved = outlook.existing ? keepHeld(outlook) : approve(choices, outlook, means);
  return { plan, answers: { ...answers, ...approved } };
}

function approve(choices: Choices, outlook: PlanOutlook, { now, isPublicSuffix }: StartMeans): Partial<RunAnswers> {
  const { plan, certificate, contact, redirects } = choices;
  const chosen = toChosen(certificate, { domain: plan.domain, contact, now });
  const isServed = isOnCdn(outlook);
  const records = listProofRecords(choices, outlook, isPublicSuffix).filter(({ when }) => when === 'start');
  const lines = records.map(({ host, type, issuer }) => startLines.record(host, type, issuer));
  return {
    started: [
      ...(plan.site && !isServed ? [startLines.site] : []),
      ...(isPublishedByStart(choices, outlook) ? [startLines.publish] : []),
      ...(isAccessStarted(outlook) ? [startLines.privateOrigin] : []),
      ...new Set(lines),
    ],
    ...(chosen && { certificate: chosen }),
    // A redirect that an earlier run left out is wanted now.
    ...(redirects && { left: { redirect: '' } }),
    approvals: {
      ...(chosen && { certificate: certificateApproval(chosen, undefined, newFacts) }),
      ...(certificate.kind !== 'later' &&
        redirects &&
        !isServed && { redirect: onceApproval('redirect', plan.domain, newFacts) }),
    },
  };
}

/** Keeps the domain's certificate; without one the run asks. */
function keepHeld({ existing }: PlanOutlook): Partial<RunAnswers> {
  const held = existing?.held;
  return held ? { certificate: { kind: 'keep', present: certificateKey(held) } } : {};
}

import { isWildcard } from '../../../core/dns/hostNames.js';
import { registrableDomain } from '../../../core/domainName.js';
import { type PossibleCertificate, toChosen } from '../../../core/https/certificateOptions.js';
import { certificateKey } from '../../../core/https/chosenCertificate.js';
import { certificateApproval, onceApproval, startLines } from '../../../core/onboarding/approvals.js';
import { newFacts } from '../../../core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import type { Reviewed } from '../form/answers.js';
import { isOnCdn, needsAccess, type PlanOutlook } from './outlook.js';

/** Everything that is decided before an onboarding starts; what the review changes is in it. */
export interface Choices {
  readonly plan: OnboardingPlan;
  /** Why the site type was proposed, as a sentence; absent once it was changed. */
  readonly reason?: string;
  /** The folder to publish, as a URI text. */
  readonly folder?: string;
  /** How many source maps of the folder are left out. */
  readonly sourceMaps?: number;
  /** Build output in the folder is published too; absent where it does not look like the output of one. */
  readonly watch?: boolean;
  readonly certificate: PossibleCertificate;
  /** Whom the certificate service tells about a free certificate. */
  readonly contact?: number;
  /** http is redirected to https, once that works. */
  readonly redirects: boolean;
}

/** Whether the folder is published by this onboarding: a mapping names a bucket and concrete hosts. */
export function isPublished({ plan, folder }: Pick<Choices, 'plan' | 'folder'>): boolean {
  return folder !== undefined && ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain);
}

/** Whether Start approves that the folder is published, with the consent to it: no visitor has anything of the bucket or the domain before. */
export function isPublishedByStart(choices: Choices, outlook: PlanOutlook): boolean {
  return isPublished(choices) && outlook.isUnserved === true && !isOnCdn(outlook);
}

/** Whether Start lets CDN in to the private bucket. */
export function isAccessStarted(outlook: PlanOutlook): boolean {
  return needsAccess(outlook) && outlook.isEmpty === true && !isOnCdn(outlook);
}

/** A record that proves the domain; the run writes it, and removes it again once it has served. */
export interface ProofRecord {
  readonly host: string;
  readonly type: 'TXT';
  readonly issuer: 'letsencrypt' | 'alibabacloud';
  /** What it proves. */
  readonly proves: 'root' | 'binding' | 'certificate';
  /** `start`: covered by Start; `late`: not before DNS leads to CDN. `asked` and `lateAsked` have a question of their own. */
  readonly when: 'start' | 'onTheWay' | 'asked' | 'late' | 'lateAsked';
}

/** The records by which the run proves the domain, by exact name, type and issuer; none where the user adds them. */
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

/** Whether the domain is bound to the bucket. */
export function wantsBinding({ origin, domain }: OnboardingPlan, { staysUnbound }: PlanOutlook): boolean {
  return ownBucket(origin) !== undefined && !isWildcard(domain) && !staysUnbound;
}

/** What the words and the answers of a start need to know besides. */
export interface StartMeans {
  /** Now, in ms since the epoch. */
  readonly now: number;
  readonly isPublicSuffix: (name: string) => boolean;
}

/**
 * The answers that a run has from its beginning. Start approves what touches no visitor: where they may be on CDN already that is nothing
 * but the certificate that was chosen for a name that has none, since each change is asked about.
 */
export function toReviewed(choices: Choices, outlook: PlanOutlook, means: StartMeans): Reviewed {
  const { plan, folder, certificate, redirects, watch } = choices;
  const publishes = isPublished(choices);
  // Said of each, since a run that is under way may have been answered otherwise before.
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
    // A redirect that was left out by an earlier run is wanted now.
    ...(redirects && { left: { redirect: '' } }),
    approvals: {
      ...(chosen && { certificate: certificateApproval(chosen, undefined, newFacts) }),
      ...(certificate.kind !== 'later' &&
        redirects &&
        !isServed && { redirect: onceApproval('redirect', plan.domain, newFacts) }),
    },
  };
}

/** The certificate that a domain has stays; without one the run asks. */
function keepHeld({ existing }: PlanOutlook): Partial<RunAnswers> {
  const held = existing?.held;
  return held ? { certificate: { kind: 'keep', present: certificateKey(held) } } : {};
}

import type { SettingChange } from '../../../core/delivery/settingChange.js';
import { planSite } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { registrableDomain } from '../../../core/domainName.js';
import {
  isPossible,
  type PossibleCertificate,
  preselect,
  toChosen,
  validationOf,
} from '../../../core/https/certificateOptions.js';
import { certificateKey } from '../../../core/https/chosenCertificate.js';
import { certificateApproval, onceApproval, startLines } from '../../../core/onboarding/approvals.js';
import { newFacts, type ProofIssuer } from '../../../core/onboarding/run/facts.js';
import type { OnboardingPlan, RunAnswers, RunStart } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import type { PlanOutlook } from './outlook.js';

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

/** A temporary record that proves the domain. */
export interface ProofRecord {
  readonly host: string;
  readonly type: 'TXT';
  readonly issuer: ProofIssuer;
  /** The proof's purpose. */
  readonly proves: 'root' | 'binding' | 'certificate';
  /** `start`: covered by Start. `late`: after DNS leads to CDN. `asked` and `lateAsked` have their own question. */
  readonly when: 'start' | 'onTheWay' | 'asked' | 'late' | 'lateAsked';
}

/** An onboarding as Start would begin it: what was chosen, what is there already, and what follows from both. */
export interface PlannedStart {
  readonly choices: Choices;
  readonly outlook: PlanOutlook;
  /** Visitors may be on CDN already, so that Start covers nothing that they see: each change is asked about. */
  readonly isOnCdn: boolean;
  /** The record of a domain that is on CDN leads there already, as far as that is known. */
  readonly isLedToCdn: boolean;
  /** The folder is published, with the consent to it: by Start where no visitor has anything of the bucket or the domain before. */
  readonly publishing: 'none' | 'start' | 'asked';
  /** CDN is let in to the private bucket: by Start where that is empty. */
  readonly access: 'none' | 'start' | 'asked';
  /** The domain is bound to the bucket. */
  readonly binds: boolean;
  /** By exact name, type and issuer; none where the user adds them. */
  readonly proofs: readonly ProofRecord[];
  /** What the site type changes of the domain: of a new one, everything is new. */
  readonly siteChanges: readonly SettingChange[];
}

/** Decides what a start does and what it asks about; what the review says and what the run is told come from here. */
export function planStart(
  choices: Choices,
  outlook: PlanOutlook,
  isPublicSuffix: (name: string) => boolean,
): PlannedStart {
  const { plan } = choices;
  const { existing, cover, dns, target, isPrivate, isEmpty, isUnserved, staysUnbound } = outlook;
  const isOnCdn = existing !== undefined || cover !== undefined;
  const isLed = dns.kind === 'here' ? dns.isSwitched === true : target?.place === 'cdn';
  const hasAccess = existing?.configs.some(({ args }) => args.private_oss_auth === 'on') === true;
  const known = {
    choices,
    outlook,
    isOnCdn,
    isLedToCdn: existing !== undefined && isLed,
    publishing: !isPublished(choices) ? 'none' : isUnserved && !isOnCdn ? 'start' : 'asked',
    access: !isPrivate || hasAccess ? 'none' : isEmpty && !isOnCdn ? 'start' : 'asked',
    binds: ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain) && !staysUnbound,
    siteChanges: plan.site ? planSite(plan.site, existing?.configs ?? [], plan.domain) : [],
  } as const;
  return { ...known, proofs: listProofRecords(known, isPublicSuffix) };
}

function listProofRecords(
  { choices, outlook, isOnCdn, binds }: Omit<PlannedStart, 'proofs'>,
  isPublicSuffix: (name: string) => boolean,
): readonly ProofRecord[] {
  if (outlook.dns.kind !== 'here') return [];
  const { plan, certificate } = choices;
  const name = plan.domain.replace(/^\./, '');
  const root = registrableDomain(name, isPublicSuffix) ?? name;
  const validation = validationOf(certificate);
  const soon = isOnCdn ? ('onTheWay' as const) : ('start' as const);
  const proving = { type: 'TXT', issuer: 'alibabacloud' } as const;
  const records: readonly (ProofRecord | undefined)[] = [
    outlook.existing || outlook.isProven
      ? undefined
      : { ...proving, host: `verification.${root}`, proves: 'root', when: soon },
    binds
      ? {
          ...proving,
          host: `_dnsauth.${plan.domain}`,
          proves: 'binding',
          when: outlook.bindsLater ? 'late' : soon,
        }
      : undefined,
    validation && {
      ...proving,
      ...(certificate.kind === 'acme' && { issuer: 'letsencrypt' }),
      host: validation.host,
      proves: 'certificate',
      when: validation.afterSwitch ? 'lateAsked' : soon === 'start' ? soon : 'asked',
    },
  ];
  return records.filter((each) => each !== undefined);
}

/**
 * The answers that a run has from its beginning. Start approves what touches no visitor: where they may be on CDN already that is nothing
 * but the certificate that was chosen for a name that has none, since each change is asked about. `now` is in ms since the epoch.
 */
export function toRunStart(start: PlannedStart, now: number): RunStart {
  const { choices, outlook } = start;
  const { plan, folder, certificate, redirects, watch } = choices;
  const publishes = start.publishing !== 'none';
  // Set for each, since a running run may have been answered otherwise before.
  const skipped = {
    mapping: !publishes,
    publish: !publishes,
    certificate: !outlook.existing && certificate.kind === 'later',
    redirect: !redirects,
  };
  const published = publishes && folder !== undefined && { folder, ...(watch !== undefined && { watch }) };
  const approved = outlook.existing ? keepHeld(outlook) : approve(start, now);
  return { plan, answers: { skipped, ...published, ...approved } };
}

function approve({ choices, isOnCdn, publishing, access, proofs }: PlannedStart, now: number): Partial<RunAnswers> {
  const { plan, certificate, contact, redirects } = choices;
  const chosen = toChosen(certificate, { domain: plan.domain, contact, now });
  const records = proofs.filter(({ when }) => when === 'start');
  const lines = records.map(({ host, type, issuer }) => startLines.record(host, type, issuer));
  return {
    started: [
      ...(plan.site && !isOnCdn ? [startLines.site] : []),
      ...(publishing === 'start' ? [startLines.publish] : []),
      ...(access === 'start' ? [startLines.privateOrigin] : []),
      ...new Set(lines),
    ],
    ...(chosen && { certificate: chosen }),
    // A redirect that an earlier run left out is wanted now.
    ...(redirects && { left: { redirect: '' } }),
    approvals: {
      ...(chosen && { certificate: certificateApproval(chosen, undefined, newFacts) }),
      ...(certificate.kind !== 'later' &&
        redirects &&
        !isOnCdn && { redirect: onceApproval('redirect', plan.domain, newFacts) }),
    },
  };
}

/** Keeps the domain's certificate; without one the run asks. */
function keepHeld({ existing }: PlanOutlook): Partial<RunAnswers> {
  const held = existing?.held;
  return held ? { certificate: { kind: 'keep', present: certificateKey(held) } } : {};
}

/** The parts of a plan that its review can change. */
const changeable = ['type', 'region', 'port', 'site'] as const;

/** Changes in a review that may be left: the plan of the form, and the changed one. */
export interface KeptChoices {
  readonly from: OnboardingPlan;
  readonly to: OnboardingPlan;
  /** Identifies a certificate other than the proposed one. */
  readonly certificate?: string;
  readonly contact?: number;
  readonly redirects: boolean;
  readonly watch?: boolean;
}

/** Stores the choices of a review while the form is open. */
export interface ReviewDraft {
  read(): KeptChoices | undefined;
  /** Stores them, and their effect on the answers of the form. */
  write(kept: KeptChoices): void;
  /** Returns whether the form asks for this part of the plan, and then shows the changed value. */
  isAsked(part: (typeof changeable)[number]): boolean;
}

/** Stores changes; a part that the form asks for becomes its answer. */
export function keepChoices(
  from: OnboardingPlan,
  choices: Choices,
  { certificates }: PlanOutlook,
  { isAsked, write }: Pick<ReviewDraft, 'isAsked' | 'write'>,
): void {
  const { plan: to, certificate, contact, redirects, watch } = choices;
  const chosen = keyOf(certificate);
  write({
    from: changeable.reduce((plan, part) => (isAsked(part) ? withPart(plan, part, to) : plan), from),
    to,
    ...(chosen !== keyOf(preselect(certificates)) && { certificate: chosen }),
    ...(contact !== undefined && { contact }),
    redirects,
    ...(watch !== undefined && { watch }),
  });
}

/** Applies earlier changes for the same domain and origin, as far as they are still possible. */
export function recallChoices(kept: KeptChoices | undefined, choices: Choices, { certificates }: PlanOutlook): Choices {
  const { plan } = choices;
  if (!kept || kept.to.domain !== plan.domain || !isSame(kept.to.origin, plan.origin)) return choices;
  const recalled = changeable.reduce(
    (each, part) => (isSame(each[part], kept.from[part]) ? withPart(each, part, kept.to) : each),
    plan,
  );
  const { reason, ...others } = choices;
  const certificate = certificates.filter(isPossible).find((option) => keyOf(option) === kept.certificate);
  return {
    ...others,
    ...(reason !== undefined && recalled.site?.type === plan.site?.type && { reason }),
    plan: recalled,
    redirects: kept.redirects,
    ...(others.watch !== undefined && kept.watch !== undefined && { watch: kept.watch }),
    ...(certificate && { certificate }),
    ...(kept.contact !== undefined && { contact: kept.contact }),
  };
}

function withPart(plan: OnboardingPlan, part: (typeof changeable)[number], of: OnboardingPlan): OnboardingPlan {
  const { [part]: _former, ...others } = plan;
  return { ...others, ...(of[part] !== undefined && { [part]: of[part] }) } as OnboardingPlan;
}

function keyOf(option: PossibleCertificate): string {
  if (option.kind === 'own') return `own ${option.certificate.region} ${option.certificate.id}`;
  return option.kind === 'free' ? `free ${option.offer.instance.id}` : option.kind;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

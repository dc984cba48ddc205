import type { SettingChange } from '../../../core/delivery/settingChange.js';
import type { CacheClass } from '../../../core/delivery/siteFile.js';
import type { SiteLinks } from '../../../core/delivery/siteLinks.js';
import { planSite, withBucketErrorPage } from '../../../core/delivery/siteType.js';
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

/** All decisions before an onboarding starts, including those that the user changed in the review. */
export interface Choices {
  readonly plan: OnboardingPlan;
  /** Why this site type was proposed. Absent once the user has changed it. */
  readonly reason?: string;
  /** The folder to publish, as a URI text. */
  readonly folder?: string;
  /** How many source maps of the folder are left out. */
  readonly sourceMaps?: number;
  /** The number of its files by how long they are cached. */
  readonly cached?: Readonly<Record<CacheClass, number>>;
  /** The links of its pages that will not work. */
  readonly links?: SiteLinks;
  /** Whether build output in the folder is published too. Absent if the folder does not look like build output. */
  readonly watch?: boolean;
  readonly certificate: PossibleCertificate;
  /** The id of the contact that the certificate service uses for a free certificate. */
  readonly contact?: number;
  /** Whether http is redirected to https once https works. */
  readonly redirects: boolean;
}

/** Returns whether this onboarding publishes the folder. A mapping needs a bucket and concrete hosts. */
export function isPublished({ plan, folder }: Pick<Choices, 'plan' | 'folder'>): boolean {
  return folder !== undefined && ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain);
}

/** A temporary DNS record that proves control of the domain. */
export interface ProofRecord {
  readonly host: string;
  readonly type: 'TXT';
  readonly issuer: ProofIssuer;
  /** The purpose for which the record proves the domain. */
  readonly proves: 'root' | 'binding' | 'certificate';
  /** `start`: covered by Start. `late`: after DNS leads to CDN. `asked` and `lateAsked` have their own question. */
  readonly when: 'start' | 'onTheWay' | 'asked' | 'late' | 'lateAsked';
}

/** The work that Start would begin: the user's choices, what already exists, and what follows from both. */
export interface PlannedStart {
  readonly choices: Choices;
  readonly outlook: PlanOutlook;
  /** Whether the domain may already have visitors on CDN. Start then covers nothing that visitors see, and each such change is asked about. */
  readonly isOnCdn: boolean;
  /** Whether the DNS record of a domain that is on CDN already leads there, as far as that is known. */
  readonly isLedToCdn: boolean;
  /** Whether the folder is published. With `start`, the consent is part of Start, because the domain has no visitors yet. */
  readonly publishing: 'none' | 'start' | 'asked';
  /** Whether CDN is allowed to read the private bucket. With `start`, that is part of Start, which says what the bucket has. */
  readonly access: 'none' | 'start' | 'asked';
  /** Whether the domain is bound to the bucket. */
  readonly binds: boolean;
  /** The records by exact name, type and issuer. Empty if the user adds them. */
  readonly proofs: readonly ProofRecord[];
  /** The changes that the site type makes to the domain. For a new domain, everything is a change. */
  readonly siteChanges: readonly SettingChange[];
}

/** Decides what Start does and what is asked later. The texts of the review and the answers for the run are both derived from the result. */
export function planStart(
  chosen: Choices,
  outlook: PlanOutlook,
  isPublicSuffix: (name: string) => boolean,
): PlannedStart {
  const { existing, cover, dns, target, isPrivate, staysUnbound } = outlook;
  const isOnCdn = existing !== undefined || cover !== undefined;
  const site = chosen.plan.site && outlook.isPublic && !isOnCdn ? withBucketErrorPage(chosen.plan.site) : undefined;
  const choices = site ? { ...chosen, plan: { ...chosen.plan, site } } : chosen;
  const { plan } = choices;
  const isLed = dns.kind === 'here' ? dns.isSwitched === true : target?.place === 'cdn';
  const hasAccess = existing?.configs.some(({ args }) => args.private_oss_auth === 'on') === true;
  const known = {
    choices,
    outlook,
    isOnCdn,
    isLedToCdn: existing !== undefined && isLed,
    publishing: !isPublished(choices) ? 'none' : isOnCdn ? 'asked' : 'start',
    access: !isPrivate || hasAccess ? 'none' : isOnCdn ? 'asked' : 'start',
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
 * Returns the answers that a run has from its beginning. Start approves what visitors do not notice. If they may already be on CDN, it approves only the
 * chosen certificate for a name that has none, and each other change is asked about. `now` is in ms since the epoch.
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

function approve(
  { choices, outlook, isOnCdn, publishing, access, proofs }: PlannedStart,
  now: number,
): Partial<RunAnswers> {
  const { plan, certificate, contact, redirects } = choices;
  const chosen = toChosen(certificate, { domain: plan.domain, contact, now });
  const records = proofs.filter(({ when }) => when === 'start');
  const lines = records.map(({ host, type, issuer }) => startLines.record(host, type, issuer));
  return {
    started: [
      ...(plan.site && !isOnCdn ? [startLines.site] : []),
      ...(publishing === 'start' ? [startLines.publish] : []),
      ...(access === 'start' ? [outlook.isEmpty ? startLines.privateOrigin : startLines.privateObjects] : []),
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

/** Returns the answer that keeps the domain's present certificate. If the domain has none, there is no answer and the run asks. */
function keepHeld({ existing }: PlanOutlook): Partial<RunAnswers> {
  const held = existing?.held;
  return held ? { certificate: { kind: 'keep', present: certificateKey(held) } } : {};
}

/** The parts of a plan that can be changed in the review. */
const changeable = ['type', 'region', 'port', 'site'] as const;

/** The user's changes in a review that may then be left: the plan as the form had it, and as it was changed. */
export interface KeptChoices {
  readonly from: OnboardingPlan;
  readonly to: OnboardingPlan;
  /** Identifies the chosen certificate. Absent if it is the proposed one. */
  readonly certificate?: string;
  readonly contact?: number;
  readonly redirects: boolean;
  readonly watch?: boolean;
}

/** Stores the choices of a review as long as the form is open. */
export interface ReviewDraft {
  read(): KeptChoices | undefined;
  /** Stores the choices and applies them to the answers of the form. */
  write(kept: KeptChoices): void;
  /** Returns whether the form asks for this part of the plan. If so, its question then shows the changed value. */
  isAsked(part: (typeof changeable)[number]): boolean;
}

/** Stores what the user changed in the review. If the form asks for a changed part, the change becomes the answer of the form. */
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

/** Applies choices from an earlier review of the same domain and origin, as far as they are still possible. */
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

import type { SitePlan } from '../../delivery/siteType.js';
import type { AppError } from '../../errors.js';
import type { Origin } from '../../origin.js';
import type { BusinessType, CdnRegion } from '../../ports/cdn.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { TxtPurpose, UserAsk } from './asks.js';
import type { ChosenCertificate, HttpsRunFacts } from './certificateAsk.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** The steps of an onboarding, in the order they are done. */
export const stepIds = [
  'service',
  'upload',
  'name',
  'ownership',
  'domain',
  'online',
  'cname',
  'privateOrigin',
  'edge',
  'record',
  'resolved',
  'binding',
  'originHost',
  'mapping',
  'homePage',
  'autoUpdate',
] as const;
export type OnboardingStepId = (typeof stepIds)[number];

/** The steps that set up HTTPS of a domain that is on CDN, in their order. */
export const httpsStepIds = ['online', 'certificate', 'served', 'protocols', 'redirect'] as const;
/** The steps that have a domain serve a site of some type, in their order. */
export const siteStepIds = [
  ...(['online', 'addresses', 'notFound', 'caching', 'transfer'] as const),
  ...(['dropCopies', 'siteServed'] as const),
] as const;
export type StepId = OnboardingStepId | (typeof httpsStepIds)[number] | (typeof siteStepIds)[number];

/** What the form decided; nothing in it changes during the run. */
export interface OnboardingPlan {
  /** Sets up HTTPS, or a site, of a domain as it is on CDN; absent for an onboarding. */
  readonly task?: 'https' | 'site';
  /** What the domain is to serve, for the task `site`. */
  readonly site?: SitePlan;
  readonly domain: string;
  readonly origin: Origin;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  /** The port CDN uses towards the origin: 80, 443 or another. */
  readonly port: number;
}

/** What the run has learned. A bookmark only: every step reads the cloud again. */
export interface RunFacts extends HttpsRunFacts {
  readonly cname?: string;
  /** The zone and host of the domain in Alibaba Cloud DNS; absent when DNS is kept elsewhere. */
  readonly zone?: string;
  readonly rr?: string;
  readonly minTtl?: number;
  /** The object that proved the edge, and its ETag. */
  readonly provenKey?: string;
  readonly provenEtag?: string;
  /** The domain through which objects of the bucket are read and written, where the default one is refused. */
  readonly uploadDomain?: string;
  /** How often each of these was seen done as approved: an approval serves once, what is undone by hand is asked about again. */
  readonly consumed?: Readonly<Partial<Record<OnceKind, number>>>;
  /** The refresh after the origin host or the site was changed: tasks there before, to find one whose answer was lost; or how it ended. */
  readonly hostRefresh?: { readonly before: readonly string[] } | 'sent' | 'refused';
  /** The domain for uploads was seen bound: it is not bound again without a question. */
  readonly boundUpload?: string;
  /** The domain was bound again as approved, which covers the origin Host that goes with it. */
  readonly hostAgain?: true;
  /** How often each function of CDN was set once more after it had failed. */
  readonly setAgain?: Readonly<Record<string, number>>;
  /** How often CDN accepted each function since it was last seen in effect. */
  readonly settingTries?: Readonly<Record<string, number>>;
  /** How often an approved record was seen written: an approval serves once, a record deleted by hand is asked about again. */
  readonly recordsWritten?: number;
  /** The id of the CNAME record that this run wrote. */
  readonly ownRecord?: string;
  /** The id of a paused CNAME of the user's that this run resumes; noted before the act, since an undo pauses it again. */
  readonly resumedRecord?: string;
  /** Records that a switch pauses, all fields as they were; noted before the act, and needed to undo it. */
  readonly paused?: readonly DnsRecord[];
  /** The records that conflict with the CNAME were left as they are, as chosen by the user. */
  readonly recordLeft?: true;
  /** The steps whose settings were seen as the site needs them: what is changed later is left alone. */
  readonly siteSet?: readonly StepId[];
  /** The run has changed how the domain is served, so that what the edge has cached may be of before. */
  readonly siteChanged?: true;
  /** TXT records that this run writes and removes again; noted before the act, so that a crash leaves none behind. */
  readonly ownTxt?: readonly OwnTxt[];
}

/** Acts that need an approval, used once: they cost money, make something public, change live DNS, or revert a later change. */
export type OnceKind =
  | 'domain'
  | 'privateOrigin'
  | 'uploadRecord'
  | 'resume'
  | 'binding'
  | 'uploadBinding'
  | 'originHost'
  | 'certificate'
  | 'validation'
  | 'redirect'
  | 'dropCopies';

/** A proof record of ours: where it is and what it says. */
export interface OwnTxt {
  readonly purpose: TxtPurpose;
  readonly zone: string;
  readonly rr: string;
  readonly value: string;
  /** Absent for a TXT; a certificate may be validated by a CNAME. */
  readonly type?: 'CNAME';
  /** The id of an existing paused record with this value: resumed for as long as it is needed, then paused again. */
  readonly resumes?: string;
}

/** What the user is asked to approve; each approval says exactly what was asked, and is used up once that is seen done. */
type ApprovalKind = OnceKind | 'record' | 'switch' | 'setting' | 'site';

/** What the user decided during the run. */
export interface RunAnswers {
  /** Approvals, each with the text that its question carried. */
  readonly approvals?: Readonly<Partial<Record<ApprovalKind, string>>>;
  /** What is left as it is, each with the text that its question carried. */
  readonly left?: Readonly<
    Partial<Record<'records' | 'binding' | 'originHost' | 'redirect' | 'dropCopies' | 'settings', string>>
  >;
  /** Steps that the user leaves out; `edge` although no object could be compared there. */
  readonly skipped?: Readonly<
    Partial<
      Record<'upload' | 'edge' | 'autoUpdate' | 'binding' | 'mapping' | 'homePage' | 'served' | 'siteServed', boolean>
    >
  >;
  /** The certificate that the domain gets. */
  readonly certificate?: ChosenCertificate;
  /** The domain for uploads, bound to the bucket and pointing straight at OSS. */
  readonly uploadDomain?: string;
  /** The user unbound the domain, or removed its Host, in this editor: neither is made without a question. */
  readonly unbound?: boolean;
  /** The user says that the switch is on, which OSS does not report. */
  readonly saidAutoUpdateOn?: boolean;
  /** The folder to publish, as a URI text of a folder in this workspace. */
  readonly folder?: string;
  /** The folder chosen in the form, as a URI text: it is published once the user agrees. */
  readonly plannedFolder?: string;
}

/** How a step stands. `since` is when it came into this state, in ms since the epoch. */
export type StepState =
  | { readonly state: 'pending' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'done'; readonly since: number; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly state: 'waiting'; readonly since: number; readonly reason: StepWaitReason }
  | { readonly state: 'needsUser'; readonly since: number; readonly ask: UserAsk }
  | { readonly state: 'failed'; readonly since: number; readonly error: StepFailure };

/** One onboarding, saved after every step. Holds no secret. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  readonly steps: Readonly<Record<StepId, StepState>>;
  /** Something was undone, and the steps behind it have not been observed since: they may be undone as well. */
  readonly unsure?: boolean;
}

/** A run as the window sees it. */
export interface RunView {
  readonly record: RunRecord;
  /** `here` this window works on it, `elsewhere` another does, `idle` none does, `finished` nothing is left to do. */
  readonly activity: 'here' | 'elsewhere' | 'idle' | 'finished';
  /** The last look at the cloud that has ended in this window. */
  readonly check?: RunCheck;
  /** Why it is idle, where what works on runs could not be loaded: nothing tries again before a recheck. */
  readonly error?: AppError;
}

/** One look at the cloud: when it began and ended, in ms since the epoch, and when the next one follows automatically, in ms. */
export interface RunCheck {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly nextMs?: number;
}

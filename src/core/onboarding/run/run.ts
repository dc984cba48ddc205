import type { SitePlan } from '../../delivery/siteType.js';
import type { AppError } from '../../errors.js';
import type { ChosenCertificate } from '../../https/chosenCertificate.js';
import { l10n } from '../../l10n.js';
import type { Origin } from '../../origin.js';
import type { BusinessType, CdnRegion } from '../../ports/cdn.js';
import type { UserAsk } from './asks.js';
import type { OnceKind, RunFacts } from './facts.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** The steps of an onboarding, in the order they are done. */
export const stepIds = [
  'service',
  'upload',
  'name',
  'mapping',
  'ownership',
  'domain',
  'online',
  'cname',
  'privateOrigin',
  'publish',
  'binding',
  'originHost',
  'addresses',
  'notFound',
  'caching',
  'transfer',
  'dropCopies',
  'certificate',
  'protocols',
  'edge',
  'record',
  'resolved',
  'afterSwitch',
  'redirect',
  'autoUpdate',
] as const;
export type OnboardingStepId = (typeof stepIds)[number];

/** The steps that set up HTTPS of a domain that is on CDN, in their order. */
export const httpsStepIds = ['online', 'certificate', 'served', 'protocols', 'redirect'] as const;
/** The steps that have a domain serve a site of some type, in their order. */
export const siteStepIds = [
  'online',
  'addresses',
  'notFound',
  'caching',
  'transfer',
  'dropCopies',
  'siteServed',
] as const;
export type StepId = OnboardingStepId | (typeof httpsStepIds)[number] | (typeof siteStepIds)[number];

/** What the form decided; nothing in it changes during the run. */
export interface OnboardingPlan {
  /** Sets up HTTPS, or a site, of a domain as it is on CDN; absent for an onboarding. */
  readonly task?: 'https' | 'site';
  /** What the domain is to serve; absent for the task `https`, and where its settings are left as they are. */
  readonly site?: SitePlan;
  readonly domain: string;
  readonly origin: Origin;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  /** The port CDN uses towards the origin: 80, 443 or another. */
  readonly port: number;
}

/** What the user is asked to approve; each approval says exactly what was asked, and is used up once that is seen done. */
type ApprovalKind = OnceKind | 'record' | 'switch' | 'setting' | 'site' | 'cover';

/** Decisions of the user during the run. */
export interface RunAnswers {
  /** Approvals, each with the text that its question carried. */
  readonly approvals: Readonly<Partial<Record<ApprovalKind, string>>>;
  /** What is left as it is, each with the text that its question carried. */
  readonly left: Readonly<
    Partial<
      Record<
        'records' | 'binding' | 'originHost' | 'redirect' | 'dropCopies' | 'settings' | 'replace' | 'retryFiles',
        string
      >
    >
  >;
  /** Steps that the user leaves out; `edge` although no object could be compared there. */
  readonly skipped: Readonly<
    Partial<
      Record<
        | 'upload'
        | 'edge'
        | 'autoUpdate'
        | 'binding'
        | 'mapping'
        | 'publish'
        | 'certificate'
        | 'redirect'
        | 'served'
        | 'siteServed',
        boolean
      >
    >
  >;
  /** What Start approved, each as `approvals.ts` words it: only what no visitor sees. */
  readonly started: readonly string[];
  /** The certificate that the domain gets. */
  readonly certificate?: ChosenCertificate;
  /** The domain for uploads, bound to the bucket and pointing straight at OSS. */
  readonly uploadDomain?: string;
  /** The user unbound the domain, or removed its Host, in this editor: neither is made without a question. */
  readonly unbound: boolean;
  /** The user says that the switch is on, which OSS does not report. */
  readonly saidAutoUpdateOn: boolean;
  /** The folder to publish now and on every save, as a URI text of a folder in this workspace. */
  readonly folder?: string;
  /** Build output in the folder is published too. */
  readonly watch?: boolean;
}

/** A run that is to start: its plan, and the answers that it has from its beginning. */
export interface RunStart {
  readonly plan: OnboardingPlan;
  readonly answers: Partial<RunAnswers>;
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
  /** `1` and `2`: made by an earlier version; of its facts only those are known by which DNS is put back, and of its steps none. */
  readonly version: 1 | 2 | 3;
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  readonly steps: Readonly<Record<StepId, StepState>>;
  /** Something was undone, and the steps behind it have not been observed since: they may be undone as well. */
  readonly unsure: boolean;
}

/** A run as the window sees it. */
export interface RunView {
  readonly record: RunRecord;
  /** `here` this window works on it, `elsewhere` another does, `idle` none does, `finished` nothing is left to do, `former` it can only be started again. */
  readonly activity: 'here' | 'elsewhere' | 'idle' | 'finished' | 'former';
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

/** What a run is called: the domain for an onboarding, else what is set up for the domain. */
export function runTitle(task: OnboardingPlan['task'], domain: string): string {
  if (task === undefined) return domain;
  return task === 'https' ? l10n.t('HTTPS: {0}', domain) : l10n.t('Site: {0}', domain);
}

/** What a run is called below its domain, where several may stand. */
export function runLabel(task: OnboardingPlan['task']): string {
  if (task === undefined) return l10n.t('Onboarding');
  return task === 'https' ? l10n.t('HTTPS setup') : l10n.t('Site setup');
}

import type { SitePlan } from '../../delivery/siteType.js';
import type { AppError } from '../../errors.js';
import type { ChosenCertificate } from '../../https/chosenCertificate.js';
import { l10n } from '../../l10n.js';
import type { Origin } from '../../origin.js';
import type { BusinessType, CdnRegion } from '../../ports/cdn.js';
import type { UserAsk } from './asks.js';
import type { OnceKind, RunFacts } from './facts.js';
import type { DoneNote, StepFailure, StepWaitReason } from './stepReasons.js';

/** The steps of an onboarding in order. */
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

/** The steps to set up HTTPS of a CDN domain, in order. */
export const httpsStepIds = ['online', 'certificate', 'served', 'protocols', 'redirect'] as const;
/** The steps to set a site type, in order. */
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

/** The decisions of the form, which never change during the run. */
export interface OnboardingPlan {
  /** Sets up HTTPS or a site of an existing CDN domain; absent for an onboarding. */
  readonly task?: 'https' | 'site';
  /** The site to serve; absent for the task `https`, and if the settings are kept. */
  readonly site?: SitePlan;
  readonly domain: string;
  readonly origin: Origin;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  /** CDN's port to the origin: 80, 443 or another. */
  readonly port: number;
}

/** Kinds of approvals. Each states exactly what was asked, and is used up once that is done. */
type ApprovalKind = OnceKind | 'record' | 'switch' | 'setting' | 'site' | 'cover';

/** The user's decisions during the run. */
export interface RunAnswers {
  /** Approvals with the texts of their questions. */
  readonly approvals: Readonly<Partial<Record<ApprovalKind, string>>>;
  /** What is left unchanged, with the texts of the questions. */
  readonly left: Readonly<
    Partial<
      Record<
        'records' | 'binding' | 'originHost' | 'redirect' | 'dropCopies' | 'settings' | 'replace' | 'retryFiles',
        string
      >
    >
  >;
  /** Skipped steps; `edge` although no object could be compared there. */
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
  /** What Start approved, in the wording of `approvals.ts`: only what no visitor sees. */
  readonly started: readonly string[];
  /** The certificate that the domain gets. */
  readonly certificate?: ChosenCertificate;
  /** The upload domain, bound to the bucket and pointing straight at OSS. */
  readonly uploadDomain?: string;
  /** The user unbound the domain, or removed its Host, in this editor: neither is made again without a question. */
  readonly unbound: boolean;
  /** The user says that the switch is on, which OSS does not report. */
  readonly saidAutoUpdateOn: boolean;
  /** The folder to publish now and on every save, as a URI text in this workspace. */
  readonly folder?: string;
  /** Build output in the folder is published too. */
  readonly watch?: boolean;
}

/** A run that is to start: its plan, and the answers that it has from its beginning. */
export interface RunStart {
  readonly plan: OnboardingPlan;
  readonly answers: Partial<RunAnswers>;
}

/** The state of a step. `since` is when it entered this state, in ms since the epoch. */
export type StepState =
  | { readonly state: 'pending' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'done'; readonly since: number; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly state: 'waiting'; readonly since: number; readonly reason: StepWaitReason }
  | { readonly state: 'needsUser'; readonly since: number; readonly ask: UserAsk }
  | { readonly state: 'failed'; readonly since: number; readonly error: StepFailure };

/** One onboarding, saved after every step. Contains no secret. */
export interface RunRecord {
  /** `1` and `2`: of an earlier version, with only the facts that restore DNS, and without steps. */
  readonly version: 1 | 2 | 3;
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  readonly steps: Readonly<Record<StepId, StepState>>;
  /** Something was undone, and the later steps have not been observed since: they may be undone too. */
  readonly unsure: boolean;
}

/** A run in the view of this window. */
export interface RunView {
  readonly record: RunRecord;
  /**
   * `here`: this window works on it. `elsewhere`: another one does. `idle`: none does. `finished`: nothing is left to
   * do. `former`: it can only be restarted.
   */
  readonly activity: 'here' | 'elsewhere' | 'idle' | 'finished' | 'former';
  /** This window's last completed check of the cloud. */
  readonly check?: RunCheck;
  /** Why it is idle if the run loop could not be loaded: nothing retries before a recheck. */
  readonly error?: AppError;
}

/** A check of the cloud: its begin and end, in ms since the epoch, and the time until the next automatic one, in ms. */
export interface RunCheck {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly nextMs?: number;
}

/** The title of a run: the domain for an onboarding, else what is set up for the domain. */
export function runTitle(task: OnboardingPlan['task'], domain: string): string {
  if (task === undefined) return domain;
  return task === 'https' ? l10n.t('HTTPS: {0}', domain) : l10n.t('Site: {0}', domain);
}

/** The label of a run below its domain, which may have several. */
export function runLabel(task: OnboardingPlan['task']): string {
  if (task === undefined) return l10n.t('Onboarding');
  return task === 'https' ? l10n.t('HTTPS setup') : l10n.t('Site setup');
}

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
  // What needs no domain that is online is done while CDN brings it online.
  'publish',
  'binding',
  'online',
  'cname',
  'privateOrigin',
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

/** The steps that set up HTTPS of an existing CDN domain, in order. */
export const httpsStepIds = ['online', 'certificate', 'served', 'protocols', 'redirect'] as const;
/** The steps that set the site type of an existing CDN domain, in order. */
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

/** The user's decisions in the form. They never change during the run. */
export interface OnboardingPlan {
  /** The task of the run for a domain that CDN already has; absent for an onboarding. */
  readonly task?: 'https' | 'site';
  /** The site to serve; absent for the task `https`, and if the settings are kept. */
  readonly site?: SitePlan;
  readonly domain: string;
  readonly origin: Origin;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  /** The port of the origin that CDN connects to: 80, 443 or another one. */
  readonly port: number;
}

/** The kinds of approvals. The text of an approval states exactly what was asked, and the approval is used up once that is done. */
type ApprovalKind = OnceKind | 'record' | 'switch' | 'setting' | 'site' | 'cover';

/** The user's decisions during the run. */
export interface RunAnswers {
  /** By kind, the text of the question to which the user agreed. */
  readonly approvals: Readonly<Partial<Record<ApprovalKind, string>>>;
  /** The parts that the user chose to leave unchanged, with the text of the question. */
  readonly left: Readonly<
    Partial<
      Record<
        'records' | 'binding' | 'originHost' | 'redirect' | 'dropCopies' | 'settings' | 'replace' | 'retryFiles',
        string
      >
    >
  >;
  /** The steps that the user skipped. `edge` means that the user continued although no object could be compared at the edge. */
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
  /** The approvals given by Start, as the texts of `approvals.ts`. They cover only what no visitor sees. */
  readonly started: readonly string[];
  /** The certificate that the user chose for the domain. */
  readonly certificate?: ChosenCertificate;
  /** The upload domain. It is bound to the bucket and its DNS points straight at OSS. */
  readonly uploadDomain?: string;
  /** Whether the user unbound the domain, or removed its origin host, in this editor. The run asks before it makes either again. */
  readonly unbound: boolean;
  /** Whether the user says that Auto CDN Cache Update is on. It counts only if OSS does not report the state. */
  readonly saidAutoUpdateOn: boolean;
  /** The folder to publish now and on every save, as a URI text in this workspace. */
  readonly folder?: string;
  /** Whether build output in the folder is published too. */
  readonly watch?: boolean;
}

/** The input of a new run: its plan, and the answers given in advance. */
export interface RunStart {
  readonly plan: OnboardingPlan;
  readonly answers: Partial<RunAnswers>;
}

/** The state of a step. `since` is when the step entered this state, in ms since the epoch. */
export type StepState =
  | { readonly state: 'pending' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'done'; readonly since: number; readonly skipped?: boolean; readonly note?: DoneNote }
  | { readonly state: 'waiting'; readonly since: number; readonly reason: StepWaitReason }
  | { readonly state: 'needsUser'; readonly since: number; readonly ask: UserAsk }
  | { readonly state: 'failed'; readonly since: number; readonly error: StepFailure };

/** The saved state of one run, written after every step. Contains no secret. */
export interface RunRecord {
  /** The version of the format. A record of another version is left alone and not shown. */
  readonly version: 3;
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly plan: OnboardingPlan;
  readonly facts: RunFacts;
  readonly answers: RunAnswers;
  readonly steps: Readonly<Record<StepId, StepState>>;
  /** Whether something was undone and the later steps have not been observed since, so that they may be undone too. */
  readonly unsure: boolean;
}

/** A run as this window sees it. */
export interface RunView {
  readonly record: RunRecord;
  /**
   * `here`: this window works on the run. `elsewhere`: another window does. `idle`: no window does. `finished`: nothing is left to do.
   */
  readonly activity: 'here' | 'elsewhere' | 'idle' | 'finished';
  /** The last check of the cloud that this window completed. */
  readonly check?: RunCheck;
  /** Why the run is idle if its run loop could not be loaded. Loading is tried again only on a recheck. */
  readonly error?: AppError;
}

/** One check of the cloud: when it began and ended, in ms since the epoch, and the time until the next automatic check, in ms. */
export interface RunCheck {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly nextMs?: number;
}

/** Returns the title of a run: the domain for an onboarding, otherwise what the run sets up for the domain. */
export function runTitle(task: OnboardingPlan['task'], domain: string): string {
  if (task === undefined) return domain;
  return task === 'https' ? l10n.t('HTTPS: {0}', domain) : l10n.t('Site: {0}', domain);
}

/** Returns the label of a run in the list below its domain, which may have several runs. */
export function runLabel(task: OnboardingPlan['task']): string {
  if (task === undefined) return l10n.t('Onboarding');
  return task === 'https' ? l10n.t('HTTPS setup') : l10n.t('Site setup');
}

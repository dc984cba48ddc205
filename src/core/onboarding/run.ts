import type { ErrorDetails, ErrorKind } from '../errors.js';
import type { BusinessType, CdnRegion } from '../ports/cdn.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';

/** The steps of an onboarding, in the order they are done. */
export const stepIds = [
  'service',
  'name',
  'ownership',
  'domain',
  'online',
  'cname',
  'edge',
  'record',
  'resolved',
  'binding',
  'autoUpdate',
  'mapping',
] as const;
export type StepId = (typeof stepIds)[number];

/** What the form decided; nothing in it changes during the run. */
export interface OnboardingPlan {
  readonly domain: string;
  readonly bucket: BucketRef;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  /** The port CDN uses towards the bucket: 80, 443 or another. */
  readonly port: number;
}

/** What the run has learned. A bookmark only: every step reads the cloud again. */
export interface RunFacts {
  readonly cname?: string;
  /** The zone and host of the domain in Alibaba Cloud DNS; absent when DNS is kept elsewhere. */
  readonly zone?: string;
  readonly rr?: string;
  readonly minTtl?: number;
  /** The object that proved the edge, and its ETag. */
  readonly provenKey?: string;
  readonly provenEtag?: string;
  /** TXT records that this run writes and removes again; noted before the act, so that a crash leaves none behind. */
  readonly ownTxt?: readonly OwnTxt[];
}

/** A proof record of ours: where it is and what it says. */
export interface OwnTxt {
  readonly purpose: 'ownership' | 'binding';
  readonly zone: string;
  readonly rr: string;
  readonly value: string;
}

/** What the person decided while the run was going on. */
export interface RunAnswers {
  /** The exact record approved in the modal, as `recordKey` writes it. */
  readonly approvedRecord?: string;
  /** Go on although no object could be compared at the edge. */
  readonly skipEdge?: boolean;
  /** The person says the switch is on, although OSS does not tell. */
  readonly saidAutoUpdateOn?: boolean;
  readonly skipAutoUpdate?: boolean;
  readonly skipBinding?: boolean;
  /** The folder to publish, as a URI text of a folder in this workspace. */
  readonly folder?: string;
  readonly skipMapping?: boolean;
}

/** Why a step waits; the run looks again by itself. */
export type WaitReason =
  | { readonly kind: 'ownershipUnseen' }
  | { readonly kind: 'reviewing' }
  | { readonly kind: 'configuring' }
  | { readonly kind: 'cnameUnassigned' }
  | { readonly kind: 'edgeNotReady'; readonly status?: number }
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly until?: number }
  | { readonly kind: 'tokenUnseen' }
  | { readonly kind: 'busy' };

/** What a step needs from the person. */
export type UserAsk =
  | { readonly kind: 'openService' }
  | { readonly kind: 'settleDebt' }
  | { readonly kind: 'domainTaken'; readonly by: 'otherProduct' | 'otherAccount' }
  | { readonly kind: 'otherOrigin'; readonly origins: readonly string[] }
  | { readonly kind: 'fileIcp' }
  | {
      readonly kind: 'addTxt';
      readonly purpose: 'ownership' | 'binding';
      readonly host: string;
      readonly value: string;
    }
  | {
      readonly kind: 'domainFailed';
      readonly status: 'check_failed' | 'configure_failed';
      readonly description?: string;
    }
  | { readonly kind: 'domainOffline' }
  | { readonly kind: 'privateBucket' }
  | { readonly kind: 'emptyBucket' }
  | { readonly kind: 'edgeDiffers'; readonly status?: number; readonly key: string }
  | { readonly kind: 'approveRecord'; readonly record: NewRecord }
  | { readonly kind: 'recordConflict'; readonly wanted: NewRecord; readonly existing: readonly DnsRecord[] }
  | { readonly kind: 'recordPaused'; readonly existing: DnsRecord }
  | { readonly kind: 'addRecordElsewhere'; readonly host: string; readonly value: string; readonly ttl: number }
  | { readonly kind: 'cnameTaken' }
  | { readonly kind: 'turnOnAutoUpdate' }
  | { readonly kind: 'confirmAutoUpdate' }
  | { readonly kind: 'chooseFolder' }
  | { readonly kind: 'openFolder' };

/** How a step stands. `since` is when it came into this state, in ms since the epoch. */
export type StepState =
  | { readonly state: 'pending' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'done'; readonly since: number; readonly skipped?: boolean }
  | { readonly state: 'waiting'; readonly since: number; readonly reason: WaitReason }
  | { readonly state: 'needsUser'; readonly since: number; readonly ask: UserAsk }
  | { readonly state: 'failed'; readonly since: number; readonly error: StepFailure };

/** A failure as it is kept in the record: no stack, no secret. */
export interface StepFailure {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
}

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
}

/** A run as the window sees it. */
export interface RunView {
  readonly record: RunRecord;
  /** `here` this window works on it, `elsewhere` another does, `idle` nobody does, `finished` nothing is left. */
  readonly activity: 'here' | 'elsewhere' | 'idle' | 'finished';
}

/** The text that identifies a record exactly, for comparing an approval with an act. */
export function recordKey(record: NewRecord): string {
  return [record.zone, record.rr, record.type, record.value, record.ttl].join(' ');
}

import type { Session } from '../../account.js';
import type { Quota } from '../../cdn/quota.js';
import type { AppError } from '../../errors.js';
import type { DomainStatus } from '../../ports/cdn.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort, FilePort, HistoryPort } from '../../ports/local.js';
import type { ObjectRef } from '../../ports/oss.js';
import type { PublishStore } from '../publishStore.js';
import type { Queue } from '../queue/queue.js';
import type { WorkingEntry } from '../queueEntry.js';
import type { DomainCache } from '../refresh/domainCache.js';
import type { BucketCache } from './bucketCache.js';

/** The dependencies of an engine. */
export interface EngineDeps {
  readonly session: Session;
  readonly clock: ClockPort;
  /** Returns a random number from 0 to 1, used to vary the length of pauses. */
  readonly random: () => number;
  readonly files: FilePort;
  /**
   * Returns whether the edge has no copies of a domain with this status, because an onboarding on this computer is about to add it to CDN (no status) or has
   * added it and has not requested anything at the edge.
   */
  isOnItsWay?(domain: string, status: DomainStatus | undefined): Promise<boolean>;
  /** The history of a published folder. Without it, what another computer has published is never ours. */
  readonly history?: HistoryPort;
  /** Called after an upload that has replaced what another author wrote after the last look. The version before it can be restored. */
  onReplaced?(object: ObjectRef): void;
}

/** An entry whose request has failed. */
export interface Failure {
  readonly entry: WorkingEntry;
  readonly error: AppError;
}

/** The state that the parts of an engine (uploader, refresh scheduler, task tracker) share. */
export interface EngineContext {
  readonly deps: EngineDeps;
  readonly accountId: string;
  readonly store: PublishStore;
  readonly queue: Queue;
  readonly domains: DomainCache;
  readonly buckets: BucketCache;
  readonly quota: Quota;
  readonly signal: AbortSignal;
  /**
   * Opens the cloud of the account. While the keys are refused, its calls fail without being sent. Throws `notSignedIn` if the account is no longer signed
   * in.
   */
  openCloud(): Promise<CloudPorts>;
  /** Returns whether a failure that concerns the whole account pauses all its work now. */
  isBlocked(): boolean;
  /** Whether the cloud refused the keys of the account and has not accepted a call since. */
  readonly hasRefusedKeys: boolean;
  /** Starts the next turn at once. */
  wake(): void;
  /** Records a success of the account, which ends an account-wide pause. */
  recordSuccess(): void;
  /** Writes data that must not be lost. If the disk refuses, resolves all the same and writes the data once the disk accepts it again. */
  persist(write: () => Promise<unknown>): Promise<void>;
  /**
   * Schedules a retry of entries, or marks them as failed, after requests started at `since` (ms since the epoch) have failed. Entries that fail together are
   * retried together.
   */
  fail(failures: readonly Failure[], since: number): Promise<void>;
  /** Runs `work`, which the store refused with this error, again once the disk accepts it. `work` must not throw. */
  postpone(work: () => Promise<void>, refused: AppError): void;
}

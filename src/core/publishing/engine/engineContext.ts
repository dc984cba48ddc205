import type { Session } from '../../account.js';
import type { Quota } from '../../cdn/quota.js';
import type { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort, FilePort } from '../../ports/local.js';
import type { PublishStore } from '../publishStore.js';
import type { Queue } from '../queue/queue.js';
import type { WorkingEntry } from '../queueEntry.js';
import type { DomainCache } from '../refresh/domainCache.js';
import type { BucketCache } from './bucketCache.js';

/** The dependencies of an engine. */
export interface EngineDeps {
  readonly session: Session;
  readonly clock: ClockPort;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly files: FilePort;
  /** Returns whether an onboarding of this computer is about to add this domain to CDN, so that it has no visitors yet. */
  isOnItsWay?(domain: string): Promise<boolean>;
}

/** Shared state of the engine's workers. */
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
   * Opens the cloud of the account, which sends nothing while its keys are refused. Throws `notSignedIn` if another
   * account is signed in.
   */
  openCloud(): Promise<CloudPorts>;
  /** Returns whether an account-wide failure blocks everything now. */
  isBlocked(): boolean;
  /** Whether the cloud has refused the keys and no call has succeeded since. */
  readonly hasRefusedKeys: boolean;
  /** Starts the next turn at once. */
  wake(): void;
  /** Records a success of the account, which ends an account-wide pause. */
  recordSuccess(): void;
  /** Writes important data now, or once the disk accepts it again. */
  persist(write: () => Promise<unknown>): Promise<void>;
  /** Schedules a retry of an entry, or marks it as failed, after a request started at `since` (ms since the epoch) has failed. */
  fail(entry: WorkingEntry, error: AppError, since: number): Promise<void>;
  /** Retries work that the store refused once the disk accepts it; it must not throw. */
  postpone(work: () => Promise<void>, refused: AppError): void;
}

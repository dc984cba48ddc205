import type { Session } from '../account.js';
import type { AppError } from '../errors.js';
import type { ClockPort, DocumentStore, FilePort } from '../ports/local.js';
import type { DomainBook } from './domains.js';
import type { Entry } from './entry.js';
import type { Ledger } from './ledger.js';
import type { EndedAs } from './publication.js';
import type { Queue } from './queue.js';
import type { Quota } from './quota.js';

/** What an engine works with. */
export interface EngineDeps {
  readonly session: Session;
  readonly clock: ClockPort;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly files: FilePort;
  readonly store: DocumentStore;
}

/** The engine's parts as they see each other. */
export interface Bench {
  readonly deps: EngineDeps;
  readonly accountId: string;
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly domains: DomainBook;
  readonly quota: Quota;
  readonly signal: AbortSignal;
  /** Whether nothing of the account moves before this time because of a trouble that is no file's own. */
  isBlocked(): boolean;
  wake(): void;
  finish(entry: Entry, as: EndedAs): void;
  fail(entry: Entry, error: AppError): void;
  unblock(): void;
}

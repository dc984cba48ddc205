import type { FormUi } from '../../core/form.js';
import type { PemPair } from '../../core/https/pemPair.js';
import type { RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Disposable } from '../../core/signal.js';
import type { ConsoleLinks } from '../../host/console/consoleLinks.js';

/** What a check found, in one sentence, absent where there is nothing to say; and whether the question is still the same. */
export interface AskFinding {
  readonly said?: string;
  readonly isStillAsked: boolean;
}

/** What a question of a run may use to be answered. */
export interface AskContext {
  readonly run: RunRecord;
  readonly links: ConsoleLinks;
  readonly ui: FormUi;
  /** The name servers to query, as `ip`, `ip:port` or `https://…`. */
  readonly resolvers: readonly string[];
  /** The certificate that is asked about without a list, where it can be requested. */
  readonly preset?: 'acme';
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** Reads a certificate and its key from files. */
  loadReadPair(): Promise<(certificatePath: string, keyPath: string) => Promise<PemPair>>;
  readonly clock: Pick<ClockPort, 'now'>;
  cloud(): Promise<CloudPorts>;
  answer(answers: Partial<RunAnswers>): Promise<void>;
  /** The run once what was answered had its effect; `undefined` when it was not looked at. */
  answerAndCheck(answers: Partial<RunAnswers>): Promise<RunRecord | undefined>;
  /** The run once it was looked at again; `undefined` when it was not. */
  check(): Promise<RunRecord | undefined>;
  /** Checks at once and says what was found. */
  recheck(): void;
  /** The same for a list that stays; `undefined` when not checked. */
  recheckAsk(): Promise<AskFinding | undefined>;
  /** Tells `listener` what each further check found for as long as a list about the question is open. */
  followAsk(listener: (finding: AskFinding) => void): Disposable;
  remove(): Promise<void>;
}

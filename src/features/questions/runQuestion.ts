import type { FormUi } from '../../core/form.js';
import type { PemPair } from '../../core/https/pemPair.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Disposable } from '../../core/signal.js';
import type { ConsoleLinks } from '../../host/console/consoleLinks.js';

/**
 * The texts of a question, safe in any place: `row` fits a tree row, `sentence` is the long form, `detail` tells the
 * consequences and the undo.
 */
export interface AskText {
  readonly row: string;
  readonly sentence?: string;
  readonly detail: string;
}

/** A way to continue, as a button. */
export interface AskButton {
  readonly label: string;
  readonly act: () => unknown;
  /** It rechecks and shows the result, opens a page or copies a value, and the question stays. */
  readonly keeps?: 'recheck' | 'open' | 'copy';
}

/** The common part of all definitions. */
interface QuestionWords<A extends UserAsk> {
  text(ask: A): AskText;
  /** The result of a check that found it undone; by default, that it is still to do. */
  missing?(ask: A): string;
  /** The copyable value of its row. */
  copies?(ask: A): string;
  /** Done in a place without a known console page. */
  readonly isElsewhere?: true;
  /** A lasting status, whose row shows its duration. */
  readonly isStatus?: true;
  /** Changes live DNS after the user agrees. */
  readonly changesDns?: true;
  /** Fields that are only observed: a change of them makes no other question. */
  readonly observed?: readonly Exclude<keyof A & string, 'kind'>[];
}

/** A question in the form of a list of ways. */
interface ListedQuestion<A extends UserAsk> extends QuestionWords<A> {
  /** The ways to continue, the most useful first. */
  ways(ask: A, context: AskContext): readonly AskButton[];
  /** Notes above the ways, if not the detail. */
  notes?(ask: A, context: AskContext): readonly string[];
  readonly show?: never;
}

/** A question with its own form, such as a modal. */
interface FormedQuestion<A extends UserAsk> extends QuestionWords<A> {
  show(ask: A, context: AskContext): Promise<void>;
  readonly ways?: never;
  readonly notes?: never;
}

/** The definition of a kind of question: its texts, its answers, and its form. */
export type RunQuestion<A extends UserAsk> = ListedQuestion<A> | FormedQuestion<A>;

/** The definitions of all kinds of one topic. */
export type QuestionsOf<A extends UserAsk> = {
  readonly [K in A['kind']]: RunQuestion<Extract<A, { readonly kind: K }>>;
};

/** The result of a check in one sentence, absent if there is nothing to tell; and whether the question is still the same. */
export interface AskFinding {
  readonly said?: string;
  readonly isStillAsked: boolean;
}

/** The context of answering a run's question. */
export interface AskContext {
  readonly run: RunRecord;
  readonly links: ConsoleLinks;
  readonly ui: FormUi;
  /** The name servers to query, as `ip`, `ip:port` or `https://…`. */
  readonly resolvers: readonly string[];
  /** The certificate to request without a list. */
  readonly preset?: 'acme';
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** Reads a certificate and its key from files. */
  loadReadPair(): Promise<(certificatePath: string, keyPath: string) => Promise<PemPair>>;
  readonly clock: Pick<ClockPort, 'now'>;
  cloud(): Promise<CloudPorts>;
  answer(answers: Partial<RunAnswers>): Promise<void>;
  /** Saves answers and returns the run after their effect; `undefined` without a check. */
  answerAndCheck(answers: Partial<RunAnswers>): Promise<RunRecord | undefined>;
  /** Rechecks now and shows the result. */
  recheck(): void;
  /** Rechecks now and returns the result; `undefined` without a check. */
  recheckAsk(): Promise<AskFinding | undefined>;
  /** Calls `listener` with the result of each further check while a list about the question is open. */
  followAsk(listener: (finding: AskFinding) => void): Disposable;
  remove(): Promise<void>;
}

import type { FormUi } from '../../core/form.js';
import type { PemPair } from '../../core/https/pemPair.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Disposable } from '../../core/signal.js';
import type { ConsoleLinks } from '../../host/console/consoleLinks.js';

/**
 * The texts of a question, made safe for any place. `row` fits a tree row, `sentence` is the long form, and `detail` describes the consequences and how to
 * undo them.
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

/** The common properties of the definitions of all questions. */
interface QuestionWords<A extends UserAsk> {
  text(ask: A): AskText;
  /** Describes the result of a check that found that the user has not done it yet. By default, the text says that it is still to do. */
  missing?(ask: A): string;
  /** Returns the value that the row of the question copies. */
  copies?(ask: A): string;
  /** Set if the user does it in a place for which no console page is known. */
  readonly isElsewhere?: true;
  /** Set if the question is a lasting status, whose row shows how long it has lasted. */
  readonly isStatus?: true;
  /** Set if it changes live DNS once the user agrees. */
  readonly changesDns?: true;
  /** Fields that are only observed. If they change, the question is still the same. */
  readonly observed?: readonly Exclude<keyof A & string, 'kind'>[];
}

/** A question that is asked as a quick pick of ways to continue. */
interface ListedQuestion<A extends UserAsk> extends QuestionWords<A> {
  /** Returns the ways to continue, the most useful first. */
  ways(ask: A, context: AskContext): readonly AskButton[];
  /** Returns the notes above the ways. By default, these are the `detail` of the texts. */
  notes?(ask: A, context: AskContext): readonly string[];
  readonly show?: never;
}

/** A question that is asked in a form of its own, such as a modal. */
interface FormedQuestion<A extends UserAsk> extends QuestionWords<A> {
  show(ask: A, context: AskContext): Promise<void>;
  readonly ways?: never;
  readonly notes?: never;
}

/** The definition of a kind of question: its texts, its answers, and how it is asked. */
export type RunQuestion<A extends UserAsk> = ListedQuestion<A> | FormedQuestion<A>;

/** The definitions of all kinds of questions about one topic. */
export type QuestionsOf<A extends UserAsk> = {
  readonly [K in A['kind']]: RunQuestion<Extract<A, { readonly kind: K }>>;
};

/** The result of a check in one sentence, absent if there is nothing to tell, and whether the question is still the same. */
export interface AskFinding {
  readonly said?: string;
  readonly isStillAsked: boolean;
}

/** The dependencies of asking and answering a question of a run. */
export interface AskContext {
  readonly run: RunRecord;
  readonly links: ConsoleLinks;
  readonly ui: FormUi;
  /** The name servers to query, as `ip`, `ip:port` or `https://…`. */
  readonly resolvers: readonly string[];
  /** Which certificate is requested without asking for a choice. */
  readonly preset?: 'acme';
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** Loads the function that reads a certificate and its key from files. */
  loadReadPair(): Promise<(certificatePath: string, keyPath: string) => Promise<PemPair>>;
  readonly clock: Pick<ClockPort, 'now'>;
  cloud(): Promise<CloudPorts>;
  answer(answers: Partial<RunAnswers>): Promise<void>;
  /** Saves answers and resolves to the run after they have taken effect. Resolves to `undefined` if there was no check. */
  answerAndCheck(answers: Partial<RunAnswers>): Promise<RunRecord | undefined>;
  /** Checks the run now and shows the result. */
  recheck(): void;
  /** Rechecks now and returns the result; `undefined` without a check. */
  recheckAsk(): Promise<AskFinding | undefined>;
  /** Calls `listener` with the result of each further check, for as long as a quick pick about the question is open. */
  followAsk(listener: (finding: AskFinding) => void): Disposable;
  remove(): Promise<void>;
}

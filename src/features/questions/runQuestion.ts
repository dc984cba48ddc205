import type { FormUi } from '../../core/form.js';
import type { PemPair } from '../../core/https/pemPair.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Disposable } from '../../core/signal.js';
import type { ConsoleLinks } from '../../host/console/consoleLinks.js';

/** Words of a question, safe in any place: `row` fits a tree row, `sentence` is what a row has no room for, `detail` tells what will happen and how to undo it. */
export interface AskText {
  readonly row: string;
  readonly sentence?: string;
  readonly detail: string;
}

/** One way to continue, as a button. */
export interface AskButton {
  readonly label: string;
  readonly act: () => unknown;
  /** It checks, or opens a page: the question stays. */
  readonly keeps?: 'recheck' | 'open';
}

/** The parts of a definition that every question has, however it is asked. */
interface QuestionWords<A extends UserAsk> {
  text(ask: A): AskText;
  /** The finding of a check that it is not done yet; by default, that it is still to do. */
  missing?(ask: A): string;
  /** The value that can be copied from its row. */
  copies?(ask: A): string;
  /** Done where no page of the console is known. */
  readonly isElsewhere?: true;
  /** A status that lasts: its row tells for how long. */
  readonly isStatus?: true;
  /** Changes live DNS once the user agrees. */
  readonly changesDns?: true;
  /** Fields that only show how things stand: a change of them makes it no other question. */
  readonly observed?: readonly Exclude<keyof A & string, 'kind'>[];
}

/** A question that is asked as a list of the ways to continue. */
interface ListedQuestion<A extends UserAsk> extends QuestionWords<A> {
  /** Ways to continue, the one to try first in front. */
  ways(ask: A, context: AskContext): readonly AskButton[];
  /** Notes above the ways, where they are not the detail. */
  notes?(ask: A, context: AskContext): readonly string[];
  readonly show?: never;
}

/** A question that has a form of its own, such as a modal message, which offers the ways to continue. */
interface FormedQuestion<A extends UserAsk> extends QuestionWords<A> {
  show(ask: A, context: AskContext): Promise<void>;
  readonly ways?: never;
  readonly notes?: never;
}

/** The definition of one kind of question: its words, the answers it offers, and how it is asked. */
export type RunQuestion<A extends UserAsk> = ListedQuestion<A> | FormedQuestion<A>;

/** The definitions of all kinds of question of one topic. */
export type QuestionsOf<A extends UserAsk> = {
  readonly [K in A['kind']]: RunQuestion<Extract<A, { readonly kind: K }>>;
};

/** A finding of a check in one sentence, absent where there is nothing to tell; and whether the question is still the same. */
export interface AskFinding {
  readonly said?: string;
  readonly isStillAsked: boolean;
}

/** The means by which a question of a run is answered. */
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

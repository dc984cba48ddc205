import type { Disposable } from './signal.js';

/** One row to pick from. Rows of one `group` stand together under its name. */
export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly group?: string;
  /** The row is shown whatever is typed to narrow the rows. */
  readonly alwaysShow?: boolean;
  readonly value: T;
}

/** Where a question stands among those still asked; `step` counts from 1. */
export interface QuestionPlace {
  readonly step: number;
  readonly total: number;
}

/** A picker that is open, as what follows events changes it. */
export interface OpenPick {
  /** Puts other notes in front of the rows; the row that is active stays active. */
  setNotes(notes: readonly string[]): void;
  /** Closes it as if the user had left. */
  close(): void;
}

/** A choice among rows. A promise of rows or notes shows a busy picker; its failure rejects the pick. */
export interface PickQuestion<T> extends Partial<QuestionPlace> {
  readonly title: string;
  readonly placeholder: string;
  /** What has to be read before choosing: rows in front that stay whatever is typed and cannot be chosen. */
  readonly notes?: readonly string[] | Promise<readonly string[]>;
  readonly items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>;
  /** The same rows once more is known of them; a picker that is still open shows them then. Its failure changes nothing. */
  readonly refined?: Promise<readonly PickItem<T>[]>;
  /** The answer given earlier; its row comes up active and says so. */
  readonly selected?: T;
  /**
   * What most people want; its row comes up active while nothing is selected. No row is active before a promise of it, which may
   * find none, and then only where the user has not chosen meanwhile; its failure changes nothing.
   */
  readonly preset?: T | Promise<T | undefined>;
  /** The row that offers what is typed as the answer; `undefined` while it cannot be one. */
  typed?(text: string): PickItem<T> | undefined;
  /** Called when the picker opens; what it returns is disposed of when the picker closes. */
  whileOpen?(open: OpenPick): Disposable;
}

/** A typed line. `validate` answers the sentence that refuses it, or `undefined`. */
export interface InputQuestion extends Partial<QuestionPlace> {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  validate?(text: string): string | undefined | Promise<string | undefined>;
  /** The sentence that refuses what can never become an answer, while it is typed. */
  whileTyped?(text: string): string | undefined;
}

/** How a question ended. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

/** Prompts the user, one question at a time. Back is offered when `step` is above 1. */
export interface FormUi {
  pick<T>(question: PickQuestion<T>): Promise<Reply<T>>;
  input(question: InputQuestion): Promise<Reply<string>>;
}

/** What `ask` knows of its place, and the answer given to it earlier in this form or in a draft. */
export interface Asking<T> extends QuestionPlace {
  readonly earlier?: T;
}

/** One question of a form whose answers have the shape `A`. It is skipped while `when` says no. */
export type Question<A> = {
  readonly [K in keyof A & string]: {
    readonly id: K;
    /** `ask` finds a value itself, which the user sees and may change later: it is no step, Back passes over it and no draft has it. */
    readonly isFound?: true;
    when?(answers: Partial<A>): boolean;
    ask(ui: FormUi, answers: Partial<A>, asking: Asking<A[K]>): Promise<Reply<A[K]>>;
  };
}[keyof A & string];

/** How a form starts: `given` is not asked again, `draft` is offered as the earlier answer, `onDraft` receives every change. */
interface FormOptions<A> {
  readonly given?: Partial<A>;
  readonly draft?: Partial<A>;
  /** What most people answer: counts the questions to come while the real answer is not known. */
  readonly assumed?: Partial<A>;
  onDraft?(answers: Partial<A>): void;
  /** After Back: earlier answers that a later question has changed since, where there are any. */
  revised?(): Partial<A>;
}

/** Asks what is still needed, in order, with Back. Answers only what was asked or given; `undefined` when cancelled. */
export async function runForm<A extends object>(
  questions: readonly Question<A>[],
  ui: FormUi,
  options: FormOptions<A> = {},
): Promise<Partial<A> | undefined> {
  const given = { ...options.given } as Partial<A>;
  let earlier: Partial<A> = { ...options.draft };
  const found: Partial<A> = {};
  const asked: Question<A>[] = [];
  for (;;) {
    const answers = answersOf(asked, { ...earlier, ...found }, given);
    const left = questions.filter((q) => !asked.includes(q) && isNeeded(q, answers, given));
    const question = left[0];
    if (!question) return answers;
    const toCome = questions.filter(
      (q) => isStep(q) && !asked.includes(q) && isNeeded(q, { ...options.assumed, ...answers }, given),
    );
    const done = asked.filter(isStep).length;
    const place = { step: done + 1, total: done + toCome.length };
    const before = earlier[question.id];
    const reply = await ask(question, ui, answers, before === undefined ? place : { ...place, earlier: before });
    if (reply.kind === 'cancel') return undefined;
    if (reply.kind === 'back') {
      const last = asked.findLastIndex(isStep);
      asked.splice(Math.max(last, 0));
      earlier = { ...earlier, ...options.revised?.() };
      continue;
    }
    asked.push(question);
    if (question.isFound) {
      found[question.id] = reply.value as A[typeof question.id];
      continue;
    }
    earlier = { ...earlier, [question.id]: reply.value };
    delete found[question.id];
    options.onDraft?.({ ...earlier });
  }
}

function isStep<A>({ isFound }: Question<A>): boolean {
  return !isFound;
}

function isNeeded<A>(question: Question<A>, answers: Partial<A>, given: Partial<A>): boolean {
  return !(question.id in given) && (question.when?.(answers) ?? true);
}

function answersOf<A>(asked: readonly Question<A>[], earlier: Partial<A>, given: Partial<A>): Partial<A> {
  const answers = { ...given };
  for (const { id } of asked) answers[id] = earlier[id] as A[typeof id];
  return answers;
}

interface AnyQuestion<A> {
  ask(ui: FormUi, answers: Partial<A>, asking: Asking<A[keyof A & string]>): Promise<Reply<A[keyof A & string]>>;
}

function ask<A>(question: Question<A>, ui: FormUi, answers: Partial<A>, asking: Asking<unknown>) {
  // The union of questions keeps id and answer together; TypeScript cannot see that across this call.
  return (question as AnyQuestion<A>).ask(ui, answers, asking as Asking<A[keyof A & string]>);
}

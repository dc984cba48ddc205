import type { Disposable } from './signal.js';

/** A row to choose. Rows of the same `group` are listed below its name. */
export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly group?: string;
  /** Whether the row is shown whatever filter is typed. */
  readonly alwaysShow?: boolean;
  readonly value: T;
}

/** The position of a question in the form. `step` counts from 1; `total` is the estimated number of questions. */
export interface QuestionPlace {
  readonly step: number;
  readonly total: number;
}

/** A picker that is open, which can be updated during `whileOpen`. */
export interface OpenPick {
  /** Replaces the notes above the rows. The active row stays. */
  setNotes(notes: readonly string[]): void;
  /** Closes the picker as if the user cancelled. */
  close(): void;
}

/** A choice among rows. While rows or notes are a pending promise, the picker is shown as busy; if that rejects, so does the choice. */
export interface PickQuestion<T> extends Partial<QuestionPlace> {
  readonly title: string;
  readonly placeholder: string;
  /** The notes to read before choosing, shown as rows above the others. They cannot be chosen, and no filter hides them. */
  readonly notes?: readonly string[] | Promise<readonly string[]>;
  readonly items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>;
  /** The same rows with more details. They replace the rows if the picker is still open. A rejection is ignored. */
  readonly refined?: Promise<readonly PickItem<T>[]>;
  /** The earlier answer. Its row is marked and becomes active. */
  readonly selected?: T;
  /**
   * The most common answer. Its row becomes active if nothing is selected. If it is a promise, no row is active until that settles, and then only if the
   * user has not chosen meanwhile. A rejection is ignored.
   */
  readonly preset?: T | Promise<T | undefined>;
  /** Returns the row that offers the typed text as the answer; `undefined` if the text is not valid. */
  typed?(text: string): PickItem<T> | undefined;
  /** Called when the picker opens. The returned object is disposed when the picker closes. */
  whileOpen?(open: OpenPick): Disposable;
}

/** A question that the user answers by typing. `validate` returns what is wrong with a text; `undefined` if it is valid. */
export interface InputQuestion extends Partial<QuestionPlace> {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  validate?(text: string): string | undefined | Promise<string | undefined>;
  /** Returns what is wrong with a text that cannot become valid by typing more; `undefined` if it may. */
  whileTyped?(text: string): string | undefined;
}

/** How the user left a question: with a value, back, or by cancelling. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

/** Asks the user one question at a time. Back is offered if `step` is above 1. */
export interface FormUi {
  pick<T>(question: PickQuestion<T>): Promise<Reply<T>>;
  input(question: InputQuestion): Promise<Reply<string>>;
}

/** The position of a question, and its earlier answer in this form or in a draft. */
export interface Asking<T> extends QuestionPlace {
  readonly earlier?: T;
}

/** A question of a form whose answers are `A`. It is skipped if `when` returns `false`. */
export type Question<A> = {
  readonly [K in keyof A & string]: {
    readonly id: K;
    /** Set if `ask` finds the value without the user, who may change it later. The question is then no step: Back skips it, and drafts leave it out. */
    readonly isFound?: true;
    when?(answers: Partial<A>): boolean;
    ask(ui: FormUi, answers: Partial<A>, asking: Asking<A[K]>): Promise<Reply<A[K]>>;
  };
}[keyof A & string];

/** Options of a form. Answers in `given` are not asked, those in `draft` are proposed, and `onDraft` receives every change. */
interface FormOptions<A> {
  readonly given?: Partial<A>;
  readonly draft?: Partial<A>;
  /** The most common answers, by which the number of remaining questions is estimated. */
  readonly assumed?: Partial<A>;
  onDraft?(answers: Partial<A>): void;
  /** Returns earlier answers that a later question has changed. Used after Back. */
  revised?(): Partial<A>;
}

/** Asks the questions without an answer in order, with Back. Resolves to the answers asked or given; to `undefined` if the user cancels. */
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
  // A question's id and answer belong together, which TypeScript cannot see across this call.
  return (question as AnyQuestion<A>).ask(ui, answers, asking as Asking<A[keyof A & string]>);
}

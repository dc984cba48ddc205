import type { Disposable } from './signal.js';

/** One row to pick from. Rows of the same `group` are listed under its name. */
export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly group?: string;
  /** The row is shown whatever filter is typed. */
  readonly alwaysShow?: boolean;
  readonly value: T;
}

/** The position of a question among the remaining ones; `step` counts from 1. */
export interface QuestionPlace {
  readonly step: number;
  readonly total: number;
}

/** An open picker, for updates during `whileOpen`. */
export interface OpenPick {
  /** Replaces the notes above the rows and keeps the active row. */
  setNotes(notes: readonly string[]): void;
  /** Closes the picker as if the user cancelled. */
  close(): void;
}

/** A choice among rows. A promise of rows or notes shows a busy picker; its rejection rejects the choice. */
export interface PickQuestion<T> extends Partial<QuestionPlace> {
  readonly title: string;
  readonly placeholder: string;
  /** Notes to read before choosing: rows above the others that cannot be chosen and ignore the filter. */
  readonly notes?: readonly string[] | Promise<readonly string[]>;
  readonly items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>;
  /** The same rows with more details, shown in a picker that is still open. A rejection is ignored. */
  readonly refined?: Promise<readonly PickItem<T>[]>;
  /** The earlier answer, marked as such. Its row becomes active. */
  readonly selected?: T;
  /**
   * The most common answer. Its row becomes active if nothing is selected. For a promise, no row is active until it
   * settles, and then only if the user has not chosen meanwhile. A rejection is ignored.
   */
  readonly preset?: T | Promise<T | undefined>;
  /** The row that offers the typed text as the answer; `undefined` if the text is not valid. */
  typed?(text: string): PickItem<T> | undefined;
  /** Called when the picker opens. The result is disposed when the picker closes. */
  whileOpen?(open: OpenPick): Disposable;
}

/** A text input. `validate` returns the error for a text, or `undefined`. */
export interface InputQuestion extends Partial<QuestionPlace> {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  validate?(text: string): string | undefined | Promise<string | undefined>;
  /** The error for a text that cannot become valid by typing more. */
  whileTyped?(text: string): string | undefined;
}

/** The result of a question. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

/** Prompts the user, one question at a time. Back is offered when `step` is above 1. */
export interface FormUi {
  pick<T>(question: PickQuestion<T>): Promise<Reply<T>>;
  input(question: InputQuestion): Promise<Reply<string>>;
}

/** The position of a question, and its earlier answer in this form or in a draft. */
export interface Asking<T> extends QuestionPlace {
  readonly earlier?: T;
}

/** A question of a form with answers `A`. It is skipped if `when` returns false. */
export type Question<A> = {
  readonly [K in keyof A & string]: {
    readonly id: K;
    /** `ask` finds a value itself, which the user may change later. It is no step: Back skips it, and drafts omit it. */
    readonly isFound?: true;
    when?(answers: Partial<A>): boolean;
    ask(ui: FormUi, answers: Partial<A>, asking: Asking<A[K]>): Promise<Reply<A[K]>>;
  };
}[keyof A & string];

/** Options of a form. Answers in `given` are not asked, those in `draft` are proposed, and `onDraft` receives every change. */
interface FormOptions<A> {
  readonly given?: Partial<A>;
  readonly draft?: Partial<A>;
  /** The most common answers, used to count the remaining questions. */
  readonly assumed?: Partial<A>;
  onDraft?(answers: Partial<A>): void;
  /** Earlier answers that a later question has changed since; used after Back. */
  revised?(): Partial<A>;
}

/** Asks the remaining questions in order, with Back. Returns only asked or given answers; `undefined` when cancelled. */
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

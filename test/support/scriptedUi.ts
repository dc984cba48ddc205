import type { FormUi, InputQuestion, PickItem, PickQuestion, Reply } from '../../src/core/form.js';
import type { PageQuestion, PageUi } from '../../src/host/page/askPage.js';
import type { PageSnapshot } from '../../src/protocol/page.js';
import { listPageButtons } from './pageText.js';

/**
 * One scripted reply: a row by its label, a page button by its name, a typed text, Back or cancel. `refused` is the
 * expected error for the text.
 */
export type Line =
  | { readonly pick: string }
  | { readonly press: string }
  | { readonly type: string; readonly refused?: string | RegExp }
  | 'back'
  | 'cancel';

/** A recorded question, for tests. */
export interface Asked {
  readonly title: string;
  readonly placeholder?: string;
  /** The notes above the rows. */
  readonly notes?: readonly string[];
  readonly step?: number;
  readonly total?: number;
  readonly labels?: readonly string[];
  /** Each row's label, description and detail. */
  readonly says?: readonly string[];
  readonly active?: string;
  readonly value?: string;
  /** The page when its button was pressed. */
  readonly page?: PageSnapshot;
}

/** A user interface that answers from a script. A missing answer throws; `end()` throws for remaining ones. */
export interface ScriptedUi extends FormUi, PageUi {
  readonly asked: readonly Asked[];
  end(): void;
}

/** Creates a scripted user interface. A text that `validate` refuses needs `refused`, and the next line is tried. */
export function scriptedUi(lines: readonly Line[]): ScriptedUi {
  const left = [...lines];
  const asked: Asked[] = [];
  const next = (title: string): Line => {
    const line = left.shift();
    if (line === undefined) throw new Error(`No scripted answer for: ${title}`);
    return line;
  };
  return {
    asked,
    pick: async <T>(question: PickQuestion<T>) => {
      const listed = await question.items;
      const items = (await question.refined?.catch(() => undefined)) ?? listed;
      asked.push(describePick({ ...question, preset: await question.preset }, items, await question.notes));
      const line = next(question.title);
      return pickReply(line, question.title, [...items, ...toTyped(line, question)]);
    },
    input: async (question) => {
      asked.push(describe(question, question.value === undefined ? {} : { value: question.value }));
      return inputReply(question, () => next(question.title));
    },
    page: (question) => answerPage(question, next, (page) => void asked.push({ title: question.title, page })),
    end: () => {
      if (left.length > 0) throw new Error(`Scripted answers left over: ${JSON.stringify(left)}`);
    },
  };
}

/** Presses the buttons of a page, each after the page has finished reading, until it ends. Back and closing are scripted as elsewhere. */
async function answerPage<T, Action extends string>(
  { title, actions, whileOpen, act }: PageQuestion<T, Action>,
  next: (title: string) => Line,
  note: (page: PageSnapshot) => void,
): Promise<Reply<T>> {
  let page: PageSnapshot | undefined;
  let changed: () => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  const open = whileOpen((drawn) => {
    page = drawn;
    changed();
  }, fail);
  try {
    for (;;) {
      while (!page || page.busy) await Promise.race([failed, new Promise<void>((resolve) => (changed = resolve))]);
      note(page);
      const line = next(title);
      if (line === 'cancel') return { kind: 'cancel' };
      const name = line === 'back' ? 'Back' : 'press' in line ? line.press : undefined;
      if (name === undefined) throw new Error(`A button was expected for: ${title}`);
      const buttons = listPageButtons(page);
      const button = buttons.find(({ label, of }) => name === (of === undefined ? label : `${label}: ${of}`));
      const action = actions.find((each) => each === button?.action);
      if (action === undefined || button?.disabled) throw new Error(`No button "${name}" in "${title}"`);
      const reply = await act(action);
      if (reply) return reply;
    }
  } finally {
    open.dispose();
  }
}

/** Typing in a picker filters its rows, and may add a row for the typed text. */
function toTyped<T>(line: Line, { typed }: PickQuestion<T>): readonly PickItem<T>[] {
  const item = typeof line === 'object' && 'pick' in line ? typed?.(line.pick.replace(/^\S+ Use /, '')) : undefined;
  return item ? [item] : [];
}

function pickReply<T>(line: Line, title: string, items: readonly PickItem<T>[]): Reply<T> {
  if (line === 'back' || line === 'cancel') return { kind: line };
  if (!('pick' in line)) throw new Error(`A pick was expected for: ${title}`);
  const item = items.find((each) => each.label === line.pick);
  if (!item) throw new Error(`No row "${line.pick}" in "${title}": ${items.map((each) => each.label).join(', ')}`);
  return { kind: 'value', value: item.value };
}

async function inputReply(question: InputQuestion, next: () => Line): Promise<Reply<string>> {
  for (;;) {
    const line = next();
    if (line === 'back' || line === 'cancel') return { kind: line };
    if (!('type' in line)) throw new Error(`A text was expected for: ${question.title}`);
    const refusal = await question.validate?.(line.type);
    checkRefusal(line.type, line.refused, refusal);
    if (refusal === undefined) return { kind: 'value', value: line.type };
  }
}

function checkRefusal(text: string, expected: string | RegExp | undefined, actual: string | undefined): void {
  const same =
    expected === undefined || actual === undefined
      ? expected === actual
      : typeof expected === 'string'
        ? actual === expected
        : expected.test(actual);
  if (!same) throw new Error(`"${text}": expected refusal ${String(expected)}, got ${String(actual)}`);
}

function describePick<T>(
  question: Omit<PickQuestion<T>, 'preset'> & { readonly preset: T | undefined },
  items: readonly PickItem<T>[],
  notes: readonly string[] | undefined,
): Asked {
  const active = items.find((item) => item.value === (question.selected ?? question.preset))?.label;
  const { placeholder } = question;
  return describe(question, {
    placeholder,
    ...(notes && { notes }),
    labels: items.map((item) => item.label),
    says: items.map(({ description, detail }) => [description, detail].filter(Boolean).join(' · ')),
    ...(active === undefined ? {} : { active }),
  });
}

function describe(question: { title: string; step?: number; total?: number }, more: Partial<Asked>): Asked {
  const { title, step, total } = question;
  return { title, ...(step === undefined ? {} : { step }), ...(total === undefined ? {} : { total }), ...more };
}

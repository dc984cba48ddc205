import * as vscode from 'vscode';
import type { FormUi, InputQuestion, PickItem, PickQuestion, QuestionPlace, Reply } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import type { Disposable } from '../../core/signal.js';
import { safeLine } from '../../core/text/plainText.js';
import { createList, fillList, setTitle } from '../display.js';
import { askPage, type PageUi } from '../page/askPage.js';
import { tellShown } from '../shown.js';
import { setBackButton } from './displayViews.js';

/** The questions of the form as quick picks and input boxes. */
export const promptUi: FormUi = { pick, input };

/** Quick picks, input boxes and pages. `extension` is the extension's folder. */
export function openPrompts(extension: vscode.Uri): FormUi & PageUi {
  return { ...promptUi, page: (question) => askPage(extension, question) };
}

/** Approximate width of a row. VS Code cuts longer text. */
const noteColumns = 76;

interface Row<T> extends vscode.QuickPickItem {
  readonly item?: PickItem<T>;
}

function pick<T>(question: PickQuestion<T>): Promise<Reply<T>> {
  const box = createList<Row<T>>(question.title, question.placeholder);
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.keepScrollPosition = true;
  let following: Disposable | undefined;
  return show<T>(box, question, (settle, fail) => {
    const setNotes = fill(box, question, fail);
    following = question.whileOpen?.({ setNotes, close: () => settle({ kind: 'cancel' }) });
    box.onDidAccept(() => {
      // During a redraw no row is selected, so the typed text decides. Notes are kept.
      const row = box.selectedItems[0] ?? findText(box.items, box.value);
      const item = row ? row.item : (question.typed?.(box.value.trim()) ?? box.activeItems[0]?.item);
      if (item) settle({ kind: 'value', value: item.value });
    });
  }).finally(() => following?.dispose());
}

/** Fills a list as its rows arrive; returns a function that replaces its notes. */
function fill<T>(
  box: vscode.QuickPick<Row<T>>,
  question: PickQuestion<T>,
  fail: (reason: unknown) => void,
): (notes: readonly string[]) => void {
  let notes: readonly string[] | undefined;
  let items: readonly PickItem<T>[] | undefined;
  // No row is active until the preset is known.
  const { now, later } = presetOf(question);
  let isOpen = later !== undefined;
  const draw = (value: T | undefined) => {
    if (!items) return;
    // VS Code identifies rows by position. The typed text comes last, so that other rows keep theirs.
    const typed = toTyped(box.value, question);
    const rows = [...toNotes(notes), ...toRows(items, question.selected), ...typed];
    fillList(box, rows);
    const row =
      findValue(rows, value) ??
      findText(rows, box.value) ??
      typed[0] ??
      closest(rows, box.value) ??
      rows.find(({ item }) => item);
    isOpen &&= value === undefined && box.value === '';
    if (isOpen) box.activeItems = [];
    else if (row) box.activeItems = [row];
  };
  // Keeps the active row.
  const redraw = () => draw(box.activeItems[0]?.item?.value);
  const load = async () => {
    box.busy = question.items instanceof Promise;
    const refining = question.refined?.catch(() => undefined);
    const [listed, said] = await Promise.all([question.items, question.notes]);
    items = listed;
    notes ??= said;
    box.busy = false;
    draw(now);
    void later?.then((preset) => {
      if (preset !== undefined && isOpen && box.activeItems.length === 0 && box.value === '') draw(preset);
    });
    if (question.typed) box.onDidChangeValue(() => draw(undefined));
    items = (await refining) ?? items;
    if (question.refined) redraw();
  };
  load().catch(fail);
  return (changed) => {
    notes = changed;
    redraw();
  };
}

/** The value of the row that becomes active: now, or once it is known. */
function presetOf<T>({ selected, preset }: PickQuestion<T>): {
  readonly now?: T;
  readonly later?: Promise<T | undefined>;
} {
  if (selected !== undefined) return { now: selected };
  if (preset instanceof Promise) return { later: preset.catch(() => undefined) };
  return preset === undefined ? {} : { now: preset };
}

/** Rows with a text only, as many as the text needs. Accepting one does nothing. */
function toNotes(notes: readonly string[] = []): Row<never>[] {
  return notes.flatMap((note) =>
    wrapText(note, noteColumns).map((line, index) => ({
      label: index === 0 ? `$(info) ${line}` : `$(blank) ${line}`,
      alwaysShow: true,
    })),
  );
}

/** The row for typed text that no listed row matches. */
function toTyped<T>(text: string, question: PickQuestion<T>): Row<T>[] {
  const item = question.typed?.(text.trim());
  return item ? [{ ...toRow(item, false), alwaysShow: true }] : [];
}

function findValue<T>(rows: readonly Row<T>[], value: T | undefined): Row<T> | undefined {
  return value === undefined ? undefined : rows.find(({ item }) => item?.value === value);
}

function findText<T>(rows: readonly Row<T>[], text: string): Row<T> | undefined {
  return rows.find(({ item, label }) => item && label.toLowerCase() === text.trim().toLowerCase());
}

/** The row that begins with the typed text, else one that contains it. */
function closest<T>(rows: readonly Row<T>[], value: string): Row<T> | undefined {
  const text = value.trim().toLowerCase();
  if (text === '') return undefined;
  const find = (fits: (label: string) => boolean) => rows.find(({ item, label }) => item && fits(label.toLowerCase()));
  return find((label) => label.startsWith(text)) ?? find((label) => label.includes(text));
}

function toRows<T>(items: readonly PickItem<T>[], selected: T | undefined): Row<T>[] {
  const rows: Row<T>[] = [];
  let group: string | undefined;
  for (const item of items) {
    if (item.group !== undefined && item.group !== group)
      rows.push({ label: item.group, kind: vscode.QuickPickItemKind.Separator });
    group = item.group;
    rows.push(toRow(item, selected !== undefined && item.value === selected));
  }
  return rows;
}

function toRow<T>(item: PickItem<T>, current: boolean): Row<T> {
  const words = [item.description, current ? l10n.t('current') : undefined].filter(Boolean);
  const description = words.length > 0 ? { description: words.join(' · ') } : {};
  const detail = item.detail === undefined ? {} : { detail: item.detail };
  return { label: item.label, ...description, ...detail, ...(item.alwaysShow && { alwaysShow: true }), item };
}

function input(question: InputQuestion): Promise<Reply<string>> {
  const box = vscode.window.createInputBox();
  setTitle(box, question.title);
  box.prompt = safeLine(question.prompt ?? '');
  box.placeholder = safeLine(question.placeholder ?? '');
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  return show<string>(box, question, (settle, fail) => {
    box.onDidChangeValue((text) => {
      const refusal = question.whileTyped?.(text);
      box.validationMessage = refusal === undefined ? undefined : safeLine(refusal);
    });
    box.onDidAccept(() => {
      accept(box, question, settle).catch(fail);
    });
  });
}

async function accept(
  box: vscode.InputBox,
  question: InputQuestion,
  settle: (reply: Reply<string>) => void,
): Promise<void> {
  const text = box.value;
  box.busy = true;
  box.enabled = false;
  try {
    const refusal = await question.validate?.(text);
    if (refusal === undefined) {
      settle({ kind: 'value', value: text });
      if (question.password) forget(box);
    } else box.validationMessage = safeLine(refusal);
  } finally {
    box.busy = false;
    box.enabled = true;
  }
}

/** Clears the box while it is still visible, since a closed box keeps its text until the next one opens. */
function forget(box: vscode.InputBox): void {
  box.value = '';
  box.hide();
}

/** Shows a box until it is answered, cancelled or left by Back, then disposes it. It stays open when it loses the focus. */
function show<T>(
  box: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[]; onDidTriggerButton: vscode.Event<unknown> },
  question: Partial<QuestionPlace>,
  listen: (settle: (reply: Reply<T>) => void, fail: (reason: unknown) => void) => void,
): Promise<Reply<T>> {
  // Step 1 of 1 is not shown.
  if ((question.total ?? 1) > 1) {
    box.step = question.step;
    box.totalSteps = question.total;
  }
  box.ignoreFocusOut = true;
  if ((question.step ?? 1) > 1) setBackButton(box);
  const answer = new Promise<Reply<T>>((resolve, reject) => {
    listen(resolve, reject);
    box.onDidTriggerButton(() => resolve({ kind: 'back' }));
    box.onDidHide(() => resolve({ kind: 'cancel' }));
    box.show();
  });
  return tellShown(answer).finally(() => box.dispose());
}

const wide = '\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\uff00-\\uff60';
const isWide = new RegExp(`[${wide}]`);
/** A wide character with punctuation that must not begin a line, spaces, or a word. */
const parts = new RegExp(`[${wide}][，。；：、！？）」”]*|\\s+|[^\\s${wide}]+`, 'g');

/** Wraps a text at this many columns, between words or wide characters, which count as two. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(parts) ?? []) {
    if (line !== '' && width(line + part.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (isWide.test(char) ? 2 : 1), 0);
}

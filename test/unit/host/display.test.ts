import { beforeEach, expect, test } from 'vitest';
import * as display from '../../../src/host/display.js';
import * as views from '../../../src/host/prompts/displayViews.js';
import { editor, resetEditor, shownTexts } from '../../support/fakeVscode.js';

beforeEach(resetEditor);

const hostile = `a\n\u202e\u0000[x](command:workbench.action.quit)${'A'.repeat(10_240)}`;
const line = hostile.replace('\n', '').slice(0, 5_000);
const row = () => ({ label: hostile, description: hostile, detail: hostile });
const input = {} as Parameters<typeof display.setTitle>[0];
/** What of an object of the editor is set. */
function filled(set: (item: never) => void): object {
  const item = {};
  set(item as never);
  return item;
}
const isVisible = (text: string) => !/\p{Cc}|\p{Cf}|A{1501}/u.test(text);
/** Places where VS Code makes no links of a text. */
const linkless = ['the status bar', 'the text of an item of the status bar', 'a row', 'rows of a list'];
const isSafe = (text: string) => isVisible(text) && !text.includes('](');
const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsOf);

const shown = () => [
  ...editor.shown.map(({ kind: _, ...texts }) => texts),
  ...[editor.progress, editor.choices, editor.pages, editor.dialogs, editor.ran].flat(),
];

test.each<[string, () => unknown]>([
  ['a message', () => display.showInformation(hostile, 'OK')],
  ['a warning', () => display.showWarning(hostile, 'OK')],
  ['an error', () => display.showError(hostile)],
  ['the question of a modal', () => display.showWarning(hostile, { modal: true }, 'OK')],
  ['the status bar', () => display.showBriefly(hostile, 1)],
  ['the title of a progress', () => display.withProgress({ location: 15, title: hostile }, async () => undefined)],
  [
    'what a progress reports',
    () =>
      display.withProgress({ location: 15 }, async (progress) => progress.report({ message: hostile, increment: 1 })),
  ],
  ['a row', () => display.chooseRow([row()], { title: hostile, placeHolder: hostile })],
  [
    'rows of a list',
    () => {
      const list = {} as never as Parameters<typeof display.fillList>[0];
      display.fillList(list, [row()]);
      return list.items;
    },
  ],
  ['the title and placeholder of a list', () => display.createList(hostile, hostile)],
  ['a title that changes', () => display.setTitle(input, hostile) ?? input],
  [
    'a row of a tree',
    () => display.treeItem({ label: hostile, description: hostile, accessibilityInformation: { label: hostile } }),
  ],
  ['an entry in the Problems view', () => display.diagnosticAt({} as never, hostile)],
  ['the title of a page', () => display.createPage('x', hostile).title],
  ['the text beside the title of a view', () => filled((view) => views.setDescription(view, hostile))],
  ['the count on the icon of a view', () => filled((view) => views.setBadge(view, 1, hostile))],
  [
    'the text of an item of the status bar',
    () => filled((item) => views.setStatus(item, { icon: 'check', text: hostile, tooltip: '', spoken: '' })),
  ],
  [
    'the tooltip of an item of the status bar',
    () => filled((item) => views.setStatus(item, { icon: 'check', text: '', tooltip: line, spoken: hostile })),
  ],
  ['the button of a row', () => views.rowButton('check', hostile)],
  ['a dialog for files', () => views.chooseFile(hostile, {})],
  ['the title of a comparison', () => views.compareTexts({} as never, {} as never, hostile)],
])('%s shows no text that hides, moves, runs or fills the screen', (name, act) => {
  const isShownWell = linkless.includes(name) ? isVisible : isSafe;
  const texts = [...textsOf(act()), ...textsOf(shown())];
  expect(texts.filter((text) => text !== 'OK' && text !== '').length).toBeGreaterThan(0);
  expect(texts.filter((text) => !isShownWell(text))).toEqual([]);
});

test('a row shows Markdown as it is copied', () => {
  const list = {} as Parameters<typeof display.fillList>[0];
  display.fillList(list, [{ label: 'Markdown', detail: '[a](https://img.example.com/a)' }]);
  expect(list.items).toEqual([{ label: 'Markdown', detail: '[a](https://img.example.com/a)' }]);
});

test('a text of several lines keeps these, and nothing else that cannot be seen', () => {
  void display.showWarning('Delete?', { modal: true, detail: `one\n${hostile}\r\u2028two` }, 'Delete');
  const item: { tooltip?: unknown } = {};
  display.setTooltip(item, `one\n${hostile}`);
  const [{ text, detail, buttons } = expect.unreachable('no message')] = editor.shown;
  expect({ text, buttons }).toEqual({ text: 'Delete?', buttons: ['Delete'] });
  for (const text of [detail, String(item.tooltip)]) {
    expect(text.split('\n').filter((line) => !isSafe(line))).toEqual([]);
    expect(text.startsWith('one\na\n')).toBe(true);
    expect(text.length).toBeLessThan(10_100);
  }
});

test('a name draws no icon, in a list or in the status bar', () => {
  const list = {} as Parameters<typeof display.fillList>[0];
  display.fillList(list, [{ label: '$(file) $(trash).css', description: '$(x)', detail: 'in $(x)' }]);
  expect(list.items).toEqual([{ label: '$(file) $ (trash).css', description: '$ (x)', detail: 'in $ (x)' }]);
  void display.chooseRow([{ label: '$(trash)' }], { title: '', placeHolder: '' });
  display.showBriefly('$(check) Refreshed: $(trash).css', 1);
  const item = { text: '' };
  views.setStatus(item as never, { icon: 'check', text: '$(trash).css', tooltip: '', spoken: '' });
  expect(item.text).toBe('$(check) $ (trash).css');
  expect(editor.choices).toEqual([[[{ label: '$ (trash)' }], expect.anything()]]);
  expect(shownTexts()).toEqual(['$(check) Refreshed: $ (trash).css']);
});

test('a text that is too long keeps its last lines, which say how to undo', () => {
  const item: { tooltip?: unknown } = {};
  display.setTooltip(item, `Switch\n${'x'.repeat(20_000)}\nUndo: in the Activity view`);
  expect(String(item.tooltip)).toMatch(/^Switch\nx+…[\s\S]*…\nUndo: in the Activity view$/);
});

test('rows are not replaced by other objects', () => {
  const [row, list] = [{ label: 'a\u202e' }, {} as { items?: readonly object[] }];
  display.fillList(list as never, [row]);
  expect(list.items?.[0]).toBe(row);
  expect(row.label).toBe('a\\u{202e}');
});

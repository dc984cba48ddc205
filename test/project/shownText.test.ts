import ts from 'typescript';
import { expect, test } from 'vitest';
import { readSources, type Source, walkTree } from './sources.js';

const sources = readSources('src').filter(({ path }) => !path.startsWith('src/webview/'));

/** Where text is shown to the user, and the only file that may do it: it makes the text safe to read, regardless of who wrote it. */
const ways: Readonly<Record<string, string>> = {
  showInformationMessage: 'src/host/display.ts',
  showWarningMessage: 'src/host/display.ts',
  showErrorMessage: 'src/host/display.ts',
  setStatusBarMessage: 'src/host/display.ts',
  withProgress: 'src/host/display.ts',
  showQuickPick: 'src/host/display.ts',
  createQuickPick: 'src/host/display.ts',
  items: 'src/host/display.ts',
  TreeItem: 'src/host/display.ts',
  tooltip: 'src/host/display.ts',
  Diagnostic: 'src/host/display.ts',
  MarkdownString: 'src/host/display.ts',
  createInputBox: 'src/host/promptUi.ts',
  showInputBox: 'src/host/promptUi.ts',
  validationMessage: 'src/host/promptUi.ts',
  createStatusBarItem: 'src/features/publishing/status/statusBar.ts',
};

/** What a node does of these: it calls or makes one on `window` or `vscode`, or assigns a field. */
function wayOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && /^(vscode\.)?window$/.test(node.expression.getText()))
    return node.name.text;
  if (ts.isNewExpression(node)) return node.expression.getText().replace('vscode.', '');
  const isSet = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isSet && ts.isPropertyAccessExpression(node.left)) return node.left.name.text;
  // The editor's window under another name would be found nowhere.
  if (ts.isBindingElement(node) && Object.hasOwn(ways, (node.propertyName ?? node.name).getText()))
    return node.parent.parent.getText().includes('window') ? (node.propertyName ?? node.name).getText() : undefined;
  return undefined;
}

function listBypasses({ path, tree }: Source): readonly string[] {
  return [...walkTree(tree)].flatMap((node) => {
    const way = wayOf(node);
    if (way === undefined || !Object.hasOwn(ways, way) || ways[way] === path) return [];
    return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${way}`;
  });
}

test('text is shown in one place, which makes it safe to read', () => {
  expect(sources.flatMap(listBypasses)).toEqual([]);
  const used = new Set(sources.flatMap(({ tree }) => [...walkTree(tree)].flatMap((node) => wayOf(node) ?? [])));
  expect(Object.keys(ways).filter((way) => !used.has(way))).toEqual(['MarkdownString', 'showInputBox']);
});

test.each([
  ["vscode.window.showWarningMessage(vscode.l10n.t('Gone: {0}', name));", 'showWarningMessage'],
  ["void window.showErrorMessage('x', { modal: true });", 'showErrorMessage'],
  ['const { showQuickPick } = vscode.window;', 'showQuickPick'],
  ['const ask = window.showInputBox;', 'showInputBox'],
  ['item.tooltip = name;', 'tooltip'],
  ['item.tooltip = new vscode.MarkdownString(name);', 'tooltip,MarkdownString'],
  ['pick.items = rows;', 'items'],
  ['const row = new vscode.TreeItem(name);', 'TreeItem'],
  ['list.push(new Diagnostic(range, text));', 'Diagnostic'],
])('a new way around it is found: %s', (text, expected) => {
  const tree = ts.createSourceFile('src/x.ts', text, ts.ScriptTarget.ES2022, true);
  const found = listBypasses({ path: 'src/x.ts', text, tree, lines: 1, imports: [] });
  expect(found.map((each) => each.split(' ')[1]).join()).toBe(expected);
});

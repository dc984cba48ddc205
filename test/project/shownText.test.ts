import ts from 'typescript';
import { expect, test } from 'vitest';
import { readSources, type Source, walkTree } from './sources.js';

const sources = readSources('src').filter(({ path }) => !path.startsWith('src/webview/'));
const [messages, views] = ['src/host/display.ts', 'src/host/prompts/displayViews.ts'];

/** Where text is shown to the user, and the only files that may do it: they make the text safe to read, regardless of who wrote it. */
const ways: Readonly<Record<string, readonly string[]>> = {
  showInformationMessage: [messages],
  showWarningMessage: [messages],
  showErrorMessage: [messages],
  setStatusBarMessage: [messages],
  // What is reported passes through it as well.
  withProgress: [messages],
  showQuickPick: [messages],
  createQuickPick: [messages],
  items: [messages],
  TreeItem: [messages],
  Diagnostic: [messages],
  tooltip: [messages, views],
  title: [messages],
  placeholder: [messages, 'src/host/prompts/promptUi.ts'],
  label: [messages],
  detail: [messages],
  description: [messages, views],
  accessibilityInformation: [messages, views],
  createInputBox: ['src/host/prompts/promptUi.ts'],
  validationMessage: ['src/host/prompts/promptUi.ts'],
  prompt: ['src/host/prompts/promptUi.ts'],
  createWebviewPanel: [messages],
  showOpenDialog: [views],
  showSaveDialog: [views],
  badge: [views],
  text: [views],
  buttons: [views],
  'vscode.diff': [views],
  // Its name and its texts are given by other ways.
  createStatusBarItem: [views],
  name: [views],
};

/** Further ways, which nothing uses so far. */
const unused = [
  'MarkdownString',
  'Hover',
  'CodeLens',
  'CodeAction',
  'InlayHint',
  'FileDecoration',
  'CompletionItem',
  'showInputBox',
  'createTerminal',
  'createTextEditorDecorationType',
  'message',
  'hoverMessage',
  'createComment',
  'createCommentController',
  'createNotebookEditor',
  'vscode.changes',
  'vscode.openWith',
];

/** Of the window, what shows no text of ours: the log has its own redactor, and documents and folders are shown by VS Code. */
const silent = [
  'activeTextEditor',
  'onDidChangeActiveTextEditor',
  'tabGroups',
  'showTextDocument',
  'showWorkspaceFolderPick',
  'createOutputChannel',
  'createTreeView',
  'registerWebviewPanelSerializer',
];

/** The files with an object literal that has a tooltip. Each was seen to reach `treeItem` or `setStatus`, which make the text safe. */
const tooltips = [
  ...['cloudItems', 'delivery/deliveryItems', 'domain/domainFacts', 'noteItems', 'runs/runItems'].map(
    (file) => `src/features/explorer/${file}.ts`,
  ),
  'src/features/objects/edit/openConflicts.ts',
  ...['statusBar', 'statusContent'].map((file) => `src/features/publishing/status/${file}.ts`),
];

const isOfEditor = ({ path }: Source) => /^src\/(features|host)\//.test(path);

/** What a node does of these: it calls or makes one on `window` or `vscode`, assigns a field, or names a command of the editor. */
function wayOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && /^(vscode\.)?window$/.test(node.expression.getText()))
    return node.name.text;
  if (ts.isNewExpression(node)) return node.expression.getText().replace('vscode.', '');
  if (ts.isStringLiteral(node) && node.text.startsWith('vscode.')) return node.text;
  const isSet = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isSet && ts.isPropertyAccessExpression(node.left)) return node.left.name.text;
  // The editor's window under another name would be found nowhere.
  if (ts.isBindingElement(node) && isKnown((node.propertyName ?? node.name).getText()))
    return node.parent.parent.getText().includes('window') ? (node.propertyName ?? node.name).getText() : undefined;
  return undefined;
}

const isKnown = (way: string) => Object.hasOwn(ways, way) || unused.includes(way);

function listBypasses(source: Source): readonly string[] {
  const { path, tree } = source;
  return [...walkTree(tree)].flatMap((node) => {
    const way = wayOf(node);
    const isWindow = ts.isPropertyAccessExpression(node) && !silent.includes(way ?? '');
    if (way === undefined || !(isKnown(way) || isWindow) || ways[way]?.includes(path)) return [];
    return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${way}`;
  });
}

test('text is shown in one place, which makes it safe to read', () => {
  const found = sources.filter(isOfEditor);
  expect(found.length).toBeGreaterThan(100);
  expect(found.flatMap(listBypasses)).toEqual([]);
  const used = new Set(found.flatMap(({ tree }) => [...walkTree(tree)].flatMap((node) => wayOf(node) ?? [])));
  expect({
    ways: Object.keys(ways).filter((way) => !used.has(way)),
    silent: silent.filter((way) => !used.has(way)),
    unused: unused.filter((way) => used.has(way)),
  }).toEqual({ ways: [], silent: [], unused: [] });
});

test('an object with a tooltip is made only for what makes its texts safe to read', () => {
  const withTooltip = sources.filter(
    (source) =>
      isOfEditor(source) && ![messages, views].includes(source.path) && [...walkTree(source.tree)].some(hasTooltip),
  );
  expect(withTooltip.map(({ path }) => path)).toEqual(tooltips);
});

const hasTooltip = (node: ts.Node) =>
  ts.isObjectLiteralExpression(node) && node.properties.some((property) => property.name?.getText() === 'tooltip');

test.each([
  ["vscode.window.showWarningMessage(vscode.l10n.t('Gone: {0}', name));", 'showWarningMessage'],
  ["void window.showErrorMessage('x', { modal: true });", 'showErrorMessage'],
  ['const { showQuickPick } = vscode.window;', 'showQuickPick'],
  ['const ask = window.showInputBox;', 'showInputBox'],
  ['const show = window.showWhateverComesNext;', 'showWhateverComesNext'],
  ['void vscode.window.showOpenDialog({ title: name });', 'showOpenDialog'],
  ['window.withProgress({ title: name }, (progress) => progress.report({ message: name }));', 'withProgress'],
  ['item.tooltip = name;', 'tooltip'],
  ['item.tooltip = new vscode.MarkdownString(name);', 'tooltip,MarkdownString'],
  ['pick.items = rows;', 'items'],
  ['pick.buttons = [{ tooltip: name }];', 'buttons'],
  ['box.prompt = name;', 'prompt'],
  ['view.description = name;', 'description'],
  ['view.badge = { value: 1, tooltip: name };', 'badge'],
  ['view.message = name;', 'message'],
  ['panel.title = name;', 'title'],
  ["const panel = vscode.window.createWebviewPanel('x', name, 1);", 'createWebviewPanel'],
  ['item.text = name;', 'text'],
  ["void commands.executeCommand('vscode.diff', left, right, name);", 'vscode.diff'],
  ['const row = new vscode.TreeItem(name);', 'TreeItem'],
  ['list.push(new Diagnostic(range, text));', 'Diagnostic'],
])('a new way around it is found: %s', (text, expected) => {
  const tree = ts.createSourceFile('src/x.ts', text, ts.ScriptTarget.ES2022, true);
  const found = listBypasses({ path: 'src/x.ts', text, tree, lines: 1, imports: [] });
  expect(found.map((each) => each.split(' ')[1]).join()).toBe(expected);
});

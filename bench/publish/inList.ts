import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { eventually, test as measure, reportValue, runTests } from '../../test/host/harness.js';
import { answering } from '../../test/host/person.js';
import { bucket } from './place.js';

/** Called by VS Code inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}

interface Row {
  readonly id: string;
  readonly kind?: string;
}

/** Whose tree to measure, `ours` or `bare`, and the number of objects in the folder. */
const { OSS_CDN_BENCH_TREE: tree = '', OSS_CDN_BENCH_COUNT: count = '' } = process.env;
const folderId = `folder:${bucket.name}/many/`;
/** After this time without questions VS Code has read all rows, ms. */
const quietMs = 1_500;
/** The last answers of the tree by the id of their parent, and the number of rows and lists that VS Code has read. */
const answers = new Map<string, readonly Row[]>();
let questions = 0;
let view: vscode.TreeView<Row> | undefined;

measure('the tree is shown', async () => {
  const { createTreeView } = vscode.window;
  Object.assign(vscode.window, {
    createTreeView: (id: string, options: vscode.TreeViewOptions<Row>) => {
      if (id !== 'ossCdn.explorer') return createTreeView(id, options);
      const { treeDataProvider } = options;
      view = createTreeView(id, {
        ...options,
        treeDataProvider: watch(tree === 'bare' ? bareTree() : treeDataProvider),
      });
      return view;
    },
  });
  if (tree === 'ours')
    await answering([{ row: 'Profile: bench' }], () => vscode.commands.executeCommand('ossCdn.signIn'));
  await vscode.commands.executeCommand('ossCdn.explorer.focus');
  await whenQuiet();
});

if (tree === 'bare')
  measure('all rows are shown', async () => {
    const before = readHeap();
    await expand('', folderId);
    await whenQuiet();
    reportValue('bytes', readHeap() - before);
  });
else
  measure('a bucket and a folder are opened, and all rows are loaded', async () => {
    reportValue('bucketMs', await expand('buckets', `bucket:${bucket.name}`));
    await whenQuiet();
    const before = readHeap();
    reportValue('folderMs', await expand(`bucket:${bucket.name}`, folderId));
    await whenQuiet();
    const start = performance.now();
    await loadAll();
    reportValue('loadMs', performance.now() - start);
    await whenQuiet();
    reportValue('bytes', readHeap() - before);
    let rows = 0;
    for (const { kind, id } of answers.get(folderId) ?? []) {
      if (kind === 'range') await expand(folderId, id);
      rows += kind === 'range' ? (answers.get(id)?.length ?? 0) : 1;
    }
    await whenQuiet();
    reportValue('rows', rows);
    reportValue('openedBytes', readHeap() - before);
  });

/** A folder of rows that have nothing but a label and an id. */
function bareTree(): vscode.TreeDataProvider<Row> {
  const folder = { id: folderId };
  const toRow = (_: unknown, at: number) => ({
    id: `object:${bucket.name}/many/page-${String(at).padStart(6, '0')}.html`,
  });
  const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);
  return {
    getChildren: (row) => (row ? Array.from({ length: Number(count) }, toRow) : [folder]),
    getParent: (row) => (row.id === folderId ? undefined : folder),
    getTreeItem: ({ id }) => Object.assign(new vscode.TreeItem(nameOf(id), id === folderId ? 1 : 0), { id }),
  };
}

function watch(provider: vscode.TreeDataProvider<Row>): vscode.TreeDataProvider<Row> {
  const [getChildren, getTreeItem] = [provider.getChildren.bind(provider), provider.getTreeItem.bind(provider)];
  return Object.assign(provider, {
    getChildren: async (row?: Row) => {
      const rows = (await getChildren(row)) ?? [];
      answers.set(row?.id ?? '', rows);
      questions++;
      return rows;
    },
    getTreeItem: (row: Row) => {
      questions++;
      return getTreeItem(row);
    },
  });
}

/** Expands a row. Returns the time until the provider has answered with its first rows, ms. */
async function expand(parent: string, id: string): Promise<number> {
  const row = await eventually(`the row ${id}`, () => answers.get(parent)?.find((each) => each.id === id));
  const start = performance.now();
  const revealed = view?.reveal(row, { expand: true });
  await eventually(`the rows of ${id}`, () => answers.get(id), 1);
  const ms = performance.now() - start;
  await revealed;
  return ms;
}

/** Presses Load More until there are no more. */
async function loadAll(): Promise<void> {
  for (let rows = answers.get(folderId); rows?.at(-1)?.kind === 'more'; rows = answers.get(folderId)) {
    const before = rows;
    await vscode.commands.executeCommand('ossCdn.loadMore', folderId);
    await eventually('more rows', () => (answers.get(folderId) === before ? undefined : true), 20);
  }
}

async function whenQuiet(): Promise<void> {
  for (let before = -1; before !== questions; ) {
    before = questions;
    await pause(quietMs);
  }
}

/** Returns the bytes of the heap of the extension host after a garbage collection. */
function readHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

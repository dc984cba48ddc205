import { beforeEach, expect, it, vi } from 'vitest';
import { registerExplorer } from '../../../../../src/features/explorer/register.js';
import { resetEditor, window } from '../../../../support/fakeVscode.js';
import { createWorld, live, plan } from '../../../core/onboarding/world.js';

beforeEach(resetEditor);

interface Rows {
  onDidChangeTreeData(listen: (rows: unknown) => unknown): unknown;
  getChildren(row?: object): Promise<readonly { readonly kind: string }[]>;
  getTreeItem(row: object): { readonly description?: unknown };
}

/** The first row of a kind, below the groups. */
async function findRow(rows: Rows | undefined, kind: string): Promise<object> {
  for (const group of (await rows?.getChildren()) ?? []) {
    const found = (await rows?.getChildren(group))?.find((row) => row.kind === kind);
    if (found) return found;
  }
  throw new Error(`no row: ${kind}`);
}

it('the time of a wait is updated in its row while the view is shown', async () => {
  const tree = window.createTreeView();
  let rows: Rows | undefined;
  const open = (_id: string, { treeDataProvider }: { treeDataProvider: Rows }) => {
    rows = treeDataProvider;
    return { ...tree, visible: true };
  };
  vi.spyOn(window, 'createTreeView').mockImplementation(open as never);
  const world = createWorld();
  const board = world.openWindow('one');
  const { session } = world.depsOf('one');
  const memory = { get: () => undefined, set: async () => undefined };
  const log = { debug: () => undefined, failure: () => undefined };
  registerExplorer({ session, board, settings: { get: () => [] }, log, clock: world.clock, memory } as never);
  const id = await board.start(plan);
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.online.state === 'waiting');
  const row = await findRow(rows, 'run');
  const drawn: unknown[] = [];
  rows?.onDidChangeTreeData((changed) => {
    if ([changed].flat().includes(row)) drawn.push(rows?.getTreeItem(row).description);
  });
  const before = rows?.getTreeItem(row).description;
  await world.clock.advance(5_000);
  expect({ before, drawn }).toEqual({
    before: expect.stringMatching(/ · 10 s$/),
    drawn: [expect.stringMatching(/ · 15 s$/)],
  });
});

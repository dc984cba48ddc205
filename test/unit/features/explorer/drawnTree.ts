import { ExplorerTree } from '../../../../src/features/explorer/explorerTree.js';
import { groups, type Node } from '../../../../src/features/explorer/node.js';
import { createWorld, plan } from '../../core/onboarding/world.js';

/** A tree that VS Code has drawn, and what it is told to draw again. */
export async function drawn(isRunning = true) {
  const world = createWorld();
  const board = world.openWindow('one');
  if (isRunning) await board.start(plan);
  await board.load();
  const { session } = world.depsOf('one');
  const settings = { get: () => [] };
  const memory = { get: () => undefined };
  const tree = new ExplorerTree({ session, board, clock: world.clock, settings, memory } as never);
  const fired: unknown[] = [];
  tree.onDidChangeTreeData((what) => fired.push(what));
  const draw = async (node?: Node): Promise<Node[]> => {
    const rows = await tree.getChildren(node);
    for (const row of rows) tree.getTreeItem(row);
    return rows;
  };
  const [run] = await draw(groups.runs);
  const steps = run ? await draw(run) : [];
  return { world, board, tree, fired, draw, run, steps };
}

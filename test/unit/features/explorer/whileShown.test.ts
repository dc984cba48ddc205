import { expect, test } from 'vitest';
import { window } from 'vscode';
import { AppError } from '../../../../src/core/errors.js';
import type { ExplorerTree } from '../../../../src/features/explorer/explorerTree.js';
import { groups, type Node } from '../../../../src/features/explorer/node.js';
import { registerExplorer, repeatWhileShown } from '../../../../src/features/explorer/register.js';
import { EventEmitter, editor, packageJSON } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { createWorld } from '../../core/onboarding/world.js';

const hour = 3_600_000;

function open(visible: boolean) {
  const clock = createVirtualClock();
  const changed = new EventEmitter<{ visible: boolean }>();
  const view = { visible, onDidChangeVisibility: changed.event };
  let done = 0;
  const work = async () => void done++;
  const repeating = repeatWhileShown(view as never, clock, hour, work);
  const show = (shown: boolean) => {
    view.visible = shown;
    changed.fire({ visible: shown });
  };
  return { clock, show, repeating, count: () => done };
}

test('the work is done each hour while the view is shown, and no timer runs while it is hidden', async () => {
  const { clock, show, count } = open(true);
  await clock.advance(2 * hour);
  expect(count()).toBe(2);
  show(false);
  await clock.advance(3 * hour);
  expect({ count: count(), waiting: clock.waiting }).toEqual({ count: 2, waiting: 0 });
  show(true);
  await clock.advance(hour - 1);
  expect(count()).toBe(2);
  await clock.advance(1);
  expect(count()).toBe(3);
});

test('the work ends when it is disposed', async () => {
  const { clock, repeating, count } = open(true);
  repeating.dispose();
  await clock.advance(hour);
  expect({ count: count(), waiting: clock.waiting }).toEqual({ count: 0, waiting: 0 });
});

test('a hidden view makes no call for ten minutes, whatever is to be read again', async () => {
  const world = createWorld();
  const { cloud, clock } = world;
  cloud.addDomain('a.example.com', 'site');
  cloud.oss.listBuckets = async () => {
    cloud.calls.push('oss.listBuckets');
    throw new AppError('offline');
  };
  const shown = new EventEmitter<{ visible: boolean }>();
  const selected = new EventEmitter<{ selection: readonly Node[] }>();
  const view = {
    visible: true,
    onDidChangeVisibility: shown.event,
    onDidChangeSelection: selected.event,
    dispose: () => undefined,
  };
  let tree: ExplorerTree | undefined;
  Object.assign(window, {
    createTreeView: (_id: string, { treeDataProvider }: { treeDataProvider: ExplorerTree }) => {
      tree = treeDataProvider;
      return view;
    },
  });
  const settings = { get: () => [] };
  const memory = { get: () => undefined };
  const log = { debug: () => undefined };
  const context = { extension: { packageJSON } };
  const { session } = world.depsOf('one');
  registerExplorer({ session, board: world.openWindow('one'), clock, settings, memory, log, context } as never);
  await tree!.getChildren();
  const [row] = await tree!.getChildren(groups.domains);
  await tree!.getChildren(groups.buckets);
  await clock.settle();
  selected.fire({ selection: [row!] });
  await clock.settle();
  expect(cloud.calls).toContain('oss.listBuckets');

  view.visible = false;
  shown.fire({ visible: false });
  cloud.calls.length = 0;
  await editor.commands.get('ossCdn.refreshExplorer')?.('domains' as never);
  await clock.advance(10 * 60_000);
  expect({ calls: cloud.calls, waiting: clock.waiting }).toEqual({ calls: [], waiting: 0 });
});

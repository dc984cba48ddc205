import { expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { ExplorerTree } from '../../../../src/features/explorer/explorerTree.js';
import { retryWhileShown } from '../../../../src/features/explorer/reach.js';
import { EventEmitter } from '../../../support/fakeVscode.js';
import { createWorld } from '../../core/onboarding/world.js';

/** A tree in a view, drawn as VS Code does: what is shown is read again when it is told to. */
async function open() {
  const world = createWorld();
  const { cloud, clock } = world;
  const { session } = world.depsOf('one');
  const [settings, memory] = [{ get: () => [] }, { get: () => undefined }];
  const tree = new ExplorerTree({ session, board: world.openWindow('one'), clock, settings, memory } as never);
  let shown: string[] = [];
  let latest = 0;
  const draw = async () => {
    const own = ++latest;
    const roots = await tree.getChildren();
    const rows = await Promise.all(roots.map((root) => tree.getChildren(root)));
    if (own === latest) shown = [...roots.map(({ id }) => id), ...rows.flat().map(({ kind }) => kind)];
  };
  const draws: Promise<void>[] = [];
  tree.onDidChangeTreeData(() => void draws.push(draw()));
  const changed = new EventEmitter<{ visible: boolean }>();
  const view = { visible: true, onDidChangeVisibility: changed.event };
  const retry = (signal: AbortSignal) => tree.retryUnreachable(signal);
  const retrying = retryWhileShown(view as never, { reach: tree.reach, retry }, clock);
  const show = (visible: boolean) => {
    view.visible = visible;
    changed.fire({ visible });
  };
  const works = { buckets: cloud.oss.listBuckets, domains: cloud.cdn.listDomains };
  let calls = 0;
  const fail = (kind: 'offline' | 'proxyRefused') => {
    const refuse = async () => {
      calls++;
      throw new AppError(kind);
    };
    cloud.oss.listBuckets = refuse;
    if (kind === 'offline') cloud.cdn.listDomains = refuse;
  };
  const restore = () => {
    cloud.oss.listBuckets = works.buckets;
    cloud.cdn.listDomains = works.domains;
  };
  const callsDuring = async (ms: number) => {
    const before = calls;
    await clock.advance(ms);
    return calls - before;
  };
  return { clock, tree, draw, show, fail, restore, retrying, callsDuring, shown: () => shown };
}

const offline = ['offline', []] as const;
const refused = ['proxyRefused', ['start', 'buckets', 'domains', 'failed', 'empty']] as const;

test.each([offline, refused])('the tree is read again after it could not be reached: %s', async (kind, lost) => {
  const { clock, draw, fail, restore, shown, callsDuring } = await open();
  fail(kind);
  await draw();
  await clock.settle();
  expect({ shown: shown(), waiting: clock.waiting }).toEqual({ shown: lost, waiting: 1 });
  expect(await callsDuring(9_999)).toBe(0);
  expect(await callsDuring(1)).toBeGreaterThan(0);
  // The pauses grow: 20 s, 40 s, and then 60 s each.
  expect(await callsDuring(19_999)).toBe(0);
  expect(await callsDuring(1)).toBeGreaterThan(0);
  await clock.advance(40_000);
  expect(await callsDuring(59_999)).toBe(0);
  expect(await callsDuring(1)).toBeGreaterThan(0);
  expect(shown()).toEqual(lost);
  restore();
  await clock.advance(60_000);
  expect(shown()).toContain('bucket');
  expect({ waiting: clock.waiting, failed: shown().includes('failed') }).toEqual({ waiting: 0, failed: false });
});

test('a hidden view is not read again, and one that becomes visible is', async () => {
  const { clock, draw, show, fail, retrying, callsDuring } = await open();
  fail('offline');
  await draw();
  show(false);
  expect({ calls: await callsDuring(600_000), waiting: clock.waiting }).toEqual({ calls: 0, waiting: 0 });
  show(true);
  expect(await callsDuring(10_000)).toBeGreaterThan(0);
  retrying.dispose();
  expect({ calls: await callsDuring(600_000), waiting: clock.waiting }).toEqual({ calls: 0, waiting: 0 });
});

test('a tree that the user reads again starts with the shortest pause, and stops once it can be read', async () => {
  const { clock, tree, draw, fail, restore, shown, callsDuring } = await open();
  fail('offline');
  await draw();
  await clock.advance(70_000);
  tree.refresh();
  await clock.settle();
  expect(await callsDuring(10_000)).toBeGreaterThan(0);
  restore();
  tree.refresh();
  await clock.settle();
  expect({ shown: shown().includes('bucket'), waiting: clock.waiting }).toEqual({ shown: true, waiting: 0 });
});

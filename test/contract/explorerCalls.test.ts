import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/disk/clock.js';
import { ExplorerTree } from '../../src/features/explorer/explorerTree.js';
import { groups, type Node } from '../../src/features/explorer/node.js';
import { eventually } from '../support/eventually.js';
import { makeLargeAccount } from '../support/largeAccount.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

let opened: SandboxCloud;
beforeEach(async () => {
  opened = await openSandboxCloud();
});
afterEach(() => opened.stop());

/** A tree in the role of which VS Code draws the groups, and nothing that is collapsed. */
function openTree() {
  const session = {
    account: { id: '1', source: { kind: 'secret' } },
    onDidChange: () => ({ dispose: () => undefined }),
    cloud: async () => opened.cloud,
  };
  const settings = { get: () => [`127.0.0.1:${opened.sandbox.dnsPort}`] };
  const memory = { get: () => undefined, set: async () => undefined };
  const log = { debug: () => undefined };
  const tree = new ExplorerTree({ session, board: { runs: [] }, clock: systemClock, settings, memory, log } as never);
  const draw = async (parent?: Node) => {
    const rows = await tree.getChildren(parent);
    for (const row of rows) tree.getTreeItem(row);
    return rows;
  };
  tree.onDidChangeTreeData((changed) => {
    for (const node of Array.isArray(changed) ? changed : []) tree.getTreeItem(node);
    if (changed && !Array.isArray(changed) && changed.kind === 'group') void draw(changed);
  });
  const drawAll = async () => {
    await draw();
    return Promise.all([draw(groups.buckets), draw(groups.domains)]);
  };
  return { tree, drawAll };
}

const descriptionOf = (tree: ExplorerTree, node: Node | undefined) =>
  String(node && tree.getTreeItem(node).description);
const countsOf = (since = 0) => {
  const actions = opened.sandbox.state.calls.slice(since).map(({ action }) => action);
  return Object.fromEntries([...new Set(actions)].map((each) => [each, actions.filter((one) => one === each).length]));
};

test('309 buckets and 207 domains take at most 20 calls at sign-in and at a refresh of the view, and a look takes one for its row', async () => {
  makeLargeAccount(opened.sandbox.state, 309, 207);
  const { calls } = opened.sandbox.state;
  await opened.cloud.sts.readCaller(new AbortController().signal);
  const { tree, drawAll } = openTree();
  const seeAll = async () => {
    const [buckets, domains] = await drawAll();
    expect([buckets.length, domains.length]).toEqual([309, 207]);
    const unseen = () => domains.filter((row) => descriptionOf(tree, row).includes('no CNAME detected'));
    await eventually(() => expect(unseen()).toHaveLength(207));
    return { bucket: buckets[300], domain: domains[200] };
  };
  await seeAll();
  const whole = { GetCallerIdentity: 1, ListBuckets: 1, DescribeUserDomains: 1, DescribeDomainCname: 5 };
  expect(countsOf()).toMatchObject(whole);
  expect(calls.length).toBeLessThanOrEqual(20);

  const before = calls.length;
  tree.refresh();
  const { bucket, domain } = await seeAll();
  expect(calls.length - before).toBeLessThanOrEqual(20);

  const beforeLook = calls.length;
  tree.look([bucket!, domain!]);
  await eventually(() => {
    expect(descriptionOf(tree, bucket)).toContain('public access blocked');
    expect(descriptionOf(tree, domain)).toContain('no automatic refresh');
  });
  expect(countsOf(beforeLook)).toEqual({ GetBucketInfo: 1, ListCname: 1 });
});

test('of long lists of domains and buckets the first rows are there after the first call, and all after the last', async () => {
  makeLargeAccount(opened.sandbox.state, 3_000, 3_000);
  const late = { after: 1, count: 99, ms: 300 };
  opened.fail('DescribeUserDomains', 'latency', late);
  opened.fail('ListBuckets', 'latency', late);
  const { tree, drawAll } = openTree();
  const [buckets, domains] = await drawAll();
  expect([buckets.length, domains.length]).toEqual([1_000, 500]);
  const all = () => Promise.all([tree.getChildren(groups.buckets), tree.getChildren(groups.domains)]);
  await eventually(async () => expect((await all()).map(({ length }) => length)).toEqual([3_000, 3_000]));
  expect(countsOf()).toMatchObject({ ListBuckets: 3, DescribeUserDomains: 6 });
});

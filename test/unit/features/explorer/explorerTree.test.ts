import { expect, it } from 'vitest';
import { TreeItemCollapsibleState } from 'vscode';
import { AppError } from '../../../../src/core/errors.js';
import { bucketCommands } from '../../../../src/features/explorer/bucketCommands.js';
import type { ExplorerTree } from '../../../../src/features/explorer/explorerTree.js';
import { groups } from '../../../../src/features/explorer/node.js';
import { eventually } from '../../../support/eventually.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { live, plan } from '../../core/onboarding/world.js';
import { drawn } from './drawnTree.js';

it('redraws only the changed rows where the runs are the same', async () => {
  const { world, board, tree, fired, draw, run, steps } = await drawn();
  // The run has moved on since the rows were read.
  for (const row of [run, ...steps]) if (row) tree.getTreeItem(row);
  tree.showRuns(false);
  expect(fired).toEqual([]);
  board.onDidChange(() => tree.showRuns(false));
  await world.clock.advance(10_000);
  expect(board.runs[0]?.record.steps.domain.state).not.toBe('pending');
  const rows = new Set(fired.flat());
  expect(rows).toContain(run);
  expect(rows).toContain(steps.find((row) => row.kind === 'step' && row.step === 'online'));
  expect(rows).not.toContain(steps.at(-1));
  expect(rows).not.toContain(groups.runs);
  expect(await draw(groups.runs)).toEqual([run]);
  expect((await draw(run))[0]).toBe(steps[0]);
});

it('redraws the group of the runs when there are other runs', async () => {
  const { board, tree, fired } = await drawn();
  await board.start({ ...plan, domain: 'other.example.com' });
  await board.load();
  expect(board.runs).toHaveLength(2);
  tree.showRuns(false);
  expect(fired.at(-1)).toBe(groups.runs);
  tree.showRuns(true);
  expect(fired.at(-1)).toBeUndefined();
});

it.each([
  ['the first run has come', (tree: ExplorerTree) => tree.showRuns(true)],
  ['the user refreshed the view', (tree: ExplorerTree) => tree.refresh()],
])('refreshes no row of the runs while VS Code still reads their list, after %s', async (_what, readAgain) => {
  const { world, board, tree, fired, draw, run } = await drawn();
  board.onDidChange(() => tree.showRuns(false));
  readAgain(tree);
  fired.length = 0;
  await world.clock.advance(10_000);
  expect(board.runs[0]?.record.steps.domain.state).not.toBe('pending');
  expect(fired).toEqual([]);
  const [row] = await draw(groups.runs);
  await draw(row);
  const { cloud } = world;
  cloud.bringOnline(plan.domain);
  await world.clock.advance(30_000);
  expect(fired.flat()).toContain(run);
});

it('redraws the row of a run below its domain also when there are other runs', async () => {
  const { world, board, tree, fired, draw } = await drawn();
  await world.clock.advance(10_000);
  const [row] = await draw(groups.domains);
  const facts = await draw(row);
  const fact = facts.find((node) => node.kind === 'fact' && node.fact === 'run');
  expect(fact).toBeDefined();
  await world.clock.advance(600_000);
  await board.start({ ...plan, domain: 'other.example.com' });
  await board.load();
  fired.length = 0;
  tree.showRuns(false);
  expect(fired.flat()).toContain(fact);
});

it('redraws each domain alone after reading the same ones again, and their group when there are others', async () => {
  const { world, tree, fired, draw } = await drawn(false);
  const { domains } = world.cloud.state;
  const first = { name: 'a.example.com', status: 'online', type: 'web', sources: [], httpsOn: false } as const;
  domains.set(first.name, first);
  const [row] = await draw(groups.domains);
  await eventually(() => expect(fired).toEqual([[row], [row]]));
  fired.length = 0;
  domains.set(first.name, { ...first, status: 'offline' });
  await tree.refreshDomains();
  expect(fired[0]).toEqual([row]);
  expect(row).toMatchObject({ domain: { status: 'offline' } });
  domains.set('b.example.com', { ...first, name: 'b.example.com' });
  await tree.refreshDomains();
  expect(fired.at(-1)).toBe(groups.domains);
});

/** Lets calls wait until it is told to let them go. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it('shows the newest fact of a domain although an older reading of the list ends later', async () => {
  const { world, tree, draw } = await drawn(false);
  const { cdn, state } = world.cloud;
  const name = 'a.example.com';
  state.domains.set(name, { name, status: 'online', type: 'web', sources: [], httpsOn: false });
  state.cnameConfigured = true;
  const [row] = await draw(groups.domains);
  await eventually(() => expect(world.cloud.calls).toContain('cdn.readCnameStates'));
  const look = () => String(tree.getTreeItem(row!).description);
  expect(look()).not.toContain('CNAME');

  state.cnameConfigured = false;
  const { listDomains, readCnameStates } = cdn;
  const [list, fact] = [gate(), gate()];
  cdn.readCnameStates = (...given) => fact.opened.then(() => readCnameStates(...given));
  cdn.listDomains = (signal) => list.opened.then(() => listDomains(signal));
  const lists = () => world.cloud.calls.filter((call) => call === 'cdn.listDomains').length;
  const before = lists();
  const older = tree.refreshDomains();
  await eventually(() => expect(lists()).toBe(before + 1));
  cdn.listDomains = listDomains;
  await tree.refreshDomains();
  list.open();
  await older;
  fact.open();
  await eventually(() => expect(look()).toContain('CNAME'));
});

it('a domain opens to its known facts, and the row of its run follows the run', async () => {
  const { world, board, tree, fired, draw } = await drawn();
  const { domains } = world.cloud.state;
  domains.set(plan.domain, { name: plan.domain, status: 'offline', type: 'web', sources: [], httpsOn: false });
  const [row] = await draw(groups.domains);
  const facts = (await draw(row)).filter((each) => each.kind === 'fact');
  expect(facts.map((each) => each.fact)).toEqual(['origin', 'https', 'record', 'run']);
  const before = tree.getTreeItem(facts.at(-1)!).description;
  board.onDidChange(() => tree.showRuns(false));
  fired.length = 0;
  await world.clock.advance(10_000);
  expect(fired.flat()).toContain(facts.at(-1));
  expect(fired.flat()).not.toContain(facts[0]);
  expect(tree.getTreeItem(facts.at(-1)!).description).not.toBe(before);
});

it('an open row of a run is replaced by a closed one once the run is finished', async () => {
  const { world, board, tree, fired, draw, run } = await drawn();
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const before = tree.getTreeItem(run!);
  await live(world, board, board.runs[0]?.record.id ?? '');
  expect(board.runs[0]?.activity).toBe('finished');
  tree.showRuns(false);
  expect(fired.flat()).toContain(groups.runs);
  const [row] = await draw(groups.runs);
  const after = tree.getTreeItem(row!);
  expect([before, after].map(({ collapsibleState }) => collapsibleState)).toEqual([Expanded, Collapsed]);
  // VS Code keeps a row with the same id as the user left it.
  expect(after.id).not.toBe(before.id);
});

it('the row of a finished run leaves its domain when it leaves the list of runs', async () => {
  const { world, board, draw } = await drawn(false);
  await live(world, board, await board.start(plan));
  const isShown = async () => {
    const [row] = await draw(groups.domains);
    return (await draw(row)).some((each) => each.kind === 'fact' && each.fact === 'run');
  };
  expect({ activity: board.runs[0]?.activity, isShown: await isShown() }).toEqual({
    activity: 'finished',
    isShown: true,
  });
  await world.clock.advance(25 * 3_600_000);
  expect({ rows: await draw(groups.runs), isShown: await isShown() }).toEqual({ rows: [], isShown: false });
});

it('has a row for each topic of delivery below a domain, which is read again after a change', async () => {
  const { world, tree, fired, draw } = await drawn(false);
  const { cloud } = world;
  const domain = { name: 'a.example.com', status: 'online', type: 'web', sources: [], httpsOn: false } as const;
  cloud.state.domains.set(domain.name, domain);
  const config = (functionName: string, args: Record<string, string>) =>
    ({ id: functionName, functionName, args, status: 'success' }) as const;
  cloud.state.configs.set(domain.name, [
    config('gzip', { enable: 'on' }),
    config('host_redirect', { regex: '^/[^.]*$', replacement: '/index.html', flag: 'break' }),
    config('aliauth', { auth_type: 'type_a', auth_key1: 'very-secret' }),
    config('unheard_of', { foreign: 'x' }),
  ]);
  const [row] = await draw(groups.domains);
  const delivery = (await draw(row!)).at(-1);
  const calls = () => cloud.calls.filter((each) => each === 'cdn.listConfigs').length;
  expect({ kind: delivery?.kind, calls: calls() }).toEqual({ kind: 'delivery', calls: 0 });
  const items = (await draw(delivery!)).map((each) => tree.getTreeItem(each));
  expect(items.map(({ label, description }) => `${String(label)}: ${String(description)}`)).toEqual([
    'Site type: Single-Page App',
    'Cache: by the headers of the files',
    'Compression: gzip',
    'Other sites (CORS): not set',
    'Response headers: none',
    'Access: URL signing: type A',
    'Other settings: 1 in the console',
  ]);
  expect(JSON.stringify(items)).not.toContain('very-secret');
  await draw(delivery!);
  expect(calls()).toBe(1);
  fired.length = 0;
  await tree.refreshDomains();
  expect(fired.flat()).toContain(row);
  await draw(delivery!);
  expect(calls()).toBe(2);
});

it('a click on an object opens it, and its tooltip says its size, date and type', async () => {
  const { world, tree, draw } = await drawn(false);
  const { cloud } = world;
  const [bucket] = await draw(groups.buckets);
  if (bucket?.kind !== 'bucket') throw new Error('no bucket');
  const headers = { 'content-type': 'text/css' };
  const { signal } = new AbortController();
  await cloud.oss.putObject(bucket.argument, 'a.css', { body: new Uint8Array(1234), headers }, signal);
  const row = (await draw(bucket)).find((each) => each.kind === 'object');
  const item = tree.getTreeItem(row!);
  expect(item.command).toMatchObject({
    command: 'ossCdn.openObject',
    arguments: [{ bucket: bucket.argument, key: 'a.css' }],
  });
  const tooltip = async () => String((await tree.resolveTreeItem(item, row!)).tooltip).split('\n');
  const lines = await tooltip();
  expect(lines.filter((line) => !line.startsWith('Modified: '))).toEqual([
    'a.css',
    'Size: 1.2 KB (1,234 bytes)',
    'Content type: text/css',
  ]);
  expect(lines.find((line) => line.startsWith('Modified: '))).toMatch(/\d{4}/);
  cloud.oss.readObjectHead = () => Promise.reject(new AppError('forbidden'));
  expect((await tooltip()).some((line) => line.startsWith('Content type'))).toBe(false);
});

it('finds the objects of a bucket by their prefix before it was opened, and shows all again when the prefix is cleared', async () => {
  const { world, tree, fired, draw } = await drawn(false);
  const [bucket] = await draw(groups.buckets);
  if (bucket?.kind !== 'bucket') throw new Error('no bucket');
  const { signal } = new AbortController();
  for (const key of ['a.css', 'b.css'])
    await world.cloud.oss.putObject(bucket.argument, key, { body: new Uint8Array(1), headers: {} }, signal);
  await eventually(() => expect(fired).toEqual([[bucket]]));
  const ui = scriptedUi([{ type: '/b', refused: 'Object names cannot begin with this' }, { type: 'b' }]);
  fired.length = 0;
  expect(await bucketCommands.findByPrefix({ ui }, tree, bucket.argument)).toBe(bucket);
  expect({ fired, parent: tree.getParent(bucket) }).toEqual({ fired: [bucket], parent: groups.buckets });
  const rows = await draw(bucket);
  expect(rows.map((row) => String(tree.getTreeItem(row).label))).toEqual(['Prefix: b', 'b.css']);
  expect(tree.getTreeItem(rows[0]!).command).toMatchObject({ command: 'ossCdn.clearPrefix', arguments: [bucket.id] });
  tree.setFilter(bucket.id, '');
  expect((await draw(bucket)).map(({ kind }) => kind)).toEqual(['object', 'object', 'object']);
  ui.end();
});

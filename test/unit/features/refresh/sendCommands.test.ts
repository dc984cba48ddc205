import { beforeEach, describe, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { createMappedObjects } from '../../../../src/features/publishing/mapping/mappedObjects.js';
import { MappingStore } from '../../../../src/features/publishing/mapping/mappingStore.js';
import { RecentWork } from '../../../../src/features/publishing/state/recentWork.js';
import { prefetchUrls, refreshFolder, refreshUrls } from '../../../../src/features/refresh/refreshCommands.js';
import type { SendDeps } from '../../../../src/features/refresh/sendUrls.js';
import type { CdnTarget } from '../../../../src/host/commandIds.js';
import { editor, resetEditor, workspace } from '../../../support/fakeVscode.js';
import { disk as workspaceDisk } from '../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../support/memoryFiles.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const at = (path: string) => `https://img.example.com${path}`;
let cloud: MemoryCloud;
let disk: ReturnType<typeof createMemoryFiles>;

beforeEach(() => {
  resetEditor();
  editor.press = (_button, { kind }) => kind === 'warning';
  cloud = createMemoryCloud();
  disk = createMemoryFiles({ now: () => 0 });
  cloud.addDomain('img.example.com', bucket.name);
  map({});
});

function map(...mappings: readonly object[]): void {
  const own = { folder: 'dist', bucket: bucket.name, region: bucket.region, refreshVariants: ['{path}?v=1'] };
  disk.save('/w/.vscode/oss-cdn.json', JSON.stringify({ mappings: mappings.map((each) => ({ ...own, ...each })) }));
}

type Command = typeof refreshUrls;

async function run(command: Command, ...given: CdnTarget[]): Promise<readonly string[]> {
  const deps = {
    session: { account: { id: '1' }, cloud: async () => cloud },
    clock: { now: () => 0, sleep: async () => undefined },
    log: { failure: () => undefined, debug: () => undefined, redact: (text: string) => text },
    onEnded: () => undefined,
    follow: new RecentWork(createVirtualClock()).follow,
    mappedObjects: createMappedObjects(new MappingStore(disk), disk),
  };
  await command(deps as unknown as SendDeps, given);
  return cloud.state.tasks.map(({ url }) => url);
}

describe('an object of the tree that a mapping of the workspace covers', () => {
  test('is refreshed with the variants of that mapping, as its file is', async () => {
    const ofTree = await run(refreshUrls, { bucket, key: 'a.js' });
    expect(ofTree).toEqual([at('/a.js'), at('/a.js?v=1')]);
    cloud.state.tasks.splice(0);
    expect(await run(refreshUrls, Uri.file('/w/dist/a.js').toString())).toEqual(ofTree);
  });

  test.each([
    ['another bucket', { bucket: 'other-site' }],
    ['a bucket of that name in another region', { region: 'cn-beijing' }],
    ['another prefix', { prefix: 'site/' }],
    ['files that this is none of', { include: ['*.css'] }],
    ['files but this one', { exclude: ['a.js'] }],
  ])('does not count as covered by a mapping for %s', async (_name, mapping) => {
    map(mapping);
    expect(await run(refreshUrls, { bucket, key: 'a.js' })).toEqual([at('/a.js')]);
  });

  test('is the one below the prefix, and not one that an inner mapping publishes elsewhere', async () => {
    map({ prefix: 'site/' }, { folder: 'dist/img', prefix: 'pictures/', refreshVariants: ['{path}?w=2'] });
    expect(
      await run(
        refreshUrls,
        { bucket, key: 'site/a.js' },
        { bucket, key: 'site/img/a.png' },
        { bucket, key: 'pictures/a.png' },
      ),
    ).toEqual(['/site/a.js', '/site/a.js?v=1', '/site/img/a.png', '/pictures/a.png', '/pictures/a.png?w=2'].map(at));
  });

  test('is refreshed alone while the workspace is not trusted', async () => {
    workspace.isTrusted = false;
    expect(await run(refreshUrls, { bucket, key: 'a.js' })).toEqual([at('/a.js')]);
  });

  test('has its variants neither prefetched nor refreshed with a folder', async () => {
    expect(await run(prefetchUrls, { bucket, key: 'a.js' })).toEqual([at('/a.js')]);
    expect(await run(refreshFolder, { bucket, key: 'css/a.css' })).toEqual([at('/a.js'), at('/css/')]);
  });
});

test.each([
  ['refreshed', refreshUrls, ['/a.js', '/a.js?v=1']],
  ['prefetched', prefetchUrls, ['/a.js']],
  ['refreshed with its folder', refreshFolder, ['/']],
])('a mapped file is %s at the existing domain, and the missing one is named', async (_name, command, paths) => {
  map({ domains: ['gone.example.org', 'img.example.com'] });
  expect(await run(command, Uri.file('/w/dist/a.js').toString())).toEqual(paths.map(at));
  const errors = () => editor.shown.filter(({ kind }) => kind === 'error').map(({ text }) => text);
  await expect.poll(errors).toEqual([expect.stringMatching(/^Not sent to CDN: .*: gone\.example\.org$/)]);
});

test('a mapped file without a domain is an error', async () => {
  map({ domains: ['gone.example.org'] });
  const refreshing = run(refreshUrls, Uri.file('/w/dist/a.js').toString());
  await expect(refreshing).rejects.toMatchObject({ kind: 'domainNotFound', details: { subject: 'gone.example.org' } });
});

test.each([
  ['dist/maps', 'The mapping publishes no file in this folder. Add files or change the mapping: dist/maps'],
  ['src', 'No mapping covers this: src'],
])('the folder %s without anything to refresh is reported with its reason', async (path, message) => {
  map({ exclude: ['*.map'] });
  for (const file of ['dist/maps/a.js.map', 'src/a.ts']) {
    disk.save(`/w/${file}`, file);
    workspaceDisk.files.set(`/w/${file}`, file);
  }
  expect(await run(refreshUrls, Uri.file(`/w/${path}`).toString())).toEqual([]);
  expect(editor.shown.map(({ text }) => text)).toEqual([message]);
});

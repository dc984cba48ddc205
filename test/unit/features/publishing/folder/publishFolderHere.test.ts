import { beforeEach, expect, test, vi } from 'vitest';
import type { DomainStatus } from '../../../../../src/core/ports/cdn.js';
import { publishFolderHere } from '../../../../../src/features/publishing/folder/publishFolderHere.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import type { CdnTarget } from '../../../../../src/host/commandIds.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';

vi.mock('../../../../../src/features/publishing/folder/publishFolder.js', () => ({
  publishFolder: async () => undefined,
}));

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

const bucket = { name: 'site', region: 'cn-hangzhou' };
/** The names of what stands in a folder on the disk. */
const list = async (folder: string) =>
  [...disk.files.keys()].flatMap((path) =>
    path.startsWith(`${folder}/`) ? [{ path: path.slice(folder.length + 1) }] : [],
  );

/** With the account's domains of the bucket, by their states; answers which were asked about and what was written. */
async function run(
  domains: Readonly<Record<string, DomainStatus>>,
  lines: readonly Line[],
  target: CdnTarget = bucket,
) {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  const sources = [
    { type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com', port: 80, priority: '20', weight: '10' },
  ] as const;
  for (const [name, status] of Object.entries(domains))
    cloud.state.domains.set(name, { name, status, type: 'web', sources, httpsOn: false });
  const ui = scriptedUi(lines);
  const deps = {
    session: { cloud: async () => cloud },
    ui,
    board: { runs: [] },
    log: { info: () => undefined },
    files: { list, realPath: async (path: string) => path },
  };
  await publishFolderHere({ deps } as unknown as Publishing, target);
  ui.end();
  const [asked, when] = ['Domains to Refresh', 'When to Publish'].map((each) =>
    ui.asked.find(({ title }) => title === each),
  );
  const written = disk.files.get('/w/.vscode/oss-cdn.json');
  const mapping = written === undefined ? undefined : JSON.parse(written).mappings[0];
  return { asked, when, mapping };
}

const upToDomains = [{ pick: '$(folder) dist' }, { type: '' }] as const;
const onSave = { pick: 'On Every Save' } as const;

test('a single online domain is used without a question', async () => {
  const { asked, mapping } = await run({ 'a.example.com': 'online', 'off.example.com': 'offline' }, [
    ...upToDomains,
    onSave,
  ]);
  expect({ asked, domains: mapping.domains }).toEqual({ asked: undefined, domains: ['a.example.com'] });
});

test('several online domains are offered, never a wildcard, with all domains of the bucket first', async () => {
  const domains = {
    'a.example.com': 'online',
    'b.example.com': 'online',
    'off.example.com': 'offline',
    '.w.example.com': 'online',
  } as const;
  const { asked, mapping } = await run(domains, [...upToDomains, { pick: 'b.example.com' }, onSave]);
  expect(asked?.labels).toEqual(['All Domains of the Bucket', 'a.example.com', 'b.example.com']);
  expect(mapping.domains).toEqual(['b.example.com']);
});

test('all domains of the bucket are written as no domains, so that later ones are included', async () => {
  const domains = { 'a.example.com': 'online', 'b.example.com': 'online' } as const;
  const { mapping } = await run(domains, [...upToDomains, { pick: 'All Domains of the Bucket' }, onSave]);
  expect(mapping).toEqual({ folder: 'dist', bucket: 'site', region: 'cn-hangzhou', prefix: '', onSave: 'publish' });
});

test('saving a file publishes it only where the user wants that', async () => {
  const { mapping } = await run({ 'a.example.com': 'online' }, [...upToDomains, { pick: 'Only When I Run Publish' }]);
  expect(mapping.onSave).toBe('off');
});

test.each([
  ['On Every Save and After Each Build', { onSave: 'publish', watch: ['**'] }],
  ['On Every Save', { onSave: 'publish' }],
  ['Only When I Run Publish', { onSave: 'off' }],
])('the output of a build is published: %s', async (pick, timing) => {
  const { mapping, when } = await run({ 'a.example.com': 'online' }, [...upToDomains, { pick }]);
  expect(when?.labels?.[0]).toBe('On Every Save and After Each Build');
  const { folder: _folder, bucket: _bucket, region: _region, prefix: _prefix, domains: _domains, ...rest } = mapping;
  expect(rest).toEqual(timing);
});

test('a folder with source files is not taken for build output', async () => {
  disk.files.set('/w/site/index.html', '');
  const { when } = await run({ 'a.example.com': 'online' }, [{ pick: '$(folder) site' }, { type: '' }, onSave]);
  expect(when?.labels).toEqual(['On Every Save', 'Only When I Run Publish']);
});

test('the domain whose row was clicked is preselected', async () => {
  const domains = { 'a.example.com': 'online', 'b.example.com': 'online' } as const;
  const { asked, mapping } = await run(domains, [...upToDomains, { pick: 'b.example.com' }, onSave], 'b.example.com');
  expect({ active: asked?.active, domains: mapping.domains }).toEqual({
    active: 'b.example.com',
    domains: ['b.example.com'],
  });
});

test('without an online domain nothing is asked, and an onboarding is offered', async () => {
  editor.press = (button) => button === 'Accelerate Bucket with CDN…';
  const { asked, mapping } = await run({ 'off.example.com': 'offline' }, []);
  expect({ asked, mapping }).toEqual({ asked: undefined, mapping: undefined });
  expect(shownTexts()).toEqual([
    'No online CDN domain of this account uses this bucket as its origin: site\n[Accelerate Bucket with CDN…]',
  ]);
  expect(editor.ran).toEqual([['ossCdn.onboard', { ...bucket, publishes: true }]]);
});

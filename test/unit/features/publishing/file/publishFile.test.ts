import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import { AllowedFiles } from '../../../../../src/core/publishing/secrets/allowedFiles.js';
import { publishFile } from '../../../../../src/features/publishing/file/publishFile.js';
import type { MappedFile } from '../../../../../src/features/publishing/mapping/mappingStore.js';
import type { Publishing } from '../../../../../src/features/publishing/services.js';
import type { CdnTarget } from '../../../../../src/host/commandIds.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk } from '../../../../support/fakeWorkspace.js';
import { createMemoryState } from '../../../../support/memoryState.js';

const mapping: Mapping = {
  folder: 'css',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  prefix: 'v1/',
  domains: ['img.example.com'],
  onSave: 'publish',
};
const folder = { uri: Uri.file('/w'), name: 'w', index: 0 };
/** Where links in a listed folder lead. */
const links = new Map<string, string>();
let sent: Publication[];
/** What files hold, and what the user has allowed in this workspace. */
const contents = new Map<string, string>();
let allowedFiles: AllowedFiles;
/** What was last done with the source maps of the folder. */
let maps: 'published' | 'leftOut' | undefined;

beforeEach(() => {
  sent = [];
  maps = undefined;
  resetEditor();
  editor.press = (button, { text }) => button === 'Publish Anyway' && text.includes('css/.env');
  links.clear();
  contents.clear();
  allowedFiles = new AllowedFiles(createMemoryState(), 'allowed');
  for (const file of ['a.css', 'b.css', '.env', 'server.pem', 'sub/c.css', 'sub/d.map', 'sub/.env.local'])
    disk.files.set(`/w/css/${file}`, '');
});

const texts = () => editor.shown.map(({ text }) => text);

function find(uri: { readonly path: string }): MappedFile | undefined {
  if (!uri.path.startsWith('/w/css/')) return undefined;
  const inside = uri.path.slice('/w/css/'.length);
  return { uri, folder, mapping, label: `css/${inside}`, inside, key: `v1/${inside}` } as unknown as MappedFile;
}

const realPath = async (path: string) => path;
const digest = async (path: string, onPiece: (piece: Uint8Array) => void) => {
  const bytes = Buffer.from(contents.get(path) ?? '');
  onPiece(bytes);
  return { md5: '', size: bytes.length };
};
const withAllowed = (publication: Publication) => allowedFiles.withAllowed(publication);

async function publish(...targets: readonly CdnTarget[]): Promise<readonly string[]> {
  const mappingStore = {
    identify: async () => undefined,
    repositoryOf: () => '',
    find: async (uri: { path: string }) => find(uri),
    findFolder: async (uri: { path: string }) => find(uri),
    get: find,
    getLeftOut: ({ path }: { path: string }) => (path.endsWith('too-long.css') ? {} : undefined),
    load: async () => undefined,
    folders: [{ folder, uri: { path: '/w/css' }, mapping }],
    rulesOf: () => ({ includes: (inside: string) => !inside.endsWith('.map'), headersOf: () => ({}) }),
  };
  const list = async (top: string) =>
    [...disk.files.keys()]
      .filter((path) => path.startsWith(`${top}/`))
      .map((path) => ({ path: path.slice(top.length + 1), ...(links.has(path) && { real: links.get(path) }) }));
  await publishFile(
    {
      mappingStore,
      deps: { session: { account: { id: '1' } }, files: { list, digest, stat: async () => undefined, realPath } },
      allowedFiles,
      sourceMaps: { get: () => maps },
      consentPrompt: { isGiven: async () => true },
      pause: { isOn: false },
      compared: new Map(),
      publisher: { enqueue: async (some: readonly Publication[]) => void sent.push(...some.map(withAllowed)) },
    } as unknown as Publishing,
    targets,
  );
  return sent.map(({ key }) => key);
}

test('every selected file is published, those in a selected folder as its mapping says', async () => {
  const keys = await publish('file:///w/css/a.css', 'file:///w/css/b.css', 'file:///w/css/sub');
  expect(keys).toEqual(['v1/a.css', 'v1/b.css', 'v1/sub/c.css']);
  expect(texts()).toEqual([]);
});

test('a link in a selected folder to a file that may hold secrets is not published', async () => {
  for (const [name, real] of [
    ['latest.css', 'c.css'],
    ['innocent.txt', '.env.local'],
  ] as const) {
    disk.files.set(`/w/css/sub/${name}`, '');
    links.set(`/w/css/sub/${name}`, real);
  }
  expect(await publish('file:///w/css/sub')).toEqual(['v1/sub/c.css', 'v1/sub/latest.css']);
});

test('each file that may hold secrets is asked about by its name, and published only after consent', async () => {
  const keys = await publish('file:///w/css/a.css', 'file:///w/css/.env', 'file:///w/css/server.pem');
  expect(keys).toEqual(['v1/a.css', 'v1/.env']);
  expect(sent.map(({ allowed }) => allowed)).toEqual([undefined, ['name']]);
  expect(texts().map((text) => text.split(': ')[1])).toEqual(['“css/.env”?', '“css/server.pem”?']);
});

test('the question shows the findings of the file by line without the secret, and is asked once for them', async () => {
  const secret = ['ghp', 'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtD'].join('_');
  contents.set('/w/css/.env', `A=1\nB=${secret}\n`);
  await publish('file:///w/css/.env');
  const [{ text, detail } = { text: '', detail: '' }] = editor.shown;
  expect(detail.split('\n').slice(0, 3)).toEqual([
    'What it looks like:',
    'a name that files with secrets or local state have',
    'line 2: a token of GitHub',
  ]);
  expect(`${text}${detail}${JSON.stringify(sent)}`).not.toContain(secret.slice(4, 16));
  expect(sent[0]?.allowed).toEqual(['name', 'token/GitHub']);
  await publish('file:///w/css/.env');
  expect(editor.shown.length).toBe(1);
  contents.set('/w/css/.env', `A=1\nB=${secret}\nC=postgres://app:k3J9wq2x@db/site\n`);
  await publish('file:///w/css/.env');
  expect(editor.shown.length).toBe(2);
  expect(sent.at(-1)?.allowed).toEqual(['name', 'token/GitHub', 'address']);
});

test.each([
  ['goes up only after a yes', undefined, 'Publish Source Maps', ['v1/a.css', 'v1/sub/d.map'], 1],
  ['stays without one', undefined, 'Cancel', ['v1/a.css'], 1],
  ['goes up where source maps are published', 'published', 'Cancel', ['v1/a.css', 'v1/sub/d.map'], 0],
] as const)('a source map %s', async (_title, choice, pressed, keys, questions) => {
  maps = choice;
  editor.press = (button) => button === pressed;
  expect(await publish('file:///w/css/a.css', 'file:///w/css/sub/d.map')).toEqual(keys);
  expect(texts().filter((text) => text === 'Publish source maps? Files: 1').length).toBe(questions);
});

test('selected files without a mapping are reported once, and the others are published', async () => {
  expect(await publish('file:///w/x.js', 'file:///w/css/a.css', 'file:///w/y.js')).toEqual(['v1/a.css']);
  expect(texts()).toEqual(['No mapping covers x.js and 1 more']);
});

test('a file with a name too long for an object is reported as such', async () => {
  expect(await publish('file:///w/too-long.css', 'file:///w/css/a.css')).toEqual(['v1/a.css']);
  expect(texts()).toEqual([expect.stringMatching(/^Not published because .* Files: 1, the first: too-long\.css$/)]);
});

test('an object is published from the file that its mapping puts there', async () => {
  const { bucket } = mapping;
  expect(await publish({ bucket, key: 'v1/a.css' })).toEqual(['v1/a.css']);
  expect(await publish({ bucket, key: 'other/a.css' })).toEqual(['v1/a.css']);
  expect(texts()).toEqual(['No mapping covers this: other/a.css']);
});

test('an object without its local file is reported as such', async () => {
  const { bucket } = mapping;
  expect(await publish({ bucket, key: 'v1/gone.css' })).toEqual([]);
  expect(texts()).toEqual(['No local file for this object. Restore the file, then publish it: v1/gone.css']);
});

test('a mapped folder without a file to publish is reported as that', async () => {
  disk.files.set('/w/css/maps/a.map', '');
  expect(await publish('file:///w/css/maps', 'file:///w/css/a.css')).toEqual(['v1/a.css']);
  expect(texts()).toEqual(['The mapping publishes no file in this folder. Add files or change the mapping: css/maps']);
  disk.files.set('/w/css/empty', undefined);
  await publish('file:///w/css/maps', 'file:///w/css/empty');
  expect(texts().at(-1)).toMatch(/^The mapping publishes no file in css\/maps and 1 more/);
});

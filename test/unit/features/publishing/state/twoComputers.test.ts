import { beforeAll, beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import type { WorkTree } from '../../../../../src/core/ports/local.js';
import { headName } from '../../../../../src/core/publishing/ownership.js';
import { findSubject } from '../../../../../src/features/publishing/onSaveConsent.js';
import { toMappedPlace } from '../../../../../src/features/publishing/publishFiles.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles, type MemoryFiles } from '../../../../support/memoryFiles.js';
import { createOnboardingFolder, type OnboardingWindow } from '../../../../support/onboardingFolder.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';

const domain = 'img.example.com';
const [older, published, newer, redesign] = ['1', '2', '3', '4'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
/** The commits in the history of each commit, with itself. */
const histories: Readonly<Record<string, readonly string[]>> = {
  [older]: [older],
  [published]: [older, published],
  [newer]: [older, published, newer],
  [redesign]: [older, redesign],
};

/** One computer: its files, its store, what the editor keeps, and its repository, if it has one. */
interface Computer {
  readonly files: MemoryFiles;
  readonly folder: ReturnType<typeof createOnboardingFolder>;
  /** The state of the repository; `undefined` without one. */
  tree: WorkTree | undefined;
  /** The commits that the repository has; those of its history by default. */
  commits?: readonly string[];
  /** How often git was started. */
  gits: number;
}

let clock: VirtualClock;
let cloud: MemoryCloud;

beforeAll(async () => {
  await import('../../../../../src/core/publishing/engine/engine.js');
  await import('../../../../../src/features/publishing/changes/lostChanges.js');
});
beforeEach(() => {
  resetEditor();
  clock = createVirtualClock();
  cloud = createMemoryCloud();
  cloud.state.now = clock.now;
  cloud.addBucket('site');
  cloud.addDomain(domain, 'site');
});

const clean = (commit: string, branch = 'main'): WorkTree => ({ commit, isClean: true, branch });
const objects = () => cloud.state.buckets.get('site')?.objects ?? new Map();
const textOf = (key: string) => Buffer.from(objects().get(key)?.body ?? '').toString();
/** Another tool writes an object. */
const putElsewhere = (key: string, text: string) =>
  cloud.oss.putObject(
    { name: 'site', region: 'cn-hangzhou' },
    key,
    { body: Buffer.from(text), headers: {} },
    new AbortController().signal,
  );
const questions = () => editor.shown.filter(({ kind }) => kind === 'warning');

function createComputer(tree: WorkTree | undefined): Computer {
  const files = createMemoryFiles(clock);
  return { files, folder: createOnboardingFolder({ bucket: 'site', domain }, files), tree, gits: 0 };
}

/** Works in a window of a computer, where the user has agreed to publish, and closes it. */
async function at(computer: Computer, work: (window: OnboardingWindow) => Promise<void>): Promise<void> {
  resetWorkspace();
  const { folder, files } = computer;
  folder.map();
  const read = async (path: string) => Buffer.from((await files.read(path)) ?? '').toString();
  disk.files.set('/w/.vscode/oss-cdn.json', await read('/w/.vscode/oss-cdn.json'));
  const window = folder.openWindow('one', cloud, clock, {
    contains: async (_folder, commit) => {
      computer.gits++;
      return (
        computer.tree !== undefined && (computer.commits ?? histories[computer.tree.commit] ?? []).includes(commit)
      );
    },
    describe: async () => {
      computer.gits++;
      return computer.tree;
    },
  });
  const { publishing } = window.feature;
  await publishing.mappingStore.load();
  const [mapped] = publishing.mappingStore.folders;
  if (!mapped) throw new Error('no mapping');
  await publishing.consentPrompt.give(await findSubject(publishing, mapped, '1', 'upload'));
  await work(window);
  await clock.advance(20_000);
  window.close();
}

/** Saves a file without its earlier content being known, as a tool does that writes a whole build. */
async function save(computer: Computer, window: OnboardingWindow, name: string, text: string): Promise<void> {
  computer.files.save(`/w/dist/${name}`, text);
  disk.files.set(`/w/dist/${name}`, text);
  await window.feature.onSaved(Uri.file(`/w/dist/${name}`));
  await clock.advance(5_000);
}

/** Notes a whole folder, as Publish Folder does when it has ended. */
function noteFolder({ feature: { publishing } }: OnboardingWindow): void {
  const [mapped] = publishing.mappingStore.folders;
  if (mapped) publishing.placeHeads.note(toMappedPlace(mapped, '1'));
}

/** Publishes two files as a whole from a state of the repository. */
async function publishSite(tree: WorkTree | undefined, later?: (computer: Computer) => void): Promise<Computer> {
  const computer = createComputer(tree);
  await at(computer, async (window) => {
    for (const name of ['index.html', 'site.css']) await save(computer, window, name, `published ${name}`);
    noteFolder(window);
    await clock.advance(10_000);
    later?.(computer);
  });
  return computer;
}

/** Another computer saves its own version. Resolves to the questions that its user was asked. */
async function saveElsewhere(tree: WorkTree | undefined, commits?: readonly string[]): Promise<readonly string[]> {
  const computer = createComputer(tree);
  if (commits) computer.commits = commits;
  await at(computer, (window) => save(computer, window, 'index.html', 'own version'));
  return questions().map(({ text }) => text);
}

const notInHistory = (from: string) => [`site/ was published from ${from}, which is not in your history`];
const unknown = [expect.stringMatching(/^Files in site\/ were not published from this computer\. Last change: /)];

test.each<[string, WorkTree | undefined, WorkTree | undefined, readonly unknown[], (readonly string[])?]>([
  ['the same commit', clean(published), clean(published), []],
  ['a newer commit', clean(published), clean(newer), []],
  ['a newer commit with changes', clean(published), { ...clean(newer), isClean: false }, []],
  ['an older checkout', clean(published), clean(older), notInHistory('2222222 (main)')],
  ['another branch', clean(redesign, 'redesign'), clean(published), notInHistory('4444444 (redesign)')],
  ['a detached head', { commit: redesign, isClean: true }, clean(published), notInHistory('4444444')],
  [
    'a shallow clone that ends before the commit',
    clean(published),
    clean(newer),
    notInHistory('2222222 (main)'),
    [newer],
  ],
  ['no repository', clean(published), undefined, notInHistory('2222222 (main)')],
  [
    'a publish with uncommitted changes',
    { ...clean(published), isClean: false },
    clean(published),
    ['site/ was published from 2222222 (main) with uncommitted changes'],
  ],
  ['a publish without a repository', undefined, clean(published), unknown],
])(
  'a file is saved on another computer over an object of a whole publish: %s',
  async (_name, from, on, asked, commits) => {
    await publishSite(from);
    expect(await saveElsewhere(on, commits)).toEqual(asked);
    expect(textOf('index.html')).toBe(asked.length === 0 ? 'own version' : 'published index.html');
  },
);

test.each<[string, (head: string) => string]>([
  ['cut off', (head) => head.slice(0, 20)],
  ['empty', () => ''],
  ['of a newer format', (head) => head.replace('"format":1', '"format":2')],
  ['with another commit text', (head) => head.replace(published, '--upload-pack=x')],
  ['with a time to come', (head) => head.replace(/"until":\d+/, `"until":${9e15}`)],
  ['without a time', (head) => head.replace(/"until":\d+/, '"until":"soon"')],
  ['with damaged names', (head) => head.replace('"until"', '"except":[1],"until"')],
])('a head that is %s makes nothing ours', async (_name, damage) => {
  await publishSite(clean(published));
  const head = textOf(headName);
  expect(head).toContain(published);
  await putElsewhere(headName, damage(head));
  expect(await saveElsewhere(clean(published))).toHaveLength(1);
  expect(textOf('index.html')).toBe('published index.html');
});

test('what was written after the head, or was not known to its computer, is asked about', async () => {
  const first = await publishSite(clean(published));
  await at(first, (window) => save(first, window, 'index.html', 'later'));
  expect(await saveElsewhere(clean(newer))).toEqual(unknown);
  expect(textOf('index.html')).toBe('later');
  const own = createComputer(clean(newer));
  await at(own, (window) => save(own, window, 'site.css', 'own version'));
  expect(questions()).toHaveLength(1);
  expect(textOf('site.css')).toBe('own version');
});

test('an object of another tool is named in the head and never ours', async () => {
  await putElsewhere('site.css', 'of another tool');
  const computer = createComputer(clean(published));
  await clock.advance(10_000);
  await at(computer, async (window) => {
    await save(computer, window, 'index.html', 'published index.html');
    noteFolder(window);
  });
  expect(JSON.parse(textOf(headName))).toMatchObject({ commit: published, isClean: true, except: ['site.css'] });
  const other = createComputer(clean(published));
  await at(other, (window) => save(other, window, 'site.css', 'own version'));
  expect({ asked: questions().length, text: textOf('site.css') }).toEqual({ asked: 1, text: 'of another tool' });
});

test('one answer is enough for a bucket that another tool has filled, without a repository', async () => {
  const names = Array.from({ length: 50 }, (_, at) => `page-${at}.html`);
  for (const name of names) await putElsewhere(name, 'of another tool');
  await clock.advance(10_000);
  editor.press = (button) => button === 'Publish Anyway';
  const computer = createComputer(undefined);
  await at(computer, async (window) => {
    for (const name of names) await save(computer, window, name, 'own version');
  });
  expect(questions()).toHaveLength(1);
  expect(new Set(names.map(textOf))).toEqual(new Set(['own version']));
});

test('what is written after that answer is asked about again', async () => {
  for (const name of ['a.html', 'b.html']) await putElsewhere(name, 'of another tool');
  await clock.advance(10_000);
  editor.press = (button) => button === 'Publish Anyway';
  const computer = createComputer(undefined);
  await at(computer, (window) => save(computer, window, 'a.html', 'own version'));
  await putElsewhere('b.html', 'of a colleague');
  editor.press = () => false;
  await at(computer, (window) => save(computer, window, 'b.html', 'own version'));
  expect({ asked: questions().length, text: textOf('b.html') }).toEqual({ asked: 2, text: 'of a colleague' });
});

test('a save without a conflict starts no git and reads no head', async () => {
  const computer = await publishSite(clean(published));
  const [gits, reads] = [computer.gits, cloud.calls.filter((call) => call === 'oss.readObject').length];
  await at(computer, (window) => save(computer, window, 'index.html', 'own version'));
  expect(textOf('index.html')).toBe('own version');
  expect({ gits: computer.gits, reads: cloud.calls.filter((call) => call === 'oss.readObject').length }).toEqual({
    gits,
    reads,
  });
});

test('the head is private, and follows the last whole publish', async () => {
  const computer = await publishSite(clean(published));
  expect(objects().get(headName)?.acl).toBe('private');
  computer.tree = clean(newer);
  await at(computer, async (window) => {
    await save(computer, window, 'index.html', 'newer');
    noteFolder(window);
  });
  expect(JSON.parse(textOf(headName))).toMatchObject({ commit: newer, branch: 'main' });
});

test('a checkout during the publish makes its head unclean', async () => {
  await publishSite(clean(published), (computer) => {
    computer.tree = clean(published);
  });
  const computer = createComputer(clean(older));
  await at(computer, async (window) => {
    noteFolder(window);
    computer.tree = clean(published);
    await clock.advance(10_000);
  });
  expect(JSON.parse(textOf(headName))).toMatchObject({ commit: older, isClean: false });
});

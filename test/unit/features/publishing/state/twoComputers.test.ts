import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { WorkTree } from '../../../../../src/core/ports/local.js';
import { headName } from '../../../../../src/core/publishing/placeHead.js';
import type { CommitGraph } from '../../../../support/commitGraph.js';
import { type Computer, createComputers } from '../../../../support/computers.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

const [older, published, newer, redesign, merged, fixed] = ['1', '2', '3', '4', '5', '6'].map((digit) =>
  digit.repeat(40),
) as [string, string, string, string, string, string];
const commits: CommitGraph = {
  [older]: [],
  [published]: [older],
  [newer]: [published],
  [redesign]: [older],
  [merged]: [newer, redesign],
  [fixed]: [older],
};

let computers: ReturnType<typeof createComputers>;

beforeAll(async () => {
  await import('../../../../../src/core/publishing/engine/engine.js');
  await import('../../../../../src/features/publishing/changes/lostChanges.js');
});
beforeEach(() => {
  resetEditor();
  computers = createComputers(commits);
});

const clean = (commit: string, branch = 'main'): WorkTree => ({ commit, isClean: true, branch });
const questions = () => editor.shown.filter(({ kind }) => kind === 'warning');

/** Publishes two files as a whole from a state of the repository. */
async function publishSite(tree: WorkTree | undefined, later?: (computer: Computer) => void): Promise<Computer> {
  const computer = computers.add(tree);
  await computers.at(computer, async (window) => {
    for (const name of ['index.html', 'site.css']) await computers.save(computer, window, name, `published ${name}`);
    computers.noteFolder(window);
    await computers.clock.advance(10_000);
    later?.(computer);
  });
  return computer;
}

/** Another computer saves its own version. Resolves to the questions that its user was asked. */
async function saveElsewhere(tree: WorkTree | undefined, has?: CommitGraph): Promise<readonly string[]> {
  const computer = computers.add(tree);
  if (has) computer.commits = has;
  await computers.at(computer, (window) => computers.save(computer, window, 'index.html', 'own version'));
  return questions().map(({ text }) => text);
}

const notInHistory = (from: string) => [`site/ was published from ${from}, which is not in your history`];
const unknown = [expect.stringMatching(/^Files in site\/ were not published from this computer\. Last change: /)];

test.each<[string, WorkTree | undefined, WorkTree | undefined, readonly unknown[], CommitGraph?]>([
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
    { [newer]: [] },
  ],
  ['no repository', clean(published), undefined, notInHistory('2222222 (main)')],
  [
    'a publish with uncommitted changes',
    { ...clean(published), isClean: false },
    clean(published),
    ['site/ was published from 2222222 (main) with uncommitted changes'],
  ],
  ['a publish without a repository', undefined, clean(published), unknown],
])('a file is saved on another computer over an object of a whole publish: %s', async (_name, from, on, asked, has) => {
  await publishSite(from);
  expect(await saveElsewhere(on, has)).toEqual(asked);
  expect(computers.textOf('index.html')).toBe(asked.length === 0 ? 'own version' : 'published index.html');
});

/** A first computer publishes a folder from one commit after another, as whole publishes. */
async function publishFrom(...trees: readonly WorkTree[]): Promise<void> {
  const computer = computers.add(undefined);
  for (const tree of trees) {
    computer.tree = tree;
    await computers.at(computer, async (window) => {
      for (const name of ['index.html', 'site.css'])
        await computers.save(computer, window, name, `${tree.commit} ${name}`);
      computers.noteFolder(window);
      await computers.clock.advance(10_000);
    });
  }
}

test.each([
  ['another branch', clean(redesign, 'redesign')],
  ['an older commit', clean(older)],
  ['a detached older commit', { commit: older, isClean: true }],
  ['no repository', undefined],
])('what a head has shown ends with the checkout: %s', async (_name, later) => {
  await publishFrom(clean(published));
  const second = computers.add(clean(newer));
  await computers.at(second, async (window) => {
    await computers.save(second, window, 'site.css', 'newer version');
    expect(questions()).toEqual([]);
    second.tree = later;
    await computers.save(second, window, 'index.html', 'other version');
  });
  expect(questions().map(({ text }) => text)).toEqual(notInHistory('2222222 (main)'));
  expect(computers.textOf('site.css')).toBe('newer version');
  expect(computers.textOf('index.html')).toBe(`${published} index.html`);
});

test.each([
  ['stash', { ...clean(newer), isClean: false }, clean(newer)],
  ['rebase onto the published commit', clean(fixed), clean(newer)],
  ['reset to the published commit', clean(newer), clean(published)],
])('a head counts again after a %s', async (_name, before, after) => {
  await publishFrom(clean(published));
  const second = computers.add(before);
  await computers.at(second, async (window) => {
    second.tree = after;
    await computers.save(second, window, 'index.html', 'own version');
  });
  expect({ asked: questions().length, text: computers.textOf('index.html') }).toEqual({
    asked: 0,
    text: 'own version',
  });
});

const rolledBack = (to: string) => [`site/ was rolled back to ${to}, which lacks commits that you have`];

test.each<[string, readonly WorkTree[], WorkTree, readonly string[]]>([
  ['that has the commits', [clean(newer), clean(older)], clean(newer), rolledBack('1111111 (main)')],
  ['that has some of them', [clean(newer), clean(older)], clean(published), rolledBack('1111111 (main)')],
  ['at the commit rolled back to', [clean(newer), clean(older)], clean(older), []],
  ['after a fix that leaves them out', [clean(newer), clean(older), clean(fixed)], clean(fixed), []],
  [
    'that has them, after such a fix',
    [clean(newer), clean(older), clean(fixed)],
    clean(merged),
    notInHistory('6666666 (main)'),
  ],
  ['after a publish that has them again', [clean(newer), clean(older), clean(newer)], clean(merged), []],
  ['that has merged the other branch', [clean(newer), clean(redesign)], clean(merged), rolledBack('4444444 (main)')],
  ['after the merge was published', [clean(newer), clean(redesign), clean(merged)], clean(merged), []],
  [
    'that has them, after another branch with changes',
    [clean(newer), { ...clean(older), isClean: false }, clean(older)],
    clean(newer),
    rolledBack('1111111 (main)'),
  ],
])('a rollback holds for a computer %s', async (_name, from, on, asked) => {
  await publishFrom(...from);
  expect(await saveElsewhere(on)).toEqual(asked);
  expect(computers.textOf('index.html')).toBe(asked.length === 0 ? 'own version' : `${from.at(-1)?.commit} index.html`);
});

test('what the user has agreed to replace, and what this computer has sent, holds at any commit', async () => {
  await publishFrom(clean(published));
  editor.press = (button) => button === 'Publish Anyway';
  const second = computers.add(clean(redesign));
  await computers.at(second, (window) => computers.save(second, window, 'index.html', 'redesign'));
  expect(questions()).toHaveLength(1);
  second.tree = clean(older);
  await computers.at(second, async (window) => {
    await computers.save(second, window, 'index.html', 'older');
    await computers.save(second, window, 'site.css', 'older');
  });
  expect(questions()).toHaveLength(1);
  expect([computers.textOf('index.html'), computers.textOf('site.css')]).toEqual(['older', 'older']);
});

test.each<[string, (head: string) => string]>([
  ['cut off', (head) => head.slice(0, 20)],
  ['empty', () => ''],
  ['of a newer format', (head) => head.replace('"format":2', '"format":3')],
  ['with another commit text', (head) => head.replace(published, '--upload-pack=x')],
  ['with a time to come', (head) => head.replace(/"until":\d+/, `"until":${9e15}`)],
  ['without a time', (head) => head.replace(/"until":\d+/, '"until":"soon"')],
  ['with damaged commits', (head) => head.replace('"rolledBack":[]', '"rolledBack":["HEAD"]')],
  ['with damaged names', (head) => head.replace('"except":[]', '"except":[1]')],
])('a head that is %s makes nothing ours', async (_name, damage) => {
  await publishSite(clean(published));
  const head = computers.textOf(headName);
  expect(head).toContain(published);
  await computers.putElsewhere(headName, damage(head));
  expect(await saveElsewhere(clean(published))).toHaveLength(1);
  expect(computers.textOf('index.html')).toBe('published index.html');
});

test('what was written after the head, or was not known to its computer, is asked about', async () => {
  const first = await publishSite(clean(published));
  await computers.at(first, (window) => computers.save(first, window, 'index.html', 'later'));
  expect(await saveElsewhere(clean(newer))).toEqual(unknown);
  expect(computers.textOf('index.html')).toBe('later');
  const own = computers.add(clean(newer));
  await computers.at(own, (window) => computers.save(own, window, 'site.css', 'own version'));
  expect(questions()).toHaveLength(1);
  expect(computers.textOf('site.css')).toBe('own version');
});

test('an object of another tool is named in the head and never ours', async () => {
  await computers.putElsewhere('site.css', 'of another tool');
  const computer = computers.add(clean(published));
  await computers.clock.advance(10_000);
  await computers.at(computer, async (window) => {
    await computers.save(computer, window, 'index.html', 'published index.html');
    computers.noteFolder(window);
  });
  expect(JSON.parse(computers.textOf(headName))).toMatchObject({
    commit: published,
    isClean: true,
    except: ['site.css'],
  });
  const other = computers.add(clean(published));
  await computers.at(other, (window) => computers.save(other, window, 'site.css', 'own version'));
  expect({ asked: questions().length, text: computers.textOf('site.css') }).toEqual({
    asked: 1,
    text: 'of another tool',
  });
});

test('one answer is enough for a bucket that another tool has filled, without a repository', async () => {
  const names = Array.from({ length: 50 }, (_, at) => `page-${at}.html`);
  for (const name of names) await computers.putElsewhere(name, 'of another tool');
  await computers.clock.advance(10_000);
  editor.press = (button) => button === 'Publish Anyway';
  const computer = computers.add(undefined);
  await computers.at(computer, async (window) => {
    for (const name of names) await computers.save(computer, window, name, 'own version');
  });
  expect(questions()).toHaveLength(1);
  expect(new Set(names.map(computers.textOf))).toEqual(new Set(['own version']));
});

test('what is written after that answer is asked about again', async () => {
  for (const name of ['a.html', 'b.html']) await computers.putElsewhere(name, 'of another tool');
  await computers.clock.advance(10_000);
  editor.press = (button) => button === 'Publish Anyway';
  const computer = computers.add(undefined);
  await computers.at(computer, (window) => computers.save(computer, window, 'a.html', 'own version'));
  await computers.putElsewhere('b.html', 'of a colleague');
  editor.press = () => false;
  await computers.at(computer, (window) => computers.save(computer, window, 'b.html', 'own version'));
  expect({ asked: questions().length, text: computers.textOf('b.html') }).toEqual({ asked: 2, text: 'of a colleague' });
});

test('a save without a conflict starts no git and reads no head', async () => {
  const computer = await publishSite(clean(published));
  const [gits, reads] = [computer.gits, computers.cloud.calls.filter((call) => call === 'oss.readObject').length];
  await computers.at(computer, (window) => computers.save(computer, window, 'index.html', 'own version'));
  expect(computers.textOf('index.html')).toBe('own version');
  expect({
    gits: computer.gits,
    reads: computers.cloud.calls.filter((call) => call === 'oss.readObject').length,
  }).toEqual({
    gits,
    reads,
  });
});

test('the head is private, and follows the last whole publish', async () => {
  const computer = await publishSite(clean(published));
  expect(computers.objects().get(headName)?.acl).toBe('private');
  computer.tree = clean(newer);
  await computers.at(computer, async (window) => {
    await computers.save(computer, window, 'index.html', 'newer');
    computers.noteFolder(window);
  });
  expect(JSON.parse(computers.textOf(headName))).toMatchObject({ commit: newer, branch: 'main' });
});

test('a checkout during the publish makes its head unclean', async () => {
  await publishSite(clean(published), (computer) => {
    computer.tree = clean(published);
  });
  const computer = computers.add(clean(older));
  await computers.at(computer, async (window) => {
    computers.noteFolder(window);
    computer.tree = clean(published);
    await computers.clock.advance(10_000);
  });
  expect(JSON.parse(computers.textOf(headName))).toMatchObject({ commit: older, isClean: false });
});

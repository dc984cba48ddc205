import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, View } from '../support/workbench.js';
import { writeMapping } from './support/mapping.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';

function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  return execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(folder: string, text: string, file = 'css/site.css'): string {
  writeFileSync(join(folder, file), text);
  return commitAll(folder);
}

function commitAll(folder: string): string {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'Change');
  return git(folder, 'rev-parse', 'HEAD');
}

/** Two computers with a remote repository, and what the bucket has. */
interface Pair {
  readonly first: UiRun;
  readonly second: UiRun;
  stored(key: string): string | undefined;
}

async function openPair(language: Language, prepare: (workspace: string) => void = () => undefined): Promise<Pair> {
  let remote = '';
  const first = await startUi(language, {
    prepare: (workspace) => {
      remote = join(workspace, '../remote.git');
      git(workspace, 'init', '-q', '-b', 'main');
      writeMapping(workspace);
      prepare(workspace);
      commit(workspace, 'body { color: black; }');
      git(workspace, 'clone', '-q', '--bare', '.', remote);
      git(workspace, 'remote', 'add', 'origin', remote);
    },
  });
  const { sandbox } = first.session;
  const second = await startUi(language, {
    sandbox,
    prepare: (workspace) => {
      rmSync(workspace, { recursive: true });
      git(join(workspace, '..'), 'clone', '-q', remote, workspace);
    },
  });
  const stored = (key: string) => sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();
  return { first, second, stored };
}

/** Opens the folder `css` in the Explorer of a computer that signs in. */
async function openExplorer({ workbench }: UiRun, language: Language): Promise<View> {
  await signIn(workbench, language);
  await workbench.openContainer('Explorer');
  const files = new View(workbench.page.locator('.explorer-folders-view'), wordsOf(language).label('container'));
  await files.row('css').waitFor();
  return files;
}

/** Publishes new files of the folder for the first time, and one over an object that the bucket has. */
async function publishFolder({ workbench }: UiRun, files: View, language: Language): Promise<void> {
  const { say, label } = wordsOf(language);
  await files.chooseFromMenu('css', label('command.publishFolder'));
  await workbench.modal.press(say('Publish'));
  const { pick } = workbench;
  // New files come first.
  await pick.rows().filter({ hasText: '.css' }).first().waitFor();
  await pick.root.getByRole('button', { name: 'OK' }).click();
  await pick.row(say('Select Conflicts to Overwrite…')).click();
  await pick.titled(say('Publish {0}: conflicts', 'css'));
  await pick.rows().filter({ hasText: 'site.css' }).click();
  await pick.root.locator('.quick-input-titlebar [aria-label^="Back"]').click();
  await pick.row(say('Publish')).click();
  await workbench.modal.press(say('Publish and Overwrite'));
}

describe.each(storyLanguages('en'))('a site that two computers publish, in %s', (language) => {
  const { say, label } = wordsOf(language);
  const place = 'assets-singapore/css/';
  let pair: Pair;
  let files: View;
  let published: string;

  const publish = async (file: string, text: string) => {
    writeFileSync(join(pair.second.session.workspace, 'css', file), text);
    await files.expand('css');
    await files.chooseFromMenu(file, label('command.publishFile'));
  };
  /** The second computer publishes a file and is asked. */
  const isAsked = async (text: string, shot: string, { isNewConsent = false } = {}) => {
    const { workbench } = pair.second;
    await publish('site.css', text);
    if (isNewConsent) await workbench.modal.press(say('Publish'));
    const from = say('{0} ({1})', published.slice(0, 7), 'main');
    await workbench
      .notification(say('{0} was published from {1}, which is not in your history', place, from))
      .waitFor();
    await pair.second.shot(`${shot}-${language}`);
    expect(pair.stored('css/site.css')).toBe('body { color: teal; }');
    await workbench.pressNotification(place, say('Skip'));
    await workbench.notification(place).waitFor({ state: 'detached' });
  };
  const gitOfSecond = (...args: readonly string[]) => git(pair.second.session.workspace, ...args);

  beforeAll(async () => {
    const ignore = (workspace: string) => writeFileSync(join(workspace, '.gitignore'), 'css/built.css');
    pair = await openPair(language, ignore);
  });
  afterAll(async () => {
    await pair?.second.stop();
    await pair?.first.stop();
  });

  test('the first computer publishes the folder and notes its commit in the bucket', async () => {
    const { workspace } = pair.first.session;
    published = commit(workspace, 'body { color: teal; }');
    writeFileSync(join(workspace, 'css/built.css'), 'built here');
    git(workspace, 'push', '-q', 'origin', 'main');
    await publishFolder(pair.first, await openExplorer(pair.first, language), language);
    await expect.poll(() => pair.stored('css/.oss-cdn/head'), { timeout: patienceMs }).toContain(published);
    expect(pair.stored('css/site.css')).toBe('body { color: teal; }');
  });

  test('an older checkout is asked once about the place, with the commit and branch of what it would replace', async () => {
    files = await openExplorer(pair.second, language);
    await isAsked('body { color: red; }', '310-older-checkout', { isNewConsent: true });
  });

  test('another branch is asked', async () => {
    gitOfSecond('switch', '-q', '-c', 'redesign');
    commitAll(pair.second.session.workspace);
    await isAsked('body { color: red; } /* redesign */', '312-other-branch');
  });

  test('a folder without a repository is asked', async () => {
    const { workspace } = pair.second.session;
    renameSync(join(workspace, '.git'), join(workspace, '../git'));
    await isAsked('body { color: red; } /* no git */', '313-no-repository', { isNewConsent: true });
    renameSync(join(workspace, '../git'), join(workspace, '.git'));
  });

  test('a shallow clone that ends before the published commit is asked', async () => {
    const { workspace } = pair.first.session;
    commit(workspace, '# notes', 'notes.md');
    git(workspace, 'push', '-q', 'origin', 'main');
    gitOfSecond('fetch', '-q', '--depth', '1', 'origin', 'main');
    gitOfSecond('checkout', '-q', '-f', '-B', 'main', 'FETCH_HEAD');
    await isAsked('body { color: red; } /* shallow */', '314-shallow-clone');
  });

  test('with the published commit in its history, build output that git ignores is replaced without a question', async () => {
    gitOfSecond('fetch', '-q', '--unshallow', 'origin', 'main');
    gitOfSecond('checkout', '-q', '.');
    await publish('built.css', 'built there');
    await expect.poll(() => pair.stored('css/built.css'), { timeout: patienceMs }).toBe('built there');
    expect(await pair.second.workbench.notification(place).count()).toBe(0);
  });

  test('and so are the objects that the first computer has published', async () => {
    await publish('site.css', 'body { color: navy; }');
    await expect.poll(() => pair.stored('css/site.css'), { timeout: patienceMs }).toBe('body { color: navy; }');
    expect(await pair.second.workbench.notification(place).count()).toBe(0);
  });
});

describe('a day of two computers', () => {
  const language = 'en';
  const { say } = wordsOf(language);
  let pair: Pair;
  let saves = 0;
  /** The questions of the day, each with what was saved. */
  const asked: string[] = [];

  const questions = ({ workbench }: UiRun) =>
    workbench.page.locator('.notification-list-item').filter({ hasText: /css\/|published from/ });
  const isDone = async (run: UiRun, key: string, text: string) => {
    if (pair.stored(key) === text) return 'published';
    return (await questions(run).count()) > 0 ? 'asked' : 'under way';
  };
  const settle = async (run: UiRun, key: string, text: string) => {
    await expect.poll(() => isDone(run, key, text), { timeout: patienceMs }).not.toBe('under way');
    if ((await isDone(run, key, text)) === 'published') return;
    asked.push(`${text}: ${(await questions(run).first().innerText()).split('\n', 1)[0]}`);
    await run.workbench.pressNotification(/css\/|published from/, say('Skip'));
  };
  const save = async (run: UiRun, file: string, text: string) => {
    saves++;
    await run.workbench.openFile(file);
    // A person types over what the editor shows, which is what a pull has left.
    const onDisk = readFileSync(join(run.session.workspace, 'css', file), 'utf8');
    await run.workbench.page
      .locator('.editor-instance .view-line', { hasText: onDisk.split('\n', 1)[0] ?? '' })
      .first()
      .waitFor();
    await run.workbench.replaceText(text);
    await run.workbench.save();
    await settle(run, `css/${file}`, text);
  };
  const build = async (run: UiRun, text: string, { isNewConsent = false } = {}) => {
    const { workspace } = run.session;
    // What changes within 5 s of a commit or a pull counts as changed by git, and a build takes longer.
    await delay(6_000);
    writeFileSync(join(workspace, 'build/app.css'), text);
    if (isNewConsent) await run.workbench.modal.press(say('Publish'));
    await settle(run, 'build/app.css', text);
    const head = () => pair.stored('build/.oss-cdn/head');
    await expect.poll(head, { timeout: patienceMs }).toContain(git(workspace, 'rev-parse', 'HEAD'));
  };
  const push = ({ session: { workspace } }: UiRun) => {
    commitAll(workspace);
    git(workspace, 'push', '-q', 'origin', 'HEAD');
  };
  const pull = ({ session: { workspace } }: UiRun) => {
    git(workspace, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
  };

  beforeAll(async () => {
    pair = await openPair(language, (workspace) => {
      writeMapping(workspace, { folder: 'build', prefix: 'build/', watch: ['**'] });
      writeFileSync(join(workspace, '.gitignore'), 'build/*.css');
      mkdirSync(join(workspace, 'build'));
      writeFileSync(join(workspace, 'build/README'), 'Built from css');
      for (const name of ['print', 'form']) writeFileSync(join(workspace, `css/${name}.css`), 'old');
    });
  });
  afterAll(async () => {
    await pair?.second.stop();
    await pair?.first.stop();
  });

  test('of 20 saves, 4 pulls, 3 builds and a branch, only the save over work that is not in the branch is asked about', async () => {
    const { first, second } = pair;
    await publishFolder(first, await openExplorer(first, language), language);
    await expect.poll(() => pair.stored('css/.oss-cdn/head'), { timeout: patienceMs }).toBeDefined();
    await signIn(second.workbench, language);
    for (const text of ['first 1', 'first 2', 'first 3']) await save(first, 'site.css', text);
    push(first);
    pull(second);
    await second.workbench.openFile('print.css');
    await second.workbench.replaceText('consent');
    await second.workbench.save();
    await second.workbench.modal.press(say('Publish'));
    await settle(second, 'css/print.css', 'consent');
    for (const text of ['second 1', 'second 2', 'second 3']) await save(second, 'print.css', text);
    for (const text of ['second 4', 'second 5']) await save(second, 'site.css', text);
    push(second);
    pull(first);
    await save(first, 'site.css', 'first 4');
    await save(first, 'form.css', 'first 5');
    push(first);
    await build(first, 'built 1', { isNewConsent: true });
    pull(second);
    await build(second, 'built 2', { isNewConsent: true });
    for (const text of ['second 6', 'second 7']) await save(second, 'site.css', text);
    push(second);
    pull(first);
    git(first.session.workspace, 'switch', '-q', '-c', 'redesign');
    for (const text of ['first 6', 'first 7', 'first 8']) await save(first, 'form.css', text);
    push(first);
    for (const text of ['second 8', 'second 9']) await save(second, 'print.css', text);
    await save(second, 'site.css', 'second 10');
    push(second);
    await build(second, 'built 3');
    await save(first, 'site.css', 'of the branch');
    await save(first, 'form.css', 'first 9');
    expect({ saves, asked }).toEqual({ saves: 20, asked: [expect.stringContaining('of the branch')] });
    expect(pair.stored('css/site.css')).toBe('second 10');
  });
});

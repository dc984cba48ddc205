import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

function commit(folder: string, text: string): string {
  writeFileSync(join(folder, 'css/site.css'), text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', text);
  return git(folder, 'rev-parse', 'HEAD');
}

describe.each(storyLanguages('en'))('a site that two computers publish, in %s', (language) => {
  const { say, label } = wordsOf(language);
  let first: UiRun;
  let second: UiRun;
  let remote: string;
  let published: string;

  const stored = (key: string) => first.session.sandbox.state.buckets.get(bucket)?.objects.get(`css/${key}`)?.body;
  const textOf = (key: string) => stored(key)?.toString();

  /** Opens the folder `css` in the Explorer of a computer that signs in. */
  async function openExplorer({ workbench }: UiRun): Promise<View> {
    await signIn(workbench, language);
    await workbench.openContainer('Explorer');
    const files = new View(workbench.page.locator('.explorer-folders-view'), label('container'));
    await files.row('css').waitFor();
    return files;
  }

  async function publishFile(files: View): Promise<void> {
    await files.expand('css');
    await files.chooseFromMenu('site.css', label('command.publishFile'));
  }

  beforeAll(async () => {
    first = await startUi(language, {
      prepare: (workspace) => {
        remote = join(workspace, '../remote.git');
        git(workspace, 'init', '-q', '-b', 'main');
        writeMapping(workspace);
        commit(workspace, 'body { color: black; }');
        git(workspace, 'clone', '-q', '--bare', '.', remote);
        git(workspace, 'remote', 'add', 'origin', remote);
      },
    });
    second = await startUi(language, {
      sandbox: first.session.sandbox,
      prepare: (workspace) => {
        rmSync(workspace, { recursive: true });
        git(join(workspace, '..'), 'clone', '-q', remote, workspace);
      },
    });
  });
  afterAll(async () => {
    await second?.stop();
    await first?.stop();
  });

  test('the first computer publishes the folder and notes its commit in the bucket', async () => {
    const { session, workbench } = first;
    published = commit(session.workspace, 'body { color: teal; }');
    git(session.workspace, 'push', '-q', 'origin', 'main');
    const files = await openExplorer(first);
    await files.chooseFromMenu('css', label('command.publishFolder'));
    await workbench.modal.press(say('Publish'));
    const { pick } = workbench;
    await pick.row(say('Select Conflicts to Overwrite…')).click();
    await pick.titled(say('Publish {0}: conflicts', 'css'));
    await pick.rows().filter({ hasText: 'site.css' }).click();
    await pick.root.locator('.quick-input-titlebar [aria-label^="Back"]').click();
    await pick.row(say('Publish')).click();
    await workbench.modal.press(say('Publish and Overwrite'));
    await expect.poll(() => textOf('.oss-cdn/head'), { timeout: patienceMs }).toContain(published);
    expect(textOf('site.css')).toBe('body { color: teal; }');
  });

  test('an older checkout is asked once about the place, with the commit and branch of what it would replace', async () => {
    const { session, workbench } = second;
    const files = await openExplorer(second);
    writeFileSync(join(session.workspace, 'css/site.css'), 'body { color: red; }');
    await publishFile(files);
    await workbench.modal.press(say('Publish'));
    const from = say('{0} ({1})', published.slice(0, 7), 'main');
    const place = 'assets-singapore/css/';
    await workbench
      .notification(say('{0} was published from {1}, which is not in your history', place, from))
      .waitFor();
    await second.shot(`310-older-checkout-${language}`);
    expect(textOf('site.css')).toBe('body { color: teal; }');
    await workbench.pressNotification(place, say('Skip'));
  });

  test('once it has pulled, it replaces what the first computer published without a question', async () => {
    const { session, workbench } = second;
    git(session.workspace, 'checkout', '-q', '.');
    git(session.workspace, 'pull', '-q', '--ff-only');
    writeFileSync(join(session.workspace, 'css/site.css'), 'body { color: navy; }');
    await publishFile(new View(workbench.page.locator('.explorer-folders-view'), label('container')));
    await expect.poll(() => textOf('site.css'), { timeout: patienceMs }).toBe('body { color: navy; }');
    expect(await workbench.notification('assets-singapore/css/').count()).toBe(0);
  });
});

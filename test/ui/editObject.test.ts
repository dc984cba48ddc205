import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { openByKeys, pressByKeys } from './support/keyboard.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const key = 'news.txt';

describe.each(storyLanguages('zh-cn'))('an object edited in place in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    await put('first line');
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
    await cloud.expand(bucket);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const put = (text: string) => ui.session.control.act('putObject', { bucket, key, text, type: 'text/plain' });
  const textInBucket = () => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();
  const shows = (text: string) =>
    ui.workbench.page.locator('.editor-group-container.active .view-line', { hasText: text }).waitFor();

  test('by the keyboard alone an object is opened, edited and saved, and the status bar says that it is fresh', async () => {
    const { page } = ui.workbench;
    await openByKeys(cloud, say('Object {0}, {1}', key, ''));
    await shows('first line');
    // Enter gives the focus to the editor, unlike a click.
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    const button = page.locator('.editor-actions').getByLabel(label('command.editObject'));
    await button.waitFor();
    await ui.shot(`250-read-only-${language}`);
    await ui.workbench.runCommand(`OSS + CDN: ${label('command.editObject')}`);
    // Only the editor in which the object can be changed has no button to do so.
    await button.waitFor({ state: 'detached' });
    await shows('first line');
    await ui.workbench.replaceText('my line');
    await ui.workbench.save();
    await ui.workbench.modal.read(say('Save {0} without its Content-Disposition?', `“${key}”`));
    await ui.shot(`254-edit-hidden-${language}`);
    await pressByKeys(ui.workbench.modal, say('Save, and Do Not Ask for This Bucket'));
    await expect.poll(textInBucket).toBe('my line');
    await ui.workbench.statusItem(say('CDN: Fresh')).waitFor();
    await ui.shot(`251-saved-object-${language}`);
  });

  test('when a colleague was faster, one question has all ways, and the texts are beside each other', async () => {
    const { modal, page } = ui.workbench;
    await put('line of a colleague');
    await ui.workbench.replaceText('my second line');
    await page.keyboard.press('Control+s');
    const asked = await modal.read(say('{0} was changed in the bucket since you opened it', `“${key}”`));
    expect(asked).toContain(say('Cancel changes nothing; your text stays unsaved.'));
    expect(asked).toContain(say('The bucket has no versioning: the text in the bucket is lost.'));
    await ui.shot(`252-edit-conflict-${language}`);
    await pressByKeys(modal, say('Compare'));
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'line of a colleague' }).first().waitFor();
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'my second line' }).first().waitFor();
    await ui.shot(`253-edit-compare-${language}`);
    expect(textInBucket()).toBe('line of a colleague');
    const open = page.locator('.statusbar-item', { hasText: key });
    await open.waitFor();
    await page.keyboard.press('Control+w');
    await page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    await open.click();
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'line of a colleague' }).first().waitFor();
    await page.locator('.monaco-diff-editor .modified .view-lines').click();
    await ui.workbench.replaceText('both lines');
    await page.locator('.editor-actions').getByLabel(label('command.takeObject')).waitFor();
    await page.locator('.editor-actions').getByLabel(label('command.saveObject')).click();
    await expect.poll(textInBucket).toBe('both lines');
    await open.waitFor({ state: 'detached' });
  });

  test('a save that is not by the save key or the button asks first', async () => {
    const { modal, page } = ui.workbench;
    await ui.workbench.replaceText('half-typed');
    // Save All, as a debug session and a task do it.
    await page.keyboard.press('Control+k');
    await page.keyboard.press('s');
    await modal.read(say('Save {0} to the bucket?', `“${key}”`));
    await ui.shot(`255-edit-other-save-${language}`);
    await modal.press(say('Cancel'));
    expect(textInBucket()).toBe('both lines');
  });

  test('a text that was not saved survives a restart of the window, and is compared with the object then', async () => {
    const { modal, page } = ui.workbench;
    // The answer to the notification may have left the focus there.
    const compared = page.locator('.monaco-diff-editor .modified .view-lines');
    await compared.click();
    await page.keyboard.press('Control+w');
    await compared.waitFor({ state: 'hidden' });
    await shows('half-typed');
    await ui.workbench.replaceText('my unsaved line');
    const isStored = () => hasBackup(ui.session.vscode.dataDir, 'my unsaved line');
    await expect.poll(isStored).toBe(true);
    page.once('dialog', (dialog) => void dialog.accept());
    await put('another line of a colleague');
    await page.reload();
    // VS Code may not have stored yet that the comparison was closed, which it then restores in front.
    await page
      .locator('.tabs-container .tab')
      .filter({ has: page.getByText(key, { exact: true }) })
      .click();
    await shows('my unsaved line');
    await page.keyboard.press('Control+s');
    await modal.read(say('{0} was changed in the bucket since you opened it', `“${key}”`));
    await modal.press(say('Overwrite'));
    await expect.poll(textInBucket).toBe('my unsaved line');
  });
});

/** Returns whether VS Code has stored an unsaved text of an object, from which it restores it. */
function hasBackup(folder: string, text: string): boolean {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const backups = files.filter((each) => each.isFile() && each.parentPath.endsWith('/oss-cdn'));
  return backups.some(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').includes(text));
}

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
    await page
      .locator('.editor-group-container.active .editor-actions')
      .getByLabel(label('command.editObject'))
      .waitFor();
    await ui.shot(`210-read-only-${language}`);
    await ui.workbench.runCommand(`OSS + CDN: ${label('command.editObject')}`);
    await expect.poll(() => page.locator('.tabs-container .tab.active').getAttribute('aria-label')).toContain(key);
    await ui.workbench.replaceText('my line');
    await ui.workbench.save();
    await expect.poll(textInBucket).toBe('my line');
    await ui.workbench.statusItem(say('CDN: Fresh')).waitFor();
    await ui.shot(`211-saved-object-${language}`);
  });

  test('when a colleague was faster, one question has all ways, and the texts are beside each other', async () => {
    const { modal, page } = ui.workbench;
    await put('line of a colleague');
    await ui.workbench.replaceText('my second line');
    await page.keyboard.press('Control+s');
    const asked = await modal.read(say('{0} was changed in the bucket since you opened it', `“${key}”`));
    expect(asked).toContain(say('Cancel changes nothing; your text stays unsaved.'));
    await ui.shot(`212-edit-conflict-${language}`);
    await pressByKeys(modal, say('Compare'));
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'line of a colleague' }).first().waitFor();
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'my second line' }).first().waitFor();
    await ui.shot(`213-edit-compare-${language}`);
    expect(textInBucket()).toBe('line of a colleague');
    await ui.workbench.pressNotification(key, say('Overwrite'));
    await expect.poll(textInBucket).toBe('my second line');
  });
});

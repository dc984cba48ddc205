import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { clearNotifications } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const key = 'notes.txt';

describe.each(storyLanguages('en'))('properties and versions of an object in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    const { control, sandbox } = ui.session;
    sandbox.state.buckets.get(bucket)!.versioning = 'Enabled';
    for (const text of ['first text', 'second text'])
      await control.act('putObject', { bucket, key, text, type: 'text/plain' });
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
    // The row of a bucket is drawn again, with the rows below it, once its access is known.
    await cloud
      .row(bucket)
      .filter({ hasText: say('public read') })
      .waitFor();
    await cloud.expand(bucket);
    await cloud.row(key).waitFor();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const present = () => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();
  const editorLine = (text: string | RegExp) =>
    ui.workbench.page.locator('.editor-group-container.active .view-line', { hasText: text });

  test('all properties are one read-only document', async () => {
    await cloud.chooseFromMenu(key, label('command.showProperties'));
    await editorLine(/Content-Type[:：]\s?text\/plain/).waitFor();
    await editorLine(say('current')).waitFor();
    await ui.shot(`240-properties-${language}`);
  });

  test('a click shows an object in a preview tab, and a double click gives it the focus and keeps the tab', async () => {
    const { page } = ui.workbench;
    const focused = page.locator('.editor-group-container.active .monaco-editor.focused');
    const preview = page.locator('.editor-group-container.active .tab.active .monaco-icon-label.italic');
    await cloud.row(key).click();
    await editorLine('second text').waitFor();
    await preview.waitFor();
    expect(await focused.count()).toBe(0);
    await cloud.row(key).dblclick();
    await focused.waitFor();
    await preview.waitFor({ state: 'detached' });
  });

  test('the Delete key after a click asks, and Show Deleted brings the object back', async () => {
    const { modal, pick, page } = ui.workbench;
    await clearNotifications(ui.workbench);
    // Another click on the same row could be part of the double click before.
    await cloud.row('index.html').click();
    await cloud.row(key).click();
    await editorLine('second text').waitFor();
    await page.keyboard.press('Delete');
    await modal.read(say('Delete {0} from {1}?', `“${key}”`, bucket));
    await modal.press(say('Delete Only'));
    await expect.poll(present).toBeUndefined();
    await cloud.chooseFromMenu(bucket, label('command.showDeleted'));
    await pick.titled(say('Deleted in {0}', `${bucket}/`));
    await ui.shot(`241-deleted-${language}`);
    await pick.choose(key);
    const asked = await modal.read(say('Undelete {0} in {1}?', `“${key}”`, bucket));
    expect(asked).toContain(say('The delete marker is removed; no version is deleted.'));
    await ui.shot(`242-undelete-${language}`);
    await modal.press(say('{0} Only', say('Undelete')));
    await expect.poll(present).toBe('second text');
    await cloud.row(key).waitFor();
  });

  test('an earlier version is restored after a question with both', async () => {
    const { modal, pick } = ui.workbench;
    await clearNotifications(ui.workbench);
    // Another click on the same row could be part of a double click.
    await cloud.row('index.html').click();
    await cloud.row(key).click();
    await editorLine('second text').waitFor();
    await cloud.chooseFromMenu(key, label('command.showVersions'));
    await pick.titled(say('Versions: {0}', key));
    await ui.shot(`243-versions-${language}`);
    const rows = pick.root.locator('.monaco-list-row', { hasText: '10 B' });
    await rows.first().click();
    await pick.choose(say('Restore This Version…'));
    await modal.read(say('Restore this version of {0}?', `“${key}”`));
    await ui.shot(`244-restore-version-${language}`);
    await modal.press(say('{0} Only', say('Restore')));
    await expect.poll(present).toBe('first text');
    // The read-only editor that is open follows.
    await editorLine('first text').waitFor();
  });

  test('a header and the ACL are changed after questions with the values before and after', async () => {
    const { modal, pick } = ui.workbench;
    const object = () => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key);
    await clearNotifications(ui.workbench);
    await cloud.chooseFromMenu(key, label('command.editHeaders'));
    await pick.titled(say('Headers: {0}', key));
    await pick.choose('Cache-Control');
    await pick.titled('Cache-Control');
    await pick.answer('max-age=60');
    await pick.row(say('Review Changes…')).waitFor();
    await ui.shot(`245-headers-${language}`);
    await pick.choose(say('Review Changes…'));
    await modal.read(say('Change the headers of {0}?', `“${key}”`));
    await ui.shot(`246-change-headers-${language}`);
    await modal.press(say('{0} Only', say('Change')));
    await expect.poll(() => object()?.headers['cache-control']).toBe('max-age=60');
    await clearNotifications(ui.workbench);
    await cloud.chooseFromMenu(key, label('command.setAcl'));
    await pick.titled(say('ACL of {0}', `“${key}”`));
    await pick.choose(say('private'));
    await modal.read(say('Set the ACL of {0}?', `“${key}”`));
    await ui.shot(`247-set-acl-${language}`);
    await modal.press(say('{0} Only', say('Set ACL')));
    await expect.poll(() => object()?.acl).toBe('private');
    expect(present()).toBe('first text');
  });
});

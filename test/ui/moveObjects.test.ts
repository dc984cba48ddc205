import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const texts = { 'news-1.txt': 'one', 'news-2.txt': 'two', 'photos/1.jpg': 'first photo' };

describe.each(storyLanguages('zh-cn'))('renaming and moving objects in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    for (const [key, text] of Object.entries(texts))
      await ui.session.control.act('putObject', { bucket, key, text, type: 'text/plain' });
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
    // The row of a bucket is drawn again, with the rows below it, once its access is known.
    await cloud
      .row(bucket)
      .filter({ hasText: say('public read') })
      .waitFor();
    await cloud.expand(bucket);
    await cloud.row('news-1.txt').waitFor();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const textOf = (key: string) => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();

  test('F2 and Delete concern the row that the arrow keys have reached, even if another one is selected', async () => {
    const { page, pick, modal } = ui.workbench;
    await cloud.row('news-1.txt').click();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'one' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F2');
    await pick.titled(say('Rename {0}', `${bucket}/news-2.txt`));
    await page.keyboard.press('Escape');
    await pick.root.waitFor({ state: 'hidden' });
    await page.keyboard.press('Delete');
    await modal.read(say('Delete {0} from {1}?', '“news-2.txt”', bucket));
    await page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    await expect.poll(() => cloud.root.locator('.monaco-list-row.selected').innerText()).toContain('news-1.txt');
  });

  test('F2 renames the object that was clicked after a question with the URL that stops to answer', async () => {
    const { page, pick, modal } = ui.workbench;
    await cloud.row('news-1.txt').click();
    // The click shows the object beside the row, which keeps the focus.
    await page.locator('.editor-group-container.active .view-line', { hasText: 'one' }).waitFor();
    await page.keyboard.press('F2');
    await pick.titled(say('Rename {0}', `${bucket}/news-1.txt`));
    await pick.answer('old-news.txt');
    const asked = await modal.read('old-news.txt');
    expect(asked).toContain(`${say('URLs that stop to answer: {0}', '1')}\nhttps://${domain}/news-1.txt`);
    await ui.shot(`217-rename-${language}`);
    await modal.press(say('Rename and Refresh CDN'));
    await ui.workbench.notification(say('Renamed to {0}', `${bucket}/old-news.txt`)).waitFor();
    await cloud.row('old-news.txt').waitFor();
    await cloud.row('news-1.txt').waitFor({ state: 'detached' });
    expect([textOf('news-1.txt'), textOf('old-news.txt')]).toEqual([undefined, 'one']);
  });

  test('a row that is dragged to a folder is moved only if the user chooses that', async () => {
    const { page, modal } = ui.workbench;
    const drag = () => cloud.row('news-2.txt').dragTo(cloud.row('photos'));
    await drag();
    expect(await modal.read('news-2.txt')).toContain(
      say('The rows were dragged to another place. Nothing is moved unless you choose Move.'),
    );
    await ui.shot(`218-drag-${language}`);
    // The focused button moves nothing.
    await page.keyboard.press('Enter');
    await modal.root.waitFor({ state: 'hidden' });
    expect([textOf('news-2.txt'), textOf('photos/news-2.txt')]).toEqual(['two', undefined]);
    await drag();
    await modal.read('news-2.txt');
    await modal.press(say('Move Only'));
    await expect.poll(() => textOf('photos/news-2.txt')).toBe('two');
    await expect.poll(() => textOf('news-2.txt')).toBeUndefined();
    // The rows below move up.
    await cloud.row('news-2.txt').waitFor({ state: 'detached' });
  });

  test('a folder is renamed from its menu', async () => {
    const { pick, modal } = ui.workbench;
    await cloud.chooseFromMenu('photos', label('command.renameObject'));
    await pick.titled(say('Rename {0}', `${bucket}/photos/`));
    await pick.answer('pictures');
    await modal.read('pictures');
    await modal.press(say('Rename Only'));
    await cloud.row('pictures').waitFor();
    await expect.poll(() => textOf('pictures/1.jpg')).toBe('first photo');
    expect(textOf('photos/1.jpg')).toBeUndefined();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'empty-singapore';
const domain = 'img.shop-demo.com';

describe.each(storyLanguages('zh-cn'))('an onboarding of an empty bucket, in %s', (language) => {
  const { say } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const putObjects = () => ui.session.control.calls('PutObject');
  const openPublish = async () => {
    const { pick, modal } = ui.workbench;
    await cloud.row(say('Upload a file to compare')).click();
    await pick.titled(say('Upload a file to compare'));
    await pick.choose(say('Publish {0} Now…', 'shop-demo'));
    await modal.read(say('Publish files from {0} to Alibaba Cloud on save?', 'shop-demo'));
  };

  test('the review of an empty bucket says that the folder is uploaded before DNS is changed', async () => {
    const { pick } = ui.workbench;
    await cloud.row(say('Publish a Folder on Your Domain…')).click();
    await pick.titled(say('Folder to Publish'));
    await pick.choose('shop-demo');
    await pick.titled(say('Domain to Accelerate'));
    await pick.choose(domain);
    await pick.titled(say('Bucket'));
    await pick.choose(bucket);
    await pageButton(ui.workbench, say('Start')).waitFor();
    const review = await readPage(ui.workbench);
    for (const part of [
      say('Steps that need your input: {0} ({1})', '1', say('DNS record')),
      say('Published to its end before DNS leads to CDN. Each later save is published'),
    ])
      expect(review).toContain(part);
    await pageButton(ui.workbench, say('Start')).click();
  });

  test('publishing the folder into the empty bucket stays offered while the user does not allow it', async () => {
    const { modal } = ui.workbench;
    await cloud.expand(say('Tasks'));
    await cloud.expand(cloud.rowRead(say('Onboarding of {0}, {1}', domain, '')));
    await cloud.row(say('Allow CDN to read the private bucket')).click({ timeout: 60_000 });
    await modal.read(say('Allow CDN to read the private bucket {0}?', bucket));
    await modal.press(say('Turn On Private Bucket Access'));
    await cloud.row(say('Upload a file to compare')).waitFor({ timeout: 60_000 });
    await openPublish();
    await modal.press(say('Not Now'));
    await cloud.row(say('Upload a file to compare')).waitFor();
    expect(await putObjects()).toEqual([]);
  });

  test('a folder that is published into the empty bucket is what the edge is checked with, before the question about DNS', async () => {
    const { modal, pick } = ui.workbench;
    await openPublish();
    await modal.press(say('Publish'));
    await pick.titled(say('Publish {0}', 'shop-demo'));
    await pick.root.getByRole('button', { name: 'OK', exact: true }).click();
    await cloud.doneRow(say('Edge reaches the origin'), say('Done')).waitFor({ timeout: 60_000 });
    await cloud.row(say('Approve the DNS record: {0}', domain)).waitFor({ timeout: 60_000 });
    expect((await putObjects()).length).toBeGreaterThan(0);
    expect(await ui.session.control.calls('AddDomainRecord')).toEqual([]);
  });
});

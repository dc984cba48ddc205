import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publishActions, toPolicy } from '../../src/core/permissions.js';
import type { Language } from '../support/browser.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { wordsOf } from './words.js';

describe.each<Language>(['en', 'zh-cn'])('a user who is signed out, in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  beforeAll(async () => {
    ui = await startUi(language);
    await ui.workbench.openContainer(label('container'));
    await welcome().getByText('AccessKey').first().waitFor();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

  const welcome = () => ui.workbench.view(label('view.explorer')).root.locator('.welcome-view');

  test('is led to an AccessKey from the welcome text: the policy is copied, and the list stays open', async () => {
    const [, link = ''] = /\[([^\]]+)\]\(command:ossCdn\.createAccessKey\)/.exec(label('welcome.signedOut')) ?? [];
    await welcome().getByText(link, { exact: true }).click();
    const { pick } = ui.workbench;
    await pick.titled(say('Create an AccessKey'));
    await ui.shot(`29-create-key-${language}`);
    await pick.choose(say('1. Copy the Policy to Publish'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe(toPolicy(publishActions));
    await pick.titled(say('Create an AccessKey'));
    await pick.leave();
  });

  test('finds the main command in the palette, which leads through Sign In into the form', async () => {
    const { pick } = ui.workbench;
    await ui.workbench.runCommand(`${label('category')}: ${label('command.onboard')}`);
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(say('Create an AccessKey in the RAM Console…')).waitFor();
    await pick.choose(say('Profile: {0}', 'sandbox'));
    await pick.titled(say('Origin'));
    expect(await ui.session.control.calls('AddCdnDomain')).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { neededWith, toPolicy } from '../../src/core/permissions.js';
import { writeProfiles } from '../support/session.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import type { View } from '../support/workbench.js';
import { leaveRows, leaveTree } from './support/clearView.js';
import { loadAxe, runAxe } from './support/pageStage.js';
import { storyLanguages, wordsOf } from './words.js';

/** May read and write objects of `site-hangzhou`, and nothing else. */
const editor = 'LTAI5tSandboxEditor00005';
const wrongSecret = 'ThisIsNotTheRightSecret000001';

describe.each(storyLanguages('zh-cn'))('a key with few permissions, in %s', (language) => {
  const { say, label } = wordsOf(language);
  const denied = (permission: string) => say('Not permitted: {0}', permission);
  const profile = (name: string) => say('Profile: {0}', name);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    const { sandbox, vscode } = ui.session;
    const key = sandbox.state.accessKeys.find(({ id }) => id === editor)!;
    writeProfiles(vscode.home, { sandbox: sandbox.accessKey, editor: key }, [{ name: 'company', mode: 'CloudSSO' }]);
    cloud = ui.workbench.view(label('view.explorer'));
    await ui.workbench.openContainer('OSS + CDN');
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

  /** Puts the focus on a row by the keyboard, which shows it as a screen reader finds it. */
  async function pressEnterOn(row: string): Promise<void> {
    const { page } = ui.workbench;
    await cloud.root.locator('.monaco-list').first().focus();
    await page.keyboard.press('Home');
    for (let count = 0; count < 30; count++) {
      const text = await cloud.root.locator('.monaco-list-row.focused .label-name').innerText();
      if (text.trim() === row) return page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
    }
    throw new Error(`No row to focus: ${row}`);
  }

  test('is listed among the profiles, and an unsupported mode has its reason', async () => {
    await cloud.root.locator('.welcome-view .monaco-button').click();
    const { pick } = ui.workbench;
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(profile('editor')).filter({ hasText: 'AK · …0005' }).waitFor();
    await pick.row(profile('company')).filter({ hasText: 'CloudSSO' }).waitFor();
    await ui.shot(`141-profiles-${language}`);
    await pick.choose(profile('company'));
    const told = ui.workbench.notification('CloudSSO');
    await told.waitFor();
    expect(await ui.session.control.calls('GetCallerIdentity')).toEqual([]);
    await told.locator('.codicon-notifications-clear').click();
  });

  test('signs in, and the tree shows what may not be listed', async () => {
    const { pick, page } = ui.workbench;
    await cloud.root.locator('.welcome-view .monaco-button').click();
    await pick.titled(say('Sign In to Alibaba Cloud'));
    await pick.row(profile('editor')).waitFor();
    await pick.input.fill('editor');
    await page.keyboard.press('Enter');
    await cloud.row('oss:ListBuckets').waitFor();
    await cloud.row('cdn:DescribeUserDomains').waitFor();
    await cloud.row(say('Add Bucket by Name…')).waitFor();
    expect(await cloud.root.locator('.pane-header .description').innerText()).toMatch(/^editor · 1099511627776001 · /);
    expect(await ui.workbench.notification(/./).count()).toBe(0);
    await leaveRows(cloud);
    await ui.shot(`142-denied-${language}`);
  });

  test('adds a bucket by name, by keyboard alone; a missing one is rejected in the input box', async () => {
    const { pick, page } = ui.workbench;
    await pressEnterOn(say('Add Bucket by Name…'));
    await pick.titled(say('Add Bucket by Name'));
    await page.keyboard.type('no-such-bucket-here');
    await page.keyboard.press('Enter');
    await pick.root.getByText(say('No such bucket: {0}', 'no-such-bucket-here')).waitFor();
    await ui.shot(`143-no-such-bucket-${language}`);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('site-hangzhou');
    await page.keyboard.press('Enter');
    await cloud
      .row('site-hangzhou')
      .filter({ hasText: `${say('public read')} · cn-hangzhou` })
      .waitFor();
    await cloud.expand('site-hangzhou');
    await cloud.row('index.html').waitFor();
    await leaveTree(cloud);
    await ui.shot(`144-bucket-added-${language}`);
  });

  test('copies a policy from a row, whose click lists the domains', async () => {
    const row = 'cdn:DescribeUserDomains';
    await cloud.pressInline(row, label('command.copyPolicy'));
    const policy = toPolicy(neededWith('cdn:DescribeUserDomains'));
    await expect.poll(() => ui.workbench.readClipboard()).toBe(policy);
    await ui.session.control.act('setPolicy', { id: editor, policy });
    await cloud.row(row).click();
    await cloud.row('static.shop-demo.com').waitFor();
    await cloud.row('oss:ListBuckets').waitFor();
  });

  test('shows an explicit denial in a notification, without a useless policy', async () => {
    const deny = { Effect: 'Deny', Action: 'cdn:DescribeUserDomains', Resource: '*' };
    const policy = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, deny] };
    await ui.session.control.act('setPolicy', { id: editor, policy: JSON.stringify(policy) });
    await ui.workbench.runCommand(`${label('category')}: ${label('command.editOrigin')}`);
    const told = ui.workbench.notification(denied('cdn:DescribeUserDomains'));
    await told.waitFor();
    await ui.shot(`145-explicit-deny-${language}`);
    expect(await told.getByRole('button', { name: say('Copy Policy') }).count()).toBe(0);
    expect(await told.getByRole('button', { name: say('Copy Details') }).count()).toBe(1);
    await told.locator('.codicon-notifications-clear').click();
  });

  test('keeps its buckets after a reload, and removes one from the list', async () => {
    await ui.session.control.act('setPolicy', { id: editor, policy: '{"Statement":[]}' });
    await ui.workbench.page.reload();
    const added = cloud.row('site-hangzhou');
    await added.filter({ hasText: denied('oss:GetBucketInfo') }).waitFor();
    await cloud.chooseFromMenu('site-hangzhou', label('command.removeBucket'));
    await added.waitFor({ state: 'detached' });
    await cloud.row(say('Add Bucket by Name…')).waitFor();
  });

  test('axe finds no problems in the tree', async () => {
    await loadAxe(ui.workbench.page);
    const found = await runAxe(ui.workbench.page, '.pane:has(.monaco-list-row) .pane-body');
    // VS Code puts no space between the label and the description of a row, so axe does not find the one in the other.
    expect(found.filter((problem) => !problem.startsWith('label-content-name-mismatch'))).toEqual([]);
    const names = await ui.workbench.page.locator('.pane-body .monaco-list-row').evaluateAll(withoutSpaces);
    expect(names.map(({ text }) => text)).toHaveLength(6);
    for (const { name, text } of names) {
      expect(text).not.toBe('');
      expect(name).toContain(text);
    }
  });

  test('is switched for another, and the current one is marked; a wrong secret stays in its input box', async () => {
    const { pick, page } = ui.workbench;
    await ui.workbench.runCommand(`${label('category')}: ${label('command.switchAccount')}`);
    await pick.titled(say('Switch Account'));
    await pick
      .row(profile('editor'))
      .filter({ hasText: say('current') })
      .waitFor();
    await ui.shot(`146-switch-account-${language}`);
    await pick.choose(say('Enter an AccessKey…'));
    await pick.titled(say('AccessKey ID'));
    await pick.answer(ui.session.sandbox.accessKey.id);
    await pick.titled(say('AccessKey Secret'));
    await pick.answer(wrongSecret);
    const refusal = 'The AccessKey secret does not match the AccessKey ID: check both and sign in again';
    await pick.root.getByText(say(refusal)).waitFor();
    expect(await pick.input.inputValue()).toBe(wrongSecret);
    expect(await pick.input.getAttribute('type')).toBe('password');
    await ui.shot(`147-wrong-secret-${language}`);
    await page.keyboard.press('Control+A');
    await pick.answer(ui.session.sandbox.accessKey.secret);
    await cloud.row('empty-singapore').waitFor();
    expect(await cloud.root.locator('.pane-header .description').innerText()).toContain(say('Entered AccessKey'));
  });
});

/** What is read of an element in the page. */
interface Row {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** The accessible names of rows beside what is seen of them, both without spaces. */
function withoutSpaces(rows: readonly Row[]): { readonly name: string; readonly text: string }[] {
  const strip = (text: string | null) => (text ?? '').replace(/\s/g, '');
  return rows.map((row) => ({ name: strip(row.getAttribute('aria-label')), text: strip(row.textContent) }));
}

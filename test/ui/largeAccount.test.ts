import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeLargeAccount } from '../support/largeAccount.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View } from '../support/workbench.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

const soon = { timeout: patienceMs };

describe.each(storyLanguages('en'))('an account with many buckets and domains in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    makeLargeAccount(ui.session.sandbox.state, 309, 207);
    cloud = await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const sent = (action: string) => callsOf(ui.session.sandbox.state, action);
  const rowWith = (name: string, text: string) => cloud.row(name).filter({ hasText: text });
  /** Waits until the tree was read so many times, and returns the number of all calls. */
  const countCalls = async (times: number) => {
    await cloud.row('b00000').waitFor();
    await expect.poll(() => sent('DescribeDomainCname').length, soon).toBe(5 * times);
    await expect.poll(() => sent('DescribeCdnHttpsDomainList').length, soon).toBe(3 * times);
    return ui.session.sandbox.state.calls.length;
  };

  test('at most 20 calls sign in, and at most 20 refresh the view', async () => {
    const signedIn = await countCalls(1);
    expect(signedIn).toBeLessThanOrEqual(20);
    await ui.workbench.runCommand(`${label('category')}: ${label('command.refreshExplorer')}`);
    expect((await countCalls(2)) - signedIn).toBeLessThanOrEqual(20);
    expect({ infos: sent('GetBucketInfo'), cnames: sent('ListCname') }).toEqual({ infos: [], cnames: [] });
  });

  test('a row shows the access of its bucket, or that its domain is not refreshed, once it is clicked', async () => {
    await cloud.row('b00001').click();
    await rowWith('b00001', say('public access blocked')).waitFor();
    await cloud.collapse(say('Buckets'));
    await rowWith('d00001.shop-demo.com', say('no CNAME detected')).waitFor();
    await cloud.row('d00001.shop-demo.com').click();
    await rowWith('d00001.shop-demo.com', say('no automatic refresh')).waitFor();
    expect(sent('GetBucketInfo')).toHaveLength(1);
    await ui.shot(`230-large-account-${language}`);
  });

  test('the tooltip of a row that was not clicked has it too', async () => {
    const { page } = ui.workbench;
    await page.mouse.move(0, 0);
    await cloud.row('d00003.shop-demo.com').hover();
    const sentence =
      'No automatic refresh: the domain is not bound to its bucket. Publish on save to refresh the files that you save.';
    await page
      .locator('.workbench-hover-container')
      .filter({ hasText: say(sentence) })
      .waitFor();
  });

  test('a list of several calls is complete in the end', async () => {
    const { keyboard } = ui.workbench.page;
    makeLargeAccount(ui.session.sandbox.state, 1, 2_000);
    await ui.workbench.runCommand(`${label('category')}: ${label('command.refreshExplorer')}`);
    await expect.poll(() => sent('DescribeUserDomains').length, soon).toBe(6);
    await cloud.root.locator('.monaco-list').focus();
    const last = cloud.row('d01999.shop-demo.com');
    await expect
      .poll(async () => {
        await keyboard.press('End');
        return last.count();
      }, soon)
      .toBe(1);
  });
});

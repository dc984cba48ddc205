import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { patienceMs, stepPatience, type View } from '../support/workbench.js';
import { findTreeProblems } from './support/axeTree.js';
import { clearNotifications, leaveRows } from './support/clearView.js';
import { type DeliveryRows, name, openDelivery } from './support/deliveryRows.js';
import { chooseByKeys, openByKeys, pressByKeys } from './support/keyboard.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const secret = 'very-secret-key-1234';

describe.each(storyLanguages('zh-cn'))('the delivery of a domain in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: DeliveryRows['ui'];
  let cloud: DeliveryRows['cloud'];
  let argsOf: DeliveryRows['argsOf'];
  let setByHand: DeliveryRows['setByHand'];
  let choose: DeliveryRows['choose'];
  let activity: View;

  beforeAll(async () => {
    ({ ui, cloud, argsOf, setByHand, choose } = await openDelivery(language, false));
    activity = ui.workbench.view(label('view.activity'));
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => ui.shot(`failed-${language}-${task.id}`));
    return clearNotifications(ui.workbench);
  });

  const list = (...items: readonly string[]) => items.join(say(', '));
  const sent = (action: string) => callsOf(ui.session.sandbox.state, action).length;
  const seeRow = (topic: string, text: string) =>
    cloud.rowRead(`${say(topic)}, ${text}`).waitFor({ timeout: patienceMs });
  const question = () => say('Change settings of {0}?', name);
  /** Agrees to a change and waits until CDN has made it. */
  const agree = async () => {
    const before = sent('BatchSetCdnDomainConfig') + sent('DeleteSpecificConfig');
    await pressByKeys(ui.workbench.modal, say('Change Setting'));
    await expect
      .poll(() => sent('BatchSetCdnDomainConfig') + sent('DeleteSpecificConfig'), { timeout: patienceMs })
      .toBeGreaterThan(before);
    await ui.workbench.notification(say('Settings changed: {0}', name)).waitFor();
  };
  const undo = async (title: string) => {
    const newest = activity.row(title).first();
    // The hover of the row under the mouse may cover the row.
    await ui.workbench.page.mouse.move(0, 0);
    await newest.hover();
    await newest.locator(`.actions .action-label[aria-label^="${label('command.undoChange')}"]`).click();
    const asked = await ui.workbench.modal.read(say('Undo "{0}" of {1}?', title, name));
    await pressByKeys(ui.workbench.modal, say('Undo'));
    return asked;
  };

  test('a row for each topic shows the current delivery settings', async () => {
    await seeRow('Site type', say('not set'));
    await seeRow('Cache', say('by the headers of the files'));
    await seeRow('Compression', say('off'));
    await seeRow('Other sites (CORS)', say('not set'));
    await seeRow('Response headers', say('none'));
    await seeRow('Static pages of the bucket', say('off'));
    await seeRow('Access', say('open to all'));
    expect(await findTreeProblems(ui.workbench.page)).toEqual([]);
    await ui.shot(`151-delivery-${language}`);
  });

  test('a site type is chosen, and set only after approval', async () => {
    const { pick, modal } = ui.workbench;
    await openByKeys(cloud, `${say('Site type')}, `);
    await pick.titled(`${say('Site type')} · ${name}`);
    await ui.shot(`152-site-types-${language}`);
    await chooseByKeys(pick, say('Single-Page App'));
    await pick.titled(`${say('Query strings')} · ${name}`);
    await chooseByKeys(pick, say('One Copy, Except for Processed Images'));
    const asked = await modal.read(say('Apply site type "{1}" to {0}?', name, say('Single-Page App')));
    for (const part of ['^/[^.]*$ → /index.html', `− ${say('not set')}`, 'Brotli', 'x-oss-process'])
      expect(asked).toContain(part);
    expect(asked).toContain(
      say('Each setting takes effect within minutes. The settings themselves are free of charge.'),
    );
    expect(sent('BatchSetCdnDomainConfig')).toBe(0);
    await ui.shot(`153-site-settings-${language}`);
    await pressByKeys(modal, say('Change Settings'));
  });

  test('the refresh of cached copies is offered with its cost, and the site is proven', async () => {
    const { modal } = ui.workbench;
    const offer = say('Refresh the outdated cached copies?');
    await cloud.row(offer).waitFor(stepPatience);
    expect(sent('BatchSetCdnDomainConfig')).toBe(5);
    await openByKeys(cloud, offer);
    const asked = await modal.read(say('Refresh the cached copies of {0}?', name));
    expect(asked).toContain(
      say(
        'This will use 1 directory refresh of the daily quota. The edge will then fetch every file from the origin again, which is billed as origin traffic.',
      ),
    );
    await ui.shot(`154-drop-copies-${language}`);
    await pressByKeys(modal, say('Refresh Cached Copies'));
    await cloud.doneRow(say('Site: {0}', name), say('Done')).waitFor(stepPatience);
    await seeRow('Site type', say('Single-Page App'));
    await seeRow('Compression', list('gzip', 'Brotli'));
    await ui.shot(`155-site-proven-${language}`);
  });

  test('a task started in a collapsed group is revealed, and removed when its first question is cancelled', async () => {
    const { pick } = ui.workbench;
    await cloud.collapse(say('Tasks'));
    await cloud.chooseFromMenu(name, label('command.setUpHttps'), label('submenu.domainSettings'));
    await pick.titled(say('Certificate for {0}', name));
    const task = cloud.row(say('HTTPS: {0}', name));
    await task.and(ui.workbench.page.locator('[aria-selected="true"]')).waitFor();
    await pick.row(say('From Files…')).waitFor();
    await ui.shot(`219-task-in-sight-${language}`);
    await pick.leave();
    await task.waitFor({ state: 'hidden' });
    await cloud.doneRow(say('Site: {0}', name), say('Done')).waitFor();
  });

  test('a cache rule is shown before and after, and its refresh is offered', async () => {
    const { pick, modal } = ui.workbench;
    await openByKeys(cloud, `${say('Cache')}, `);
    await pick.titled(`${say('Cache')} · ${name}`);
    await pick.row(say('One Copy, Ignoring Query Strings')).waitFor();
    await ui.shot(`170-cache-${language}`);
    await chooseByKeys(pick, say('Fixed Time for a Directory…'));
    await pick.titled(say('Directory'));
    await pick.answer('/css/');
    await pick.titled('/css/');
    await pick.answer('600');
    const asked = await modal.read(question());
    const change = [`− ${say('not set')}`, `+ ${say('{0}: {1}', '/css/', say('{0} min', '10'))}`];
    expect(asked).toContain(change.join('\n'));
    expect(asked).toContain(say('To undo: use Undo in the Activity view.'));
    await ui.shot(`156-cache-rule-${language}`);
    await agree();
    expect(argsOf('path_based_ttl_set')).toHaveLength(2);
    const told = say('Cached copies of {0} were not refreshed; they stay until they expire', name);
    await ui.workbench.pressNotification(told, say('Refresh…'));
    expect(await modal.read(`http://${name}/`)).toContain(
      say('Uses {0} of the {1} directory refreshes left today.', '1', '99'),
    );
    await ui.shot(`157-refresh-after-${language}`);
    await ui.workbench.page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    expect(sent('RefreshObjectCaches')).toBe(1);
  });

  test('compression is changed, and Undo in Activity restores it', async () => {
    const { modal } = ui.workbench;
    await activity.root.locator('.pane-header[aria-expanded="false"]').click();
    await activity.rows().first().waitFor();
    await leaveRows(activity);
    await choose('Compression', 'gzip Only');
    expect(await modal.read(question())).toContain(['Brotli', `− ${say('on')}`, `+ ${say('off')}`].join('\n'));
    await ui.shot(`158-compression-${language}`);
    await agree();
    expect(argsOf('brotli')).toEqual([{ enable: 'off' }]);
    await seeRow('Compression', 'gzip');
    const title = say('Set: {0}', 'Brotli');
    await activity.row(title).nth(1).waitFor();
    expect(await undo(title)).toContain('Brotli');
    await expect.poll(() => argsOf('brotli'), { timeout: patienceMs }).toEqual([{ enable: 'on' }]);
    await seeRow('Compression', list('gzip', 'Brotli'));
    await leaveRows(activity);
    await ui.shot(`159-undone-${language}`);
  });

  test('other sites are allowed at CDN and at the bucket, with a question for each', async () => {
    const { pick, modal } = ui.workbench;
    await choose('Other sites (CORS)', 'These Sites…');
    await pick.titled(say('Sites That May Read from {0}', name));
    await pick.answer('https://shop.example/');
    const refusal = say('Enter origins such as https://www.example.com');
    await pick.root.locator('.quick-input-message', { hasText: refusal }).waitFor();
    await pick.answer('https://shop.example');
    expect(await modal.read(question())).toContain('+ Access-Control-Allow-Origin: https://shop.example');
    await ui.shot(`160-cors-${language}`);
    await agree();
    const asked = await modal.read(say('Also allow this on bucket {0}?', bucket));
    expect(asked).toContain(say('Before: {0}', say('no rule')));
    expect(asked).toContain(say('After: {0}', say('{0} ({1})', 'https://shop.example', list('GET', 'HEAD'))));
    await ui.shot(`161-cors-bucket-${language}`);
    await pressByKeys(modal, say('Change Bucket'));
    // The toast may already be gone, but the notification stays in the list.
    await ui.workbench.runCommand('Notifications: Show Notifications');
    const told = say('The edge allows pages of {0} to read.', 'https://shop.example');
    await ui.workbench.page.locator('.notifications-center .notification-list-item', { hasText: told }).waitFor();
    await ui.workbench.runCommand('Notifications: Hide Notifications');
    await seeRow('Other sites (CORS)', 'https://shop.example');
  });

  test('a typed response header is sent, and Undo in Activity removes it', async () => {
    const { pick, modal } = ui.workbench;
    await choose('Response headers', 'Add Header…');
    await pick.titled(say('Response Header'));
    await pick.answer('Permissions-Policy: camera=()');
    expect(await modal.read(question())).toContain('+ Permissions-Policy: camera=()');
    await ui.shot(`162-response-header-${language}`);
    await agree();
    const keys = () => argsOf('set_resp_header').map(({ key }) => key);
    await expect.poll(keys, { timeout: patienceMs }).toContain('Permissions-Policy');
    await seeRow('Response headers', 'Permissions-Policy: camera=()');
    await undo(say('Set: {0}', say('Response header')));
    await expect.poll(keys, { timeout: patienceMs }).not.toContain('Permissions-Policy');
  });

  test('invalid addresses are rejected with a sentence, and the modal explains the cost of refusals', async () => {
    const { pick, modal } = ui.workbench;
    await choose('Access', 'Block IP Addresses…');
    await pick.titled(`${say('Access')} · ${name}`);
    await pick.answer('office');
    const refusal = say('Enter IP addresses or networks, such as 203.0.113.7 or 203.0.113.0/24');
    await pick.root.locator('.quick-input-message', { hasText: refusal }).waitFor();
    await ui.shot(`163-no-address-${language}`);
    await pick.answer('192.0.2.0/24');
    const asked = await modal.read(question());
    expect(asked).toContain([say('Blocked IP addresses'), `− ${say('not set')}`, '+ 192.0.2.0/24'].join('\n'));
    expect(asked).toContain(say('Refused requests get 403 and are still billed as requests.'));
    await ui.shot(`164-block-addresses-${language}`);
    await agree();
    expect(argsOf('ip_black_list_set')).toEqual([{ ip_list: '192.0.2.0/24', ip_acl_xfwd: 'all' }]);
    await undo(say('Set: {0}', say('Blocked IP addresses')));
    await expect.poll(() => argsOf('ip_black_list_set'), { timeout: patienceMs }).toEqual([]);
    await seeRow('Access', say('open to all'));
  });

  test('a staging configuration under test blocks a change before anything is asked', async () => {
    const { control } = ui.session;
    const before = sent('BatchSetCdnDomainConfig');
    await control.act('setStaging', { domain: name, functionName: 'gzip', args: { enable: 'off' } });
    await choose('Compression', 'Off');
    const told = ui.workbench.notification(
      say('{0} has a staging configuration under test. Publish it or roll it back in the CDN console first', name),
    );
    await told.getByRole('button', { name: say('Open CDN Console') }).waitFor();
    await ui.shot(`165-staging-${language}`);
    expect(await ui.workbench.modal.root.count()).toBe(0);
    expect(sent('BatchSetCdnDomainConfig')).toBe(before);
    await control.act('setStaging', { domain: name });
  });

  test('console settings are shown and kept, without their keys', async () => {
    const { pick, modal, page } = ui.workbench;
    const auth = { auth_type: 'type_a', auth_key1: secret };
    await setByHand('aliauth', auth);
    await setByHand('tesla', { enable: 'on' });
    await ui.workbench.runCommand(`${label('category')}: ${label('command.refreshExplorer')}`);
    await seeRow('Access', say('{0}: {1}', say('URL signing'), say('type {0}', 'A')));
    await seeRow('Other settings', say('{0} in the console', '1'));
    await choose('Access', 'Limit Speed…');
    await pick.answer('1m');
    await modal.read(question());
    await agree();
    // The message of the change before may still be there.
    await expect.poll(() => argsOf('limit_rate').length, { timeout: patienceMs }).toBe(1);
    expect(argsOf('aliauth')).toEqual([auth]);
    await openByKeys(cloud, `${say('Access')}, `);
    await pick.row(say('Remove: {0}', say('Speed limit'))).waitFor();
    await ui.shot(`166-console-access-${language}`);
    expect(await page.content()).not.toContain(secret);
    await pick.leave();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View } from '../support/workbench.js';
import { clearNotifications, leaveTree } from './support/clearView.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

const name = 'static.shop-demo.com';
const bucketHost = 'assets-singapore.oss-ap-southeast-1.aliyuncs.com';

describe.each(storyLanguages('en'))('the commands on a domain in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;
  let activity: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('CDN Domains'));
    activity = ui.workbench.view(label('view.activity'));
    await activity.root.locator('.pane-header[aria-expanded="false"]').click();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const domain = () => ui.session.sandbox.state.cdnDomains.get(name);
  const sent = (action: string) => callsOf(ui.session.sandbox.state, action);
  const origins = () => domain()?.sources.map(({ content, port }) => `${content}:${port}`);
  const choose = (command: string) => cloud.chooseFromMenu(name, label(command), label('submenu.domainSettings'));
  /** Waits until the row says this status, and each text beside it. */
  const seeRow = (status: string, ...texts: readonly string[]) => {
    const spoken = say('CDN domain {0}, {1}', name, say(status));
    const row = cloud.root.locator(`[role="treeitem"][aria-label^="${spoken}"]`);
    return texts.reduce((found, hasText) => found.filter({ hasText }), row).waitFor({ timeout: patienceMs });
  };

  test('the row shows the bound bucket before its menu offers to unbind', async () => {
    await seeRow('online');
    await expect.poll(() => sent('ListCname').length, { timeout: patienceMs }).toBeGreaterThan(0);
  });

  test('disabling names the record that still leads visitors here', async () => {
    const { modal } = ui.workbench;
    await choose('command.disableDomain');
    const asked = await modal.read(say('Disable {0}? This is an outage for all visitors whose DNS points here.', name));
    const parts = [
      say('DNS still points here: visitors will not reach the site. Switch DNS to another target first.'),
      `CNAME ${name} → ${name}.w.kunlunsl.com`,
      say('Before: {0}', say('online')),
      say('After: {0}', say('disabled')),
    ];
    for (const part of parts) expect(asked).toContain(part);
    await ui.shot(`81-disable-${language}`);
    await modal.root.getByRole('button', { name: say('Switch DNS First') }).click();
    await modal.read('dnsnext.console.aliyun.com');
    await ui.workbench.page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    await choose('command.disableDomain');
    await modal.read(parts[0] ?? '');
    expect(sent('StopCdnDomain')).toEqual([]);
    await modal.press(say('Disable Domain'));
    await seeRow('disabled');
    expect(domain()?.status).toBe('offline');
    await ui.workbench.notification(say('The domain is disabled: {0}', name)).waitFor();
    await activity.doneRow(`${say('Disable')} ${name}`, say('done')).waitFor();
    await leaveTree(cloud);
    await ui.shot(`82-disabled-${language}`);
  });

  test('the change is in the Activity view with its RequestId', async () => {
    await activity.doneRow(`${say('Disable')} ${name}`, say('done')).waitFor();
    await activity.pressInline(say('Disable'), label('command.copyCallDetails'));
    const copied = () => ui.workbench.readClipboard();
    await expect.poll(copied, { timeout: patienceMs }).toMatch(/^RequestId: [0-9A-F]{8}-[0-9A-F-]{27}$/m);
    const lines = (await copied()).split('\n');
    expect(lines).toContain(say('Before: {0}', say('online')));
    expect(lines).toContain(say('After: {0}', say('disabled')));
  });

  test('enabling asks, and CDN serves the domain again', async () => {
    await clearNotifications(ui.workbench);
    const { modal } = ui.workbench;
    await choose('command.enableDomain');
    const asked = await modal.read(say('Enable {0}?', name));
    expect(asked).toContain(say('Before: {0}', say('disabled')));
    expect(sent('StartCdnDomain')).toEqual([]);
    await ui.shot(`83-enable-${language}`);
    await modal.press(say('Enable Domain'));
    await seeRow('online');
    await expect.poll(() => domain()?.status, { timeout: patienceMs }).toBe('online');
    await ui.workbench.notification(say('CDN is serving the domain again: {0}', name)).waitFor();
  });

  const bucket = 'assets-singapore';
  const bound = () => [...(ui.session.sandbox.state.buckets.get(bucket)?.cnames.keys() ?? [])];

  test('after unbinding, the row shows that automatic refresh has stopped', async () => {
    await clearNotifications(ui.workbench);
    const { modal } = ui.workbench;
    await choose('command.unbindDomain');
    const asked = await modal.read(say('Unbind {0} from bucket {1}?', name, bucket));
    expect(asked).toContain(say('After: {0}', say('not bound')));
    await ui.shot(`89-unbind-${language}`);
    expect(sent('DeleteCname')).toEqual([]);
    await modal.press(say('Unbind Domain'));
    await seeRow('online', say('no automatic refresh'));
    expect(bound()).toEqual([]);
    await ui.shot(`90-unbound-${language}`);
  });

  test('Undo in the notification binds it again', async () => {
    const { modal } = ui.workbench;
    const told = say('Automatic refresh of {0} has stopped. Use a mapping to refresh files when you save them.', name);
    await ui.workbench.pressNotification(told, say('Undo'));
    await modal.read(say('Undo "{0}" of {1}?', say('Unbind'), name));
    expect(bound()).toEqual([]);
    await modal.press(say('Undo'));
    await expect.poll(bound, { timeout: patienceMs }).toEqual([name]);
    await cloud
      .row(name)
      .filter({ hasText: say('no automatic refresh') })
      .waitFor({ state: 'detached' });
  });

  test("an origin host with the domain's name is removed before the binding", async () => {
    await clearNotifications(ui.workbench);
    const { session, workbench } = ui;
    const args = { domain_name: name };
    await session.control.act('setFunction', { domain: name, functionName: 'set_req_host_header', args });
    const before = session.sandbox.state.calls.length;
    await choose('command.unbindDomain');
    await workbench.modal.read('NoSuchBucket');
    await ui.shot(`94-unbind-host-${language}`);
    await workbench.modal.press(say('Change Origin Host and Unbind'));
    await seeRow('online', say('no automatic refresh'));
    const actions = session.sandbox.state.calls.slice(before).map(({ action }) => action);
    const changes = actions.filter((action) => action === 'BatchSetCdnDomainConfig' || action === 'DeleteCname');
    expect(changes).toEqual(['BatchSetCdnDomainConfig', 'DeleteCname']);
    expect(bound()).toEqual([]);
  });

  test('Undo then binds the domain again and restores the origin host', async () => {
    const { modal } = ui.workbench;
    const told = say('Automatic refresh of {0} has stopped. Use a mapping to refresh files when you save them.', name);
    await ui.workbench.pressNotification(told, say('Undo'));
    const asked = await modal.read(say('Undo "{0}" of {1}?', say('Unbind'), name));
    expect(asked).toContain(say('The setting will be restored: {0}', say('{0} ({1})', say('Origin host'), name)));
    await ui.shot(`95-undo-unbind-host-${language}`);
    await modal.press(say('Undo'));
    await expect.poll(() => sent('BatchSetCdnDomainConfig').length, { timeout: patienceMs }).toBe(2);
    expect(sent('BatchSetCdnDomainConfig').at(-1)?.params.Functions).toContain(name);
    expect(bound()).toEqual([name]);
    await seeRow('online');
  });

  test('another origin is shown before and after, and rejected while it is private', async () => {
    await clearNotifications(ui.workbench);
    const { pick, modal } = ui.workbench;
    await choose('command.editOrigin');
    await pick.titled(`${say('Origin')} · ${name}`);
    await pick.row(say('IP Addresses')).waitFor();
    await ui.shot(`84-origin-kind-${language}`);
    await pick.choose(say('IP Addresses'));
    const prompt = say('IP addresses separated by spaces; append ;backup or ;weight=20 to a server if needed');
    await pick.root.locator('.quick-input-message', { hasText: prompt }).waitFor();
    await pick.answer('10.0.0.8');
    const refusal = say('{0} is a private address, which CDN cannot reach. Enter a public address', '10.0.0.8');
    await pick.root.locator('.quick-input-message', { hasText: refusal }).waitFor();
    await ui.shot(`85-private-origin-${language}`);
    await pick.answer('8.8.4.4');
    await pick.root
      .locator('.quick-input-message', {
        hasText: say('Origin port: 80 uses HTTP, 443 uses HTTPS, other ports use HTTP'),
      })
      .waitFor();
    await pick.answer('80');
    const asked = await modal.read(say('Change the origin of {0}?', name));
    expect(asked).toContain(say('Before: {0}', `${bucketHost}:80`));
    expect(asked).toContain(say('After: {0}', '8.8.4.4:80'));
    await ui.shot(`86-origin-change-${language}`);
    expect(origins()).toEqual([`${bucketHost}:80`]);
    await modal.press(say('Change Origin'));
    await seeRow('online', '8.8.4.4');
    expect(origins()).toEqual(['8.8.4.4:80']);
  });

  test('Undo in the Activity view restores the old origin', async () => {
    await clearNotifications(ui.workbench);
    const { modal } = ui.workbench;
    const row = activity.row(say('Change origin'));
    await row.waitFor();
    await activity.pressInline(say('Change origin'), label('command.undoChange').replace('…', ''));
    const asked = await modal.read(say('Undo "{0}" of {1}?', say('Change origin'), name));
    expect(asked).toContain(say('The previous origin of the domain will be restored: {0}', `${bucketHost}:80`));
    await ui.shot(`87-undo-${language}`);
    await modal.press(say('Undo'));
    await expect.poll(origins, { timeout: patienceMs }).toEqual([`${bucketHost}:80`]);
    await seeRow('online', 'assets-singapore');
    await activity.doneRow(`${say('Change origin')} ${name}`, say('undone')).waitFor();
    await ui.shot(`88-activity-${language}`);
  });

  test('a home page is set up from the palette with one setting and one question', async () => {
    await clearNotifications(ui.workbench);
    const { pick, modal } = ui.workbench;
    await ui.workbench.runCommand(`${label('category')}: ${label('command.setHomePage')}`);
    await pick.titled(say('Set Up Home Page'));
    await pick.choose(name);
    expect(await modal.read(say('Set up the home page of {0}?', name))).toContain('^/$ → /index.html');
    await ui.shot(`168-home-page-${language}`);
    const rules = () => domain()?.configs?.filter(({ functionName }) => functionName === 'host_redirect') ?? [];
    expect(rules()).toEqual([]);
    await modal.press(say('Show index.html at /'));
    await expect
      .poll(() => rules().map(({ args }) => args), { timeout: patienceMs })
      .toEqual([{ regex: '^/$', replacement: '/index.html', flag: 'break' }]);
    await ui.workbench.statusItem(say('Settings changed: {0}', name)).waitFor();
  });

  test('the console pages are listed with their menu paths', async () => {
    const { pick } = ui.workbench;
    await cloud.pressInline(name, label('command.openCdnConsole'));
    await pick.titled(say('Open Console Page: {0}', name));
    const pages = ['Basic Information', 'Origin Fetch', 'HTTPS', 'Cache'].map((page) => say(page));
    const ways = pages.map((page) => say('In the CDN console: Domain Names > {0} > {1}', name, page));
    await pick.row(pages[0] ?? '').waitFor();
    expect((await pick.labels()).slice(0, 8)).toEqual(pages.flatMap((page, at) => [page, ways[at]]));
    await ui.shot(`91-console-pages-${language}`);
    await pick.leave();
  });

  test('deleting requires the name, and rejects another', async () => {
    await clearNotifications(ui.workbench);
    const { pick, modal } = ui.workbench;
    await choose('command.deleteDomain');
    const asked = await modal.read(say('Delete {0} from CDN?', name));
    expect(asked).toContain(
      say('CDN deletes only disabled domains, so the domain will be disabled first. This takes a few minutes.'),
    );
    await ui.shot(`92-delete-${language}`);
    await modal.press(say('Continue…'));
    await pick.titled(say('Delete Domain'));
    const before = ui.session.sandbox.state.calls.length;
    await pick.answer('media.shop-demo.com');
    const refusal = say('This does not match the domain: {0}', name);
    await pick.root.locator('.quick-input-message', { hasText: refusal }).waitFor();
    await ui.shot(`93-wrong-name-${language}`);
    expect(ui.session.sandbox.state.calls.slice(before).map(({ action }) => action)).not.toContain('StopCdnDomain');
    await pick.answer(name);
    await cloud.row(name).waitFor({ state: 'detached' });
    expect(domain()).toBeUndefined();
    expect(sent('DeleteCdnDomain').map(({ status }) => status)).toEqual([200]);
    await activity.row(say('Delete domain')).waitFor();
  });
});

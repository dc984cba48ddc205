import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Pebble, startPebble } from '../support/pebble.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, stepPatience, type View } from '../support/workbench.js';
import { findTreeProblems } from './support/axeTree.js';
import { clearNotifications } from './support/clearView.js';
import { chooseByKeys, pressByKeys } from './support/keyboard.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

const name = 'static.shop-demo.com';

/** Where the side bar ends, px. */
const sideBar = 350;
/** Whether nothing of a text is cut off. */
const isWhole = ({ scrollWidth, clientWidth }: { readonly scrollWidth: number; readonly clientWidth: number }) =>
  scrollWidth <= clientWidth;

describe.each(storyLanguages('zh-cn'))('setting up HTTPS in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;
  let pebble: Pebble;

  beforeAll(async () => {
    ui = await startUi(language);
    const { state } = ui.session.sandbox;
    state.cdnDomains.get(name)!.httpsOn = false;
    await ui.session.control.act('issueCertificate', { name: 'old-one', names: [name], days: -2 });
    await ui.session.control.act('issueCertificate', { name: 'wild-2026', names: ['*.shop-demo.com'], days: 20 });
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('CDN Domains'));
    pebble = await startPebble(ui.session.sandbox);
  });
  afterAll(async () => {
    await pebble?.stop();
    await ui?.stop();
  });
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const domain = () => ui.session.sandbox.state.cdnDomains.get(name);
  const sent = (action: string) => callsOf(ui.session.sandbox.state, action);
  const hsts = () =>
    (domain()?.configs ?? []).filter(({ functionName }) => functionName === 'HSTS').map(({ args }) => args);
  /** Drags the edge of the side bar from one place to another. */
  const dragSideBar = async (from: number, to: number) => {
    const { mouse } = ui.workbench.page;
    await mouse.move(from, 500);
    await mouse.down();
    await mouse.move(to, 500, { steps: 5 });
    await mouse.up();
    await mouse.move(0, 0);
  };
  const run = () => cloud.row(say('HTTPS: {0}', name));
  /** Answers a file dialog: goes to a folder and chooses a file there. */
  const chooseFile = async (title: string, folder: string, file: string) => {
    const { pick } = ui.workbench;
    await pick.titled(title);
    // Before it has listed the folder of the workspace it would replace what is typed.
    await pick.row('..').waitFor();
    await pick.type(`${folder}/`);
    await pick.choose(file);
    await pick.root.locator('.quick-input-title', { hasText: title }).waitFor({ state: 'hidden' });
  };

  test('the row shows http only, and its menu begins with matching certificates, expired ones last', async () => {
    await cloud
      .row(name)
      .filter({ hasText: say('http only') })
      .waitFor({ timeout: patienceMs });
    await cloud.chooseFromMenu(name, label('command.setUpHttps'), label('submenu.domainSettings'));
    await ui.workbench.pick.titled(say('Certificate for {0}', name));
    const found = async () => {
      const labels = await ui.workbench.pick.labels();
      return labels.flatMap((each) => /old-one|wild-2026/.exec(each) ?? []);
    };
    await expect.poll(found, { timeout: patienceMs }).toEqual(['wild-2026', 'old-one']);
    await ui.shot(`127-certificates-${language}`);
  });

  test("a certificate of Let's Encrypt is requested only after a modal that explains the consequences and renewal", async () => {
    const { pick, modal, page } = ui.workbench;
    await pick.choose(say("Request a Certificate from Let's Encrypt…"));
    const asked = await modal.read(say("Request a certificate from Let's Encrypt for {0}?", name));
    expect(asked).toContain(say('Before: {0}', say('none, http only')));
    await ui.shot(`167-lets-encrypt-${language}`);
    await page.keyboard.press('Escape');
    await modal.root.waitFor({ state: 'hidden' });
    expect(sent('AddDomainRecord')).toEqual([]);
    await cloud.chooseFromMenu(name, label('command.setUpHttps'), label('submenu.domainSettings'));
    await pick.titled(say('Certificate for {0}', name));
  });

  test('nothing is set before the user agrees to a modal with the state before and after', async () => {
    const { pick, modal } = ui.workbench;
    await pick.choose('wild-2026');
    const asked = await modal.read(say('Set up HTTPS for {0}?', name));
    expect(asked).toContain(say('Before: {0}', say('none, http only')));
    expect(asked).toContain('wild-2026');
    expect(sent('SetCdnDomainSSLCertificate')).toEqual([]);
    await ui.shot(`128-set-certificate-${language}`);
    await modal.press(say('Set Certificate'));
    await run().waitFor({ timeout: patienceMs });
  });

  test('once the edge shows the certificate, the redirect is offered and made', async () => {
    await run()
      .filter({ hasText: say('Redirect http to https?') })
      .waitFor(stepPatience);
    await ui.shot(`129-https-steps-${language}`);
    expect(await findTreeProblems(ui.workbench.page)).toEqual([]);
    expect(domain()?.httpsOn).toBe(true);
    expect(sent('SetCdnDomainSSLCertificate')).toHaveLength(1);
    await cloud.pressInline(say('Redirect http to https?'), label('command.continueRun'));
    await ui.workbench.modal.read(say('Redirect http to https for {0}?', name));
    await ui.shot(`130-redirect-${language}`);
    await ui.workbench.modal.press(say('Redirect to HTTPS'));
    await run()
      .filter({ hasText: say('Done') })
      .waitFor(stepPatience);
    const forced = domain()?.configs?.find(({ functionName }) => functionName === 'https_force');
    expect(forced?.args).toEqual({ enable: 'on', https_rewrite: '301' });
  });

  test('the row warns of a certificate with less than a third of its lifetime left', async () => {
    await cloud
      .row(name)
      .filter({ hasText: say('https expires in {0} days', '19') })
      .first()
      .waitFor({ timeout: patienceMs });
    // The icons of a row that is chosen, or that the mouse rests on, hide its words; a wider side bar shows all of them.
    await cloud.root.locator('.monaco-list').focus();
    await ui.workbench.page.keyboard.press('Escape');
    await dragSideBar(sideBar, 2 * sideBar);
    const words = cloud.row(name).first().locator('.monaco-icon-label');
    await expect.poll(() => words.evaluate(isWhole), { timeout: patienceMs }).toBe(true);
    await ui.shot(`131-https-row-${language}`);
    await dragSideBar(2 * sideBar, sideBar);
  });

  test('the button of that row leads to another certificate, and leaves no task if cancelled', async () => {
    const { pick } = ui.workbench;
    await cloud.pressInline(name, label('command.renewCertificate').replace('…', ''));
    await pick.titled(say('Certificate for {0}', name));
    await pick.row(say('From Files…')).waitFor();
    await pick.leave();
    await run()
      .filter({ hasText: say('Done') })
      .waitFor();
    expect(sent('SetCdnDomainSSLCertificate')).toHaveLength(1);
  });

  test('HSTS is enabled by keyboard alone, after its warning and with the name typed', async () => {
    const { pick, modal, page } = ui.workbench;
    const title = `${label('category')}: ${label('command.setHsts')}`;
    await page.keyboard.press('F1');
    await pick.input.waitFor();
    await pick.type(`>${title}`);
    await pick.row(title).and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Enter');
    await pick.row(name).waitFor();
    await chooseByKeys(pick, name);
    await pick.titled(`HSTS · ${name}`);
    await chooseByKeys(pick, say('1 day'));
    const asked = await modal.read(say('Turn on HSTS for {0}?', name));
    expect(asked).toContain(
      say(
        'Until the period ends, browsers that have visited the domain use only https and do not let visitors bypass certificate errors. Undo does not change this.',
      ),
    );
    await ui.shot(`136-hsts-${language}`);
    expect(hsts()).toEqual([]);
    await pressByKeys(modal, say('Continue…'));
    await pick.titled(`HSTS · ${name}`);
    await pick.answer('shop-demo.com');
    const refusal = say('This does not match the domain: {0}', name);
    await pick.root.locator('.quick-input-message', { hasText: refusal }).waitFor();
    await ui.shot(`137-hsts-name-${language}`);
    expect(hsts()).toEqual([]);
    await pick.answer(name);
    await expect
      .poll(hsts, stepPatience)
      .toEqual([{ enabled: 'on', https_hsts_max_age: '86400', https_hsts_include_subdomains: 'off' }]);
  });

  test('a PEM pair is chosen in the file dialogs, added to the account and set', async () => {
    await clearNotifications(ui.workbench);
    const { pick, modal } = ui.workbench;
    const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-pair-'));
    const pair = ui.session.sandbox.state.issue!([name], 60);
    writeFileSync(join(folder, 'site.pem'), pair.certificate);
    writeFileSync(join(folder, 'site.key'), pair.key, { mode: 0o600 });
    await cloud.chooseFromMenu(name, label('command.setUpHttps'), label('submenu.domainSettings'));
    await pick.titled(say('Certificate for {0}', name));
    await pick.choose(say('From Files…'));
    await chooseFile(say('Certificate File (Domain Certificate First)'), folder, 'site.pem');
    await chooseFile(say('Private Key File'), folder, 'site.key');
    await modal.read(say('Add this certificate to the account?'));
    await ui.shot(`132-add-pair-${language}`);
    await modal.press(say('Add Certificate'));
    expect(await modal.read(say('Set up HTTPS for {0}?', name))).toContain('wild-2026');
    await modal.press(say('Set Certificate'));
    // Line ends may differ.
    const linesOf = (pem = '') => pem.split(/\s*\n/).filter(Boolean);
    const { certificates } = ui.session.sandbox.state;
    const given = () => linesOf(certificates.get(domain()?.certificate?.id ?? 0)?.certificate);
    await expect.poll(given, stepPatience).toEqual(linesOf(pair.certificate));
    rmSync(folder, { recursive: true });
  });

  test('a free certificate is requested after its modals, and its record is approved and removed again', async () => {
    const { pick, modal } = ui.workbench;
    const { state } = ui.session.sandbox;
    await ui.session.control.act('orderInstances', { count: 2 });
    await ui.session.control.act('addContact', { name: 'Li', email: 'li@shop-demo.com' });
    await run()
      .filter({ hasText: say('Done') })
      .waitFor(stepPatience);
    await ui.workbench.notification(say('HTTPS is set up: {0}', name)).waitFor();
    await clearNotifications(ui.workbench);
    await cloud.chooseFromMenu(name, label('command.setUpHttps'), label('submenu.domainSettings'));
    await pick.titled(say('Certificate for {0}', name));
    await ui.shot(`133-free-certificate-${language}`);
    await pick.choose(say('Request a Free Certificate…'));
    expect(await modal.read(say('Request a free certificate for {0}?', name))).toContain(
      say('{0} ({1})', 'Li', 'li@shop-demo.com'),
    );
    expect(sent('UpdateInstance')).toEqual([]);
    await ui.shot(`134-request-free-${language}`);
    await modal.press(say('Request Certificate'));
    const approve = say('Approve the DNS record: {0}', `_dnsauth.${name}`);
    await cloud.row(approve).waitFor(stepPatience);
    await cloud.pressInline(approve, label('command.continueRun'));
    await modal.read(say('Add this record to your live DNS?'));
    await ui.shot(`135-validation-record-${language}`);
    await modal.press(say('Add Record'));
    // The domain has the very certificate that was issued.
    const issued = () => [...state.instances.values()].flatMap((each) => each.certificateId ?? []);
    await expect.poll(() => domain()?.certificate?.id, stepPatience).toSatisfy((id) => issued().includes(id));
    const records = () => [...state.zones.get('shop-demo.com')!.records.values()].map(({ rr }) => rr);
    await expect.poll(records, stepPatience).not.toContain('_dnsauth.static');
    expect(sent('ApplyCertificate')).toHaveLength(1);
  });
});

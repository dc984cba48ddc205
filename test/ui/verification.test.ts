import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StoredCdnDomain, StoredRecord } from '../../sandbox/state/state.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs } from '../support/workbench.js';

const zone = 'shop-demo.com';
const script = '<script>alert(1)</script>';
const hostile = `${script}[open] (command:workbench.action.quit)\u202E\u0007${'A'.repeat(2000)}`;

describe('the verification page', () => {
  let ui: UiRun;
  beforeAll(async () => {
    ui = await startUi('en');
    await prepare(ui);
    // Its icon is there once its commands are.
    await ui.workbench.openContainer('OSS + CDN');
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

  const verdict = (page: FrameLocator, label: string) =>
    page.locator('.badge', { hasText: new RegExp(`^${label}$`) }).waitFor({ timeout: patienceMs });
  /** Opens the page of a domain of the account from the palette, and waits until it is judged so. */
  const verify = async (name: string, label: string): Promise<FrameLocator> => {
    await ui.workbench.runCommand('OSS + CDN: Verify CNAME');
    await ui.workbench.pick.titled('Verify CNAME');
    await ui.workbench.pick.choose(name);
    const page = ui.workbench.webview();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await verdict(page, label);
    return page;
  };
  const press = (page: FrameLocator, name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const records = (rr: string) => [...zoneOf(ui).values()].filter((record) => record.rr === rr);

  test('judges any name without an account, and shows what signing in would add', async () => {
    await ui.workbench.runCommand('OSS + CDN: Verify CNAME');
    await ui.workbench.pick.titled('Verify CNAME');
    await ui.workbench.pick.answer('www.shop-demo.com');
    const page = ui.workbench.webview();
    await page.getByRole('heading', { level: 1, name: 'www.shop-demo.com' }).waitFor();
    await verdict(page, 'Cannot tell');
    await page.getByRole('button', { name: 'Sign In' }).waitFor();
    await ui.shot('05-verify-signed-out-en');
  });

  describe('of a domain of the account', () => {
    beforeAll(() => signIn(ui.workbench, 'en'));

    test.each([
      [`static.${zone}`, 'Works, but browsers download it'],
      [`plain.${zone}`, 'Works over http only'],
      [`soon.${zone}`, 'Works, but the certificate expires soon'],
      [`media.${zone}`, 'Not online'],
      [`off.${zone}`, 'Domain disabled'],
      [`old.${zone}`, 'Wrong target'],
    ])('%s: %s', async (name, label) => {
      await verify(name, label);
    });

    test('leads to the certificates if the domain works over http only', async () => {
      const page = await verify(`plain.${zone}`, 'Works over http only');
      await press(page, 'Set Up HTTPS…');
      await ui.workbench.pick.titled(`Certificate for plain.${zone}`);
      await ui.workbench.pick.leave();
    });

    test('adds the missing record as shown in the modal, and sees it', async () => {
      const page = await verify(`pic.${zone}`, 'Record missing');
      await press(page, 'Add Record…');
      const asked = await ui.workbench.modal.read('Add this record to your live DNS?');
      for (const part of [`Zone: ${zone}`, 'Host: pic', 'Type: CNAME', `Value: ${cnameOf('pic')}`, 'TTL: 600 seconds'])
        expect(asked).toContain(part);
      expect(records('pic')).toEqual([]);
      await ui.shot('06-verify-add-en');
      await ui.workbench.modal.press('Add Record');
      await verdict(page, 'Works');
      expect(records('pic')).toMatchObject([{ type: 'CNAME', value: cnameOf('pic'), ttl: 600, enabled: true }]);
      await ui.workbench
        .notification(`Live DNS was changed: pic.${zone}`)
        .getByRole('button', { name: 'Undo' })
        .waitFor();
      await ui.shot('07-verify-added-en');
    });

    test('resumes the same paused record', async () => {
      const [before] = records('rest');
      const page = await verify(`rest.${zone}`, 'Record paused');
      await press(page, 'Resume Record…');
      const asked = await ui.workbench.modal.read('Resume this record in your live DNS?');
      expect(asked).toContain(cnameOf('rest'));
      await ui.workbench.modal.press('Resume Record');
      await verdict(page, 'Works');
      expect(records('rest')).toEqual([{ ...before, enabled: true, changedAt: expect.anything() }]);
    });

    test('switches conflicting records, shown as plain text', async () => {
      const page = await verify(`way.${zone}`, 'Conflicting address record');
      await press(page, 'Switch Records…');
      const asked = await ui.workbench.modal.read(`Switch way.${zone} in your live DNS?`);
      expect(asked).toContain(`${script}[open] (command:workbench.action.quit)\\u{202e}\\u{7}AAA`);
      expect(asked).not.toContain('A'.repeat(401));
      expect(await ui.workbench.modal.root.locator('script, a[href]').count()).toBe(0);
      await ui.shot('08-verify-switch-en');
      await ui.workbench.modal.press('Switch');
      await verdict(page, 'Works');
      expect(records('way').map(({ type, enabled }) => ({ type, enabled }))).toEqual([
        { type: 'CNAME', enabled: true },
        { type: 'TXT', enabled: false },
      ]);
    });

    test('stops the download by the origin host, and shows the accepted change until nodes have it', async () => {
      await ui.session.control.setSpeed(20);
      const page = await verify(`static.${zone}`, 'Works, but browsers download it');
      await press(page, 'Set Origin Host…');
      expect(await ui.workbench.modal.read(`Change the live settings of static.${zone}?`)).toContain(
        `After: static.${zone}`,
      );
      await ui.workbench.modal.press('Set Origin Host');
      await page.locator('.accepted', { hasText: /^CDN accepted the change at / }).waitFor();
      expect(await page.getByRole('button', { name: 'Set Origin Host…' }).count()).toBe(0);
      await ui.shot('39-verify-accepted-en');
      // Recheck is not pressed.
      await page.getByRole('button', { name: 'Refresh CDN Directory…' }).waitFor({ timeout: patienceMs });
      await page.locator('.accepted').waitFor({ state: 'detached' });
      await ui.session.control.act('clearEdge');
      await press(page, 'Recheck');
      await verdict(page, 'Works');
      await page.getByRole('button', { name: `Open https://static.${zone}/index.html` }).waitFor();
      await ui.shot('40-verify-works-en');
    });

    test('is restored after a reload and rechecks', async () => {
      await ui.workbench.page.reload();
      const page = ui.workbench.webview();
      // A window keeps which tab is in front only now and then, so it may be one of those before.
      await page.locator('h1', { hasText: /^(static|pic|rest|way)\.shop-demo\.com$/ }).waitFor();
      await verdict(page, 'Works');
    });
  });
});

const cnameOf = (rr: string) => `${rr}.${zone}.w.kunlunsl.com`;

function zoneOf({ session }: UiRun): Map<string, StoredRecord> {
  const found = session.sandbox.state.zones.get(zone);
  if (!found) throw new Error(`No zone: ${zone}`);
  return found.records;
}

/** Domains that are right at CDN, each with another fault in DNS or of its own. */
async function prepare(ui: UiRun): Promise<void> {
  const { cdnDomains, buckets } = ui.session.sandbox.state;
  const model = cdnDomains.get(`static.${zone}`);
  if (!model) throw new Error('The sample domain is gone');
  const { configs: _configs, ...rest } = model;
  const domain = (rr: string, more: Partial<StoredCdnDomain> = {}) => {
    const name = `${rr}.${zone}`;
    const sources = model.sources.map((source) => ({ ...source }));
    cdnDomains.set(name, {
      ...rest,
      name,
      cname: cnameOf(rr),
      futureCname: cnameOf(rr),
      schedule: [],
      sources,
      ...more,
    });
  };
  /** Binds the domain to the bucket and has CDN ask OSS under it, so that browsers show its pages. */
  const bind = (rr: string) => {
    const name = `${rr}.${zone}`;
    const binding = { domain: name, lastModified: new Date(), enabled: true, isPurgeCdnCache: false };
    buckets.get('assets-singapore')?.cnames.set(name, binding);
    const args = { domain_name: name };
    return ui.session.control.act('setFunction', { domain: name, functionName: 'set_req_host_header', args });
  };
  const record = (rr: string, type: string, value: string, enabled = true) => {
    const id = `77${zoneOf(ui).size}`;
    zoneOf(ui).set(id, { id, rr, type, value, ttl: 600, line: 'default', enabled, locked: false });
  };
  for (const rr of ['pic', 'rest', 'way', 'old']) domain(rr);
  domain('plain', { httpsOn: false });
  domain('soon', { certificateFlaw: 'expiring' });
  for (const rr of ['plain', 'soon']) record(rr, 'CNAME', cnameOf(rr));
  for (const rr of ['pic', 'rest', 'way', 'plain', 'soon']) await bind(rr);
  domain('off', { status: 'offline' });
  record('off', 'CNAME', cnameOf('off'));
  record('rest', 'CNAME', cnameOf('rest'), false);
  record('way', 'A', '203.0.114.30');
  record('way', 'TXT', hostile);
  record('old', 'CNAME', 'assets-singapore.oss-ap-southeast-1.aliyuncs.com');
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { inSuite } from '../support/nightly.js';
import { findSecrets } from '../support/secretForms.js';
import { writeProfiles } from '../support/session.js';
import { signIn, signInTyped } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type Workbench } from '../support/workbench.js';
import { cloudView, startOnboarding } from './support/actions.js';
import { readWindow, searchFolder } from './support/leakSearch.js';

const subject = { bucket: 'site-hangzhou', domain: 'img.shop-demo.com' };
const mapping = { folder: '.', bucket: subject.bucket, region: 'cn-hangzhou', domains: ['static.shop-demo.com'] };

const typed: AccessKey = { id: 'LTAI5tCanaryTypedKey0001', secret: 'Canary/Typed+Secret/01+==', denied: [] };
const temporary: AccessKey = {
  id: 'STS.NCanaryTemporaryKey0002',
  secret: 'Canary/Temporary+Secret/02+==',
  securityToken: 'CAISCanary/Token+0003/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+A==',
  denied: [],
};
const find = findSecrets([
  { name: 'typed secret', value: typed.secret },
  { name: 'temporary secret', value: temporary.secret },
  { name: 'token', value: temporary.securityToken ?? '' },
]);

/** Faults of every kind, for as long as the test runs. */
const faults = [
  { action: 'AddCdnDomain', kind: 'html502' },
  { action: 'PutObject', kind: 'error', code: 'InvalidAccessKeyId', status: 403 },
  { action: 'ListObjects', kind: 'resetBefore' },
  { action: 'DescribeDomainCname', kind: 'error', code: 'InvalidSecurityToken.Malformed', status: 400 },
  { action: 'DescribeDomainRecords', kind: 'resetAfter' },
  { action: 'DescribeCdnDomainDetail', kind: 'latency', ms: 100 },
];

interface Way {
  readonly name: string;
  enter(ui: UiRun): Promise<unknown>;
}
const ways: readonly Way[] = [
  { name: 'a typed AccessKey', enter: ({ workbench }) => signInTyped(workbench, typed) },
  { name: 'temporary keys of a profile', enter: ({ workbench }) => signIn(workbench, 'en', 'temporary') },
];

describe.each(inSuite(ways, (_way, at) => at === 0))(
  'a window signed in with $name, under faults',
  ({ name, enter }) => {
    let ui: UiRun;
    beforeAll(async () => {
      ui = await startUi('en', { prepare });
      ui.session.sandbox.state.accessKeys.push(typed, temporary);
      writeProfiles(ui.session.vscode.home, { sandbox: ui.session.sandbox.accessKey, temporary });
      await enter(ui);
      await cloudView(ui.workbench).row('Buckets').waitFor();
      await meet(ui, faults);
    });
    afterAll(() => ui?.stop());

    test('failures are shown everywhere, and secrets nowhere', async () => {
      const { workbench, session, browser } = ui;
      const shown: string[] = [];
      const keep = async () => void shown.push(await readWindow(workbench.page));

      await failInTree(ui);
      await keep();
      await failInRun(ui);
      await keep();
      await failInPublishing(ui);
      await keep();
      await failInNotification(ui);
      await keep();
      shown.push(await copyDetails(ui));
      await failInPage(ui);
      await keep();
      await ui.shot(`71-failures-${name.split(' ').at(-1)?.toLowerCase()}-en`);

      expect(shown.flatMap((text, look) => find(text).map((found) => ({ look, ...found })))).toEqual([]);
      // What a person sees was really read: rows, notification, details and the page in its frame.
      const all = shown.join('\n');
      const parts = ['code=InternalError', 'Copy Details', 'static.shop-demo.com.w.kunlunsl.com', subject.domain];
      expect(parts.filter((part) => !all.includes(part))).toEqual([]);

      // Leaving the window makes VS Code write what it still holds.
      await workbench.page.goto('about:blank');
      for (const folder of [session.vscode.dataDir, browser.profileDir, session.workspace]) {
        expect(searchFolder(folder, find).leaks).toEqual([]);
      }
    });

    // How well the search finds does not depend on how the user signed in.
    if (name === ways[0]?.name) test('the search finds stored values and planted ones', () => findPlanted(ui));
  },
);

/** Looks for what is certainly there, and plants secrets where a window and a server keep things. */
async function findPlanted({ session, browser, workbench }: UiRun): Promise<void> {
  const account = findSecrets([{ name: 'account', value: session.sandbox.state.ownerId }]);
  const domain = findSecrets([{ name: 'domain', value: subject.domain }]);
  expect(searchFolder(session.vscode.dataDir, domain).leaks).not.toEqual([]);
  expect(searchFolder(browser.profileDir, account).leaks).not.toEqual([]);

  await workbench.page.goto(session.vscode.url(session.workspace));
  await plant(workbench.page, temporary.securityToken ?? '');
  writeFileSync(join(session.vscode.dataDir, 'planted.log'), `before ${Buffer.from(typed.secret).toString('base64')}`);
  const planted = () => searchFolder(browser.profileDir, find).leaks.map(({ secret }) => secret);
  await expect.poll(planted, { timeout: patienceMs }).toContain('token');
  expect(searchFolder(session.vscode.dataDir, find).leaks).toContainEqual({
    file: 'planted.log',
    secret: 'typed secret',
    form: 'base64 at 0',
  });
  expect(find(await readWindow(workbench.page)).map(({ secret }) => secret)).toContain('token');
}

function prepare(workspace: string): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
}

/** Has every call meet these faults and no others. */
async function meet({ session }: UiRun, wanted: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  await session.control.clearFaults();
  for (const fault of wanted) await session.control.fault({ ...fault, count: 1_000 });
}

/** The objects of a bucket cannot be listed. */
async function failInTree({ workbench }: UiRun): Promise<void> {
  const cloud = cloudView(workbench);
  await cloud.expand('Buckets');
  await cloud.expand('assets-singapore');
  await cloud.rows().filter({ hasText: 'The connection was closed before Alibaba Cloud answered' }).first().waitFor();
}

/** The domain cannot be added. */
async function failInRun(ui: UiRun): Promise<void> {
  const { workbench } = ui;
  // A bucket that cannot be listed would stop the run before that.
  await meet(
    ui,
    faults.filter(({ action }) => action !== 'ListObjects'),
  );
  await startOnboarding(workbench, subject);
  await cloudView(workbench)
    .root.locator('[role="treeitem"][aria-label^="Alibaba Cloud reported an internal error"]')
    .waitFor();
}

/** The keys are refused for an upload: the file waits for better ones. */
async function failInPublishing({ workbench }: UiRun): Promise<void> {
  await workbench.openFile('site.css');
  await workbench.replaceText('/* canary */');
  await workbench.save();
  await workbench.modal.read('Publish files from');
  await workbench.modal.press('Publish');
  await workbench.statusItem('CDN: Sign In Again').click();
  await workbench.pick.titled('Publishing to CDN');
  const row = workbench.pick.rows().filter({ hasText: 'css/site.css' });
  await row.filter({ hasText: 'Alibaba Cloud does not accept this AccessKey' }).waitFor();
  await workbench.page.keyboard.press('Escape');
}

/** A command fails. */
async function failInNotification(ui: UiRun): Promise<void> {
  const { workbench } = ui;
  await meet(ui, [{ action: 'DescribeCdnDomainDetail', kind: 'error', code: 'InternalError', status: 500 }]);
  await workbench.runCommand('OSS + CDN: Copy CDN URL');
  await told(workbench).waitFor();
}

const told = (workbench: Workbench) => workbench.notification('Alibaba Cloud reported an internal error');

/** What a person would paste into a ticket. */
async function copyDetails({ workbench }: UiRun): Promise<string> {
  await told(workbench).getByRole('button', { name: 'Copy Details' }).click();
  await told(workbench).waitFor({ state: 'hidden' });
  await expect.poll(() => workbench.readClipboard(), { timeout: patienceMs }).toContain('DescribeCdnDomainDetail');
  return workbench.readClipboard();
}

/** The verification page tells what it could not learn. */
async function failInPage(ui: UiRun): Promise<void> {
  const { workbench } = ui;
  await meet(ui, faults);
  await workbench.runCommand('OSS + CDN: Verify CNAME');
  await workbench.pick.titled('Verify CNAME');
  await workbench.pick.choose('static.shop-demo.com');
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: 'static.shop-demo.com' }).waitFor();
  await page.locator('dd .value', { hasText: 'static.shop-demo.com.w.kunlunsl.com' }).first().waitFor();
}

/** Keeps a value where VS Code in a browser keeps its state. */
async function plant(page: Page, value: string): Promise<void> {
  await page.evaluate(`localStorage.setItem('planted', ${JSON.stringify(value)})`);
  await page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('planted', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('values');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction('values', 'readwrite');
      writing.objectStore('values').put('before ' + ${JSON.stringify(value)} + ' after', 'planted');
      writing.oncomplete = () => resolve(undefined);
      writing.onerror = () => reject(writing.error);
    };
  })`);
}

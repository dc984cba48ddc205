import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, Workbench } from '../support/workbench.js';

const bucket = 'assets-singapore';
const key = 'css/site.css';
const mapping = {
  folder: 'css',
  bucket,
  region: 'ap-southeast-1',
  prefix: 'css/',
  domains: ['static.shop-demo.com'],
};

let ui: UiRun;
beforeAll(async () => {
  ui = await startUi('en', {
    prepare: (workspace) => {
      mkdirSync(join(workspace, '.vscode'));
      writeFileSync(join(workspace, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
    },
  });
  await signIn(ui.workbench, 'en');
});
afterAll(() => ui?.stop());

test('a save right before the window closes is published at the next start', async () => {
  const { workbench, session, browser } = ui;
  const { page } = workbench;
  const stored = () => session.sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();
  const fresh = (window: Workbench) => window.statusItem('CDN: Fresh').waitFor();
  await workbench.openFile('site.css');
  await workbench.replaceText('body { color: olive; }');
  await workbench.save();
  await workbench.modal.press('Publish');
  await fresh(workbench);

  await workbench.replaceText('body { color: coral; }');
  // The delay keeps this window from checking the bucket in time, so that the next window has to.
  await session.control.fault({ action: 'HeadObject', kind: 'latency', ms: 10_000 });
  const [host = 0] = session.vscode.extensionHosts();
  // The host is paused so that it receives the save and the end of the window together, as on a busy computer.
  process.kill(host, 'SIGSTOP');
  // Save participants of extensions are skipped, since the window would wait for them.
  await workbench.runCommand('File: Save without Formatting');
  await workbench.tab('site.css').and(page.locator(':not(.dirty)')).waitFor();
  expect(readFileSync(join(session.workspace, key), 'utf8')).toBe('body { color: coral; }');
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  process.kill(host, 'SIGCONT');
  await expect.poll(() => session.vscode.extensionHosts(), { timeout: patienceMs }).toEqual([]);
  expect(stored()).toBe('body { color: olive; }');

  const next = await Workbench.open(browser, session.vscode.url(session.workspace));
  await fresh(next);
  expect(stored()).toBe('body { color: coral; }');
});

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { type Browser, startBrowser } from '../support/browser.js';
import { openConsole, turnOnAutoUpdate } from '../support/consolePage.js';
import { loadAxe, runAxe } from './support/pageStage.js';

const domain = 'static.shop-demo.com';
const call = {
  at: Date.now(),
  service: 'cdn',
  action: 'AddCdnDomain',
  host: 'cdn.aliyuncs.com',
  method: 'POST',
  url: '/',
  status: 403,
  code: 'Forbidden.RAM',
};

describe("the sandbox's console page", () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    sandbox = await startSandbox();
    browser = await startBrowser();
    page = await openConsole(browser, sandbox);
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
  });

  const press = (name: string) => page.getByRole('button', { name }).click();
  const section = (name: string) => page.getByRole('region', { name });

  test('shows domains, records and bindings', async () => {
    await section('CDN domains').getByRole('row', { name: domain }).filter({ hasText: 'online' }).waitFor();
    await section('DNS records').getByRole('row', { name: 'www.shop-demo.com A 203.0.114.10' }).waitFor();
    await section('Domains bound').getByRole('switch', { name: domain, checked: false }).waitFor();
  });

  test('turns on Auto CDN Cache Update', async () => {
    await turnOnAutoUpdate(browser, sandbox, domain);
    expect(sandbox.state.buckets.get('assets-singapore')?.cnames.get(domain)?.isPurgeCdnCache).toBe(true);
    await section('Domains bound').getByRole('switch', { name: domain, checked: true }).waitFor();
  });

  test('shows a call as soon as it is received', async () => {
    sandbox.state.calls.push({ ...call, params: { DomainName: domain } });
    await section('Calls received')
      .getByRole('row', { name: `cdn AddCdnDomain ${domain} 403 Forbidden.RAM` })
      .waitFor();
  });

  test('slows the network down and restores it', async () => {
    await press('Slow Line');
    await expect.poll(() => sandbox.state.faults.map(({ action, kind }) => `${action} ${kind}`)).toEqual(['* latency']);
    await press('Slow Line');
    await expect.poll(() => sandbox.state.faults).toEqual([]);
  });

  test('makes the proxy refuse every service and restores them', async () => {
    await press('Proxy Refuses');
    await expect.poll(() => sandbox.state.proxyRefuses?.size).toBe(7);
    await press('Proxy Refuses');
    await expect.poll(() => sandbox.state.proxyRefuses?.size).toBe(0);
  });

  test('uses the quota up and restores it', async () => {
    await press('Quotas Are Used Up');
    await expect.poll(() => sandbox.state.used).toEqual({ urls: 10_000, dirs: 100, regex: 20, preload: 1_000 });
    await press('Quotas Are Used Up');
    await expect.poll(() => sandbox.state.used).toEqual({ urls: 0, dirs: 0, regex: 0, preload: 0 });
  });

  test('removes a permission from a key and restores it', async () => {
    await page.getByRole('combobox', { name: 'Permission' }).selectOption('AddCdnDomain');
    await press('Take Away');
    await expect.poll(() => sandbox.state.accessKeys[0]?.denied).toEqual(['AddCdnDomain']);
    await page.getByText(`${sandbox.accessKey.id}: AddCdnDomain`).waitFor();
    await press('Give Back');
    await expect.poll(() => sandbox.state.accessKeys[0]?.denied).toEqual([]);
  });

  test('changes an object like another author', async () => {
    await page.getByRole('combobox', { name: 'Object' }).selectOption('site-hangzhou/css/site.css');
    await press('Change as a Colleague Would');
    const body = () => sandbox.state.buckets.get('site-hangzhou')?.objects.get('css/site.css')?.body.toString();
    await expect.poll(body).toMatch(/^Changed by a colleague/);
  });

  test('keeps a select element that is in use while the rest is updated', async () => {
    await page.getByRole('combobox', { name: 'Permission' }).focus();
    await page.evaluate('document.activeElement.isTheSame = true');
    sandbox.state.calls.push({ ...call, params: { DomainName: 'later.shop-demo.com' } });
    await section('Calls received').getByRole('row', { name: 'later.shop-demo.com' }).waitFor();
    expect(await page.evaluate('document.activeElement.isTheSame')).toBe(true);
    await page.keyboard.press('Tab');
  });

  test('continues after a failed request', async () => {
    await page.route('**/state', (route) => route.abort(), { times: 1 });
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await section('CDN domains').getByRole('row', { name: domain }).waitFor();
  });

  test('is in Chinese in a Chinese browser', async () => {
    const chinese = await browser.newPage();
    await chinese.addInitScript("Object.defineProperty(navigator, 'language', { get: () => 'zh-CN' })");
    await chinese.goto(sandbox.consoleUrl);
    await chinese.getByRole('heading', { level: 1, name: '沙箱控制台' }).waitFor();
    const latin = await chinese.locator('h1, h2, p, th, button').allInnerTexts();
    expect(
      latin.filter((text) => /[A-Za-z]{3}/.test(text) && !/\p{Script=Han}|^Bucket$|^CNAME$|^LTAI/u.test(text)),
    ).toEqual([]);
  });

  test('axe finds no problems, and the page requires its token', async () => {
    await page.screenshot({ path: join(root, 'test/ui/.out/10-console-en.png'), fullPage: true });
    await loadAxe(page);
    expect(await runAxe(page)).toEqual([]);
    const stranger = await browser.newPage();
    await stranger.goto(sandbox.consoleUrl.replace(/#.*/, '#other'));
    await stranger.getByRole('alert').filter({ hasText: 'token needed' }).waitFor();
  });
});

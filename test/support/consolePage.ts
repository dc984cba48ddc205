import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/server.js';
import type { Browser } from './browser.js';

/** Opens the sandbox's console page and waits until it shows the cloud. */
export async function openConsole(
  browser: Pick<Browser, 'newPage'>,
  { consoleUrl }: Pick<Sandbox, 'consoleUrl'>,
): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(consoleUrl);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Enables Auto CDN Cache Update of a bound domain on the console page. */
export async function turnOnAutoUpdate(
  browser: Pick<Browser, 'newPage'>,
  sandbox: Pick<Sandbox, 'consoleUrl'>,
  domain: string,
): Promise<void> {
  const page = await openConsole(browser, sandbox);
  const toggle = page.getByRole('switch', { name: domain });
  await toggle.click();
  await toggle.and(page.locator('[aria-checked="true"]')).waitFor();
  await page.close();
}

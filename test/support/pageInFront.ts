import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.js';

/** Waits for an enabled button with this name on the front page. */
export function pageButton(workbench: Workbench, name: string): Locator {
  return workbench.webview().getByRole('button', { name, exact: true, disabled: false });
}

/** The text of the front page, without collapsed parts. */
export function readPage(workbench: Workbench): Promise<string> {
  return workbench.webview().locator('#page').innerText();
}

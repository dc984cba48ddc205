import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.js';

/** The button of this name of the page in front, once it can be pressed. */
export function pageButton(workbench: Workbench, name: string): Locator {
  return workbench.webview().getByRole('button', { name, exact: true, disabled: false });
}

/** All that the page in front says, without what is folded. */
export function readPage(workbench: Workbench): Promise<string> {
  return workbench.webview().locator('#page').innerText();
}

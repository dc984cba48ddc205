import { env, l10n, Uri } from 'vscode';
import { showInformation } from '../display.js';
import type { ConsolePage } from './consoleLinks.js';

/** Opens a page in the browser. Where its address may have moved, the menu path is shown beside it. */
export async function openPage(page: ConsolePage): Promise<void> {
  const { url, menu } = typeof page === 'string' ? { url: page, menu: undefined } : page;
  const opened = await env.openExternal(Uri.parse(url, true));
  // Not awaited: it stays while the user is in the browser.
  if (opened && menu !== undefined) void showInformation(l10n.t('If another page shows: {0}', menu));
}

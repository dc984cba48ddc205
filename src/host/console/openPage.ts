import { env, l10n, type Uri } from 'vscode';
import { showInformation } from '../display.js';
import { tellShown } from '../shown.js';
import type { ConsolePage } from './consoleLinks.js';

/** Opens a page in the browser. Where its address may have moved, the menu path is shown beside it. */
export async function openPage(page: ConsolePage): Promise<void> {
  const { url, menu } = typeof page === 'string' ? { url: page, menu: undefined } : page;
  const opened = await openUrl(url);
  // Not awaited: it stays while the user is in the browser.
  if (opened && menu !== undefined) void showInformation(l10n.t('If a different page opens, go to: {0}', menu));
}

/**
 * Opens an address in the browser as it is written. Of a `Uri`, VS Code opens `encodeURI(uri.toString(true))`, which escapes
 * the escapes again (`a%23b` becomes `a%2523b`); a string, which its types do not know, it leaves alone.
 */
export function openUrl(url: string): Thenable<boolean> {
  return tellShown(env.openExternal(url as unknown as Uri));
}

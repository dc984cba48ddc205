import { env, type Uri } from 'vscode';
import { l10n } from '../../core/l10n.js';
import { showInformation } from '../display.js';
import { tellShown } from '../shown.js';
import type { ConsolePage } from './consoleLinks.js';

/** Opens a page in the browser. If its address may have moved, the menu path is shown as well. */
export async function openPage(page: ConsolePage): Promise<void> {
  const { url, menu } = typeof page === 'string' ? { url: page, menu: undefined } : page;
  const opened = await openUrl(url);
  // Not awaited: it stays open while the user is in the browser.
  if (opened && menu !== undefined) void showInformation(l10n.t('If a different page opens, go to: {0}', menu));
}

/**
 * Opens an address in the browser unchanged. For a `Uri`, VS Code opens `encodeURI(uri.toString(true))`, which escapes
 * twice (`a%23b` becomes `a%2523b`). It accepts strings unchanged, although its types do not say so.
 */
export function openUrl(url: string): Thenable<boolean> {
  return tellShown(env.openExternal(url as unknown as Uri));
}

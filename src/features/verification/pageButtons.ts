import { l10n } from 'vscode';
import { plainText } from '../../host/plainText.js';
import type { PageButton } from '../../protocol/verification.js';

/** Opens the page in the browser. */
export function openUrlButton(url: string): PageButton {
  return { action: 'openUrl', label: l10n.t('Open {0}', plainText(url)) };
}

/** Checks again at once; disabled while that is being done. */
export function recheckPageButton(busy: boolean): PageButton {
  return { action: 'recheck', label: l10n.t('Recheck'), ...(busy && { disabled: true }) };
}

/** Opens the domain in the CDN console. */
export function openCdnButton(): PageButton {
  return { action: 'openCdnConsole', label: l10n.t('Open CDN Console') };
}

/** Opens the zone in the DNS console. */
export function openDnsButton(): PageButton {
  return { action: 'openDnsConsole', label: l10n.t('Open DNS Console') };
}

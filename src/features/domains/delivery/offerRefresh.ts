import { l10n } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showInformation } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';

/** Offers to refresh what the edge has cached from before a change; the refresh itself says what it costs. */
export async function offerRefresh({ domain: { name } }: Pick<DomainWork, 'domain'>): Promise<void> {
  const refresh = l10n.t('Refresh…');
  const told = l10n.t('Cached copies of {0} were not refreshed; they stay until they expire', showDomain(name));
  if ((await showInformation(told, refresh)) === refresh) await executeCommand('ossCdn.refreshFolder', name);
}

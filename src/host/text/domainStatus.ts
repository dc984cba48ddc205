import { l10n } from 'vscode';
import type { DomainStatus } from '../../core/ports/cdn.js';

const words = {
  online: () => l10n.t('online'),
  offline: () => l10n.t('disabled'),
  configuring: () => l10n.t('configuring'),
  configure_failed: () => l10n.t('configuration failed'),
  checking: () => l10n.t('in review'),
  check_failed: () => l10n.t('review not passed'),
  stopping: () => l10n.t('being disabled'),
  deleting: () => l10n.t('being deleted'),
} satisfies Record<DomainStatus, () => string>;

/** The vendor's status in words; a status that is not known yet as the vendor writes it. */
export function domainStatusText(status: DomainStatus): string {
  return words[status]?.() ?? status;
}

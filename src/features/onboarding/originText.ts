import { l10n } from 'vscode';
import type { OriginServer } from '../../core/origin.js';

/** A server's role and share, such as "primary · weight 10". */
export function describeServer({ backup, weight }: OriginServer): string {
  return `${backup ? l10n.t('backup') : l10n.t('primary')} · ${l10n.t('weight {0}', weight)}`;
}

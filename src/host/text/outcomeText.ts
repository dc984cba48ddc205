import { l10n } from 'vscode';
import type { EdgeAnswer } from '../../core/ports/probe.js';

const outcomes = {
  answered: () => l10n.t('no answer that tells'),
  unreachable: () => l10n.t('no connection'),
  tlsFailed: () => l10n.t('no secure connection'),
  timeout: () => l10n.t('no answer in time'),
  refusedAddress: () => l10n.t('its address is not public'),
  proxyRefused: () => l10n.t('the proxy does not carry it'),
} satisfies Record<EdgeAnswer['outcome'], () => string>;

/** Why an edge gave no answer, for the end of a row. */
export function outcomeText(outcome: EdgeAnswer['outcome']): string {
  return outcomes[outcome]();
}

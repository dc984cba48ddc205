import { l10n } from 'vscode';
import { plainText } from '../plainText.js';

/** Lines of Alibaba Cloud DNS that are met most; the code of each as in a record. Source: Alibaba Cloud DNS, "DNS lines". */
const lines: Readonly<Record<string, () => string>> = {
  default: () => l10n.t('default line'),
  telecom: () => l10n.t('line China Telecom'),
  unicom: () => l10n.t('line China Unicom'),
  mobile: () => l10n.t('line China Mobile'),
  edu: () => l10n.t('line China Education Network'),
  drpeng: () => l10n.t('line Dr. Peng'),
  btvn: () => l10n.t('line China Broadcast Network'),
  oversea: () => l10n.t('line outside China'),
  internal: () => l10n.t('line China'),
  search: () => l10n.t('line search engines'),
};

/** The line of a record in words; one that is not known by its code. */
export function dnsLineText(line: string): string {
  return Object.hasOwn(lines, line) ? (lines[line]?.() ?? line) : l10n.t('line {0}', plainText(line));
}

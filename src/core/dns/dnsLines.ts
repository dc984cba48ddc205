import { l10n } from '../l10n.js';
import type { NewRecord } from '../ports/dns.js';
import { plainText } from '../text/plainText.js';

/**
 * The code of the line whose records every visitor gets for whom no other line has any; ours are on it. Source: Alibaba Cloud DNS,
 * "DNS lines".
 */
export const defaultLine = 'default';

/** Returns whether a record is on the default line. */
export function isOnDefaultLine({ line = defaultLine }: Pick<NewRecord, 'line'>): boolean {
  return line === defaultLine;
}

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

import { l10n } from '../l10n.js';
import { lookUp } from '../lookUp.js';
import type { NewRecord } from '../ports/dns.js';
import { plainText } from '../text/plainText.js';

/** The code of the DNS line for all visitors for whom no other line has records. Our records are on this line. Source: Alibaba Cloud DNS, "DNS lines". */
export const defaultLine = 'default';

/** Returns whether a record is on the default line. */
export function isOnDefaultLine({ line = defaultLine }: Pick<NewRecord, 'line'>): boolean {
  return line === defaultLine;
}

/** The names of the most common DNS lines of Alibaba Cloud DNS, by the code that a record has. Source: Alibaba Cloud DNS, "DNS lines". */
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

/** Returns the name of a record's DNS line; the code if the line has no name here. */
export function dnsLineText(line: string): string {
  return lookUp(lines, line)?.() ?? l10n.t('line {0}', plainText(line));
}

import { l10n } from 'vscode';
import { canPause, findConflicts } from '../../../core/dns/conflicts.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import { recordRows } from '../../../host/text/recordText.js';

/** All records of a host as lines of a dialog, those in the way of the wanted one in front; at most 10 by name. */
export function todayText(wanted: NewRecord, records: readonly DnsRecord[]): readonly string[] {
  if (records.length === 0) return [l10n.t('On this host today: no records')];
  const inTheWay = findInTheWay(wanted, records);
  const remark = (record: DnsRecord) => (inTheWay.includes(record) ? wayText(record) : '');
  return [l10n.t('On this host today:'), ...recordRows(inFront(records, inTheWay), remark)];
}

/** A record that says the same as the wanted one is in nobody's way. */
function findInTheWay(wanted: NewRecord, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return findConflicts(wanted.rr, records).filter(
    ({ type, value }) => type !== wanted.type || !sameHost(value, wanted.value),
  );
}

/** Those in the way, then the others that work, then those that are paused. */
function inFront(records: readonly DnsRecord[], inTheWay: readonly DnsRecord[]): readonly DnsRecord[] {
  const rank = (record: DnsRecord) => (inTheWay.includes(record) ? 0 : record.enabled ? 1 : 2);
  return [...records].sort((left, right) => rank(left) - rank(right));
}

function wayText(record: DnsRecord): string {
  return ` · ${canPause(record) ? l10n.t('in the way') : l10n.t('in the way, cannot be paused here')}`;
}

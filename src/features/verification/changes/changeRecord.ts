import type { Activity } from '../../../core/activity/activity.js';
import { canPause, endangersMail, findConflicts, findOtherLines, findSameCname } from '../../../core/dns/conflicts.js';
import {
  beforeText,
  describeRecord,
  mailWarning,
  recordWarnings,
  switchText,
} from '../../../core/dns/dnsRecordText.js';
import { fullName, recordName } from '../../../core/dns/hostNames.js';
import { findChanged, writeSwitchOnce } from '../../../core/dns/switchRecord.js';
import { readRecordTtl } from '../../../core/dns/ttl.js';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import { beforeAfter, confirmChange, reportChange } from '../../../host/changePrompts.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { showInformation } from '../../../host/display.js';

type Deps = Pick<FeatureDeps, 'session' | 'activity'>;
type Cloud = Pick<CloudPorts, 'cdn' | 'dns'>;

/**
 * Makes the host's record the expected CNAME: reads the records, shows the exact change, then adds, resumes or switches.
 * False if nothing was changed. Throws `zoneNotFound`, `recordLocked`.
 */
export async function changeRecord({ session, activity }: Deps, domain: string): Promise<boolean> {
  const cloud = await session.cloud();
  const { signal } = new AbortController();
  for (;;) {
    const change = await readChange(cloud, domain, signal);
    if (change.same?.enabled && change.inTheWay.length === 0) return sayThere(change.wanted);
    if (!(await ask(change))) return false;
    // Makes exactly the shown change. If records changed meanwhile, it is shown again.
    if (!isSame(change, await readChange(cloud, domain, signal))) continue;
    const { wanted, inTheWay, same, changed } = change;
    const way = { ...(same && { ours: same }), ...(changed && { changed }) };
    await writeSwitchOnce({ cloud, signal }, { wanted, existing: inTheWay, ...way });
    tellChanged(activity, change);
    return true;
  }
}

/** The wanted record and the current ones. */
interface RecordChange {
  readonly wanted: NewRecord;
  readonly inTheWay: readonly DnsRecord[];
  /** Our record, paused or enabled. */
  readonly same?: DnsRecord;
  /** The conflicting record that becomes ours, unless ours is enabled. A paused copy of ours is deleted. */
  readonly changed?: DnsRecord;
  /** What the change does not affect, or may break. */
  readonly warnings: readonly string[];
  readonly hasMail: boolean;
}

async function readChange(cloud: Cloud, domain: string, signal: AbortSignal): Promise<RecordChange> {
  const wanted = await readWanted(cloud, domain, signal);
  const records = await cloud.dns.listRecords(wanted.zone, wanted.rr, signal);
  const same = findSameCname(records, wanted.value);
  const inTheWay = findConflicts(wanted.rr, records).filter(({ id }) => id !== same?.id);
  refuseLocked(same && !same.enabled ? [...inTheWay, same] : inTheWay);
  const hasMail = endangersMail(wanted.rr, records);
  const others = recordWarnings(wanted, records, { lines: findOtherLines(records, wanted.value) });
  const warnings = [...(hasMail ? [mailWarning(), ''] : []), ...others];
  const changed = same?.enabled ? undefined : findChanged(inTheWay);
  const ways = { ...(same && { same }), ...(changed && { changed }) };
  return { wanted, inTheWay, ...ways, warnings, hasMail };
}

function isSame(left: RecordChange, right: RecordChange): boolean {
  const keyOf = ({ wanted, inTheWay, same }: RecordChange) =>
    [wanted, ...[...inTheWay, ...(same ? [same] : [])].sort((a, b) => (a.id < b.id ? -1 : 1))]
      .map((record) => JSON.stringify(record))
      .join();
  return keyOf(left) === keyOf(right);
}

/** The newest change leads visitors to CDN. Its undo includes the related ones. */
function tellChanged(activity: Activity, { wanted, same, changed }: RecordChange): void {
  const subject = fullName(wanted);
  const action = changed ? 'UpdateDomainRecord' : same ? 'SetDomainRecordStatus' : 'AddDomainRecord';
  void reportChange(activity, l10n.t('Live DNS was changed: {0}', subject), { action, subject });
}

/** The record that CDN and the zone currently require. */
async function readWanted(cloud: Cloud, domain: string, signal: AbortSignal): Promise<NewRecord> {
  const name = recordName(domain);
  const [found, place] = await Promise.all([cloud.cdn.readDomain(domain, signal), cloud.dns.locate(name, signal)]);
  if (!found) throw new AppError('domainNotFound', { subject: showDomain(domain) });
  if (!found.cname) throw new AppError('domainBusy', { subject: showDomain(domain) });
  if (!place) throw new AppError('zoneNotFound', { subject: name });
  return { ...place, type: 'CNAME', value: found.cname, ttl: await readRecordTtl(cloud.dns, place.zone, signal) };
}

function sayThere(wanted: NewRecord): false {
  void showInformation(
    l10n.t('The record already exists; name servers may take a while to return it: {0}', fullName(wanted)),
  );
  return false;
}

function refuseLocked(records: readonly DnsRecord[]): void {
  const stuck = records.find((record) => !canPause(record));
  if (stuck) throw new AppError('recordLocked', { subject: `${stuck.type} ${fullName(stuck)}` });
}

/** The question for each of the three changes, with all fields. */
function ask({ wanted, inTheWay, same, changed, warnings, hasMail }: RecordChange): Promise<boolean> {
  const decline = hasMail ? { decline: l10n.t('Do Not Change DNS') } : {};
  const warning = warnings.join('\n').trimEnd();
  const follows = l10n.t(
    'Visitors of this domain will then be sent to Alibaba Cloud CDN. No other record will be changed.',
  );
  const undo = l10n.t('To undo: use Undo in the Activity view.');
  if (inTheWay.length > 0) {
    const way = { before: beforeText(inTheWay), changed: changed?.id, hasCopy: same?.enabled === false, undo };
    const detail = switchText(wanted, inTheWay, way);
    const question = l10n.t('Switch {0} in your live DNS?', fullName(wanted));
    return confirmChange({
      question,
      detail: [warning, detail.join('\n')],
      button: l10n.t({ message: 'Switch', comment: 'A button: replaces DNS records by the CNAME' }),
      ...decline,
    });
  }
  if (same) {
    return confirmChange({
      question: l10n.t('Resume this record in your live DNS?'),
      detail: [
        warning,
        describeRecord(same).join('\n'),
        beforeAfter(l10n.t('paused'), l10n.t('enabled')),
        `${follows}\n${undo}`,
      ],
      button: l10n.t('Resume Record'),
      ...decline,
    });
  }
  return confirmChange({
    question: l10n.t('Add this record to your live DNS?'),
    detail: [warning, describeRecord(wanted).join('\n'), `${follows}\n${undo}`],
    button: l10n.t('Add Record'),
    ...decline,
  });
}

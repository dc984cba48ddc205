import { domainStatusText } from '../../../core/cdn/domainText.js';
import { switchState } from '../../../core/delivery/settingText.js';
import { recordState } from '../../../core/dns/dnsRecordText.js';
import { l10n } from '../../../core/l10n.js';
import { plainText } from '../../../core/text/plainText.js';
import { timeOfDay } from '../../../core/text/timeText.js';
import { toneOfStatus } from '../../../core/verification/diagnosis/verdictText.js';
import type { FactPart, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageSection, PageTable, Tone } from '../../../protocol/page.js';
import { sourceFailureText } from './sourceText.js';

type Row = PageTable['rows'][number];

/** The vendor's operations that provide the parts. */
const operations = {
  cdnDomain: 'DescribeCdnDomainDetail',
  cdnCname: 'DescribeDomainCname',
  alidns: 'DescribeSubDomainRecords',
} as const;
type CloudPart = keyof typeof operations;

/** The section of CDN and Alibaba Cloud DNS, with sources and times. */
export function cloudSection(facts: VerificationFacts): PageSection | undefined {
  const rows = [...domainRows(facts), ...viewRows(facts), ...recordRows(facts)];
  const title = l10n.t('Alibaba Cloud status');
  const note = facts.accountUnknown ? l10n.t('The account could not be queried') : undefined;
  if (rows.length === 0) return note === undefined ? undefined : { id: 'cloud', title, note };
  const head = [
    l10n.t({ message: 'Item', comment: 'Heading of a column: what was queried' }),
    l10n.t('Result'),
    l10n.t({ message: 'Source', comment: 'Heading of a column: which service answered' }),
    l10n.t('Queried at'),
    l10n.t('Duration'),
  ];
  return { id: 'cloud', title, ...(note !== undefined && { note }), table: { caption: title, head, rows } };
}

function domainRows(facts: VerificationFacts): readonly Row[] {
  const { status, httpsOn, sources } = facts;
  const add = rowMaker(facts, 'cdnDomain');
  if (status === undefined) {
    const failed = sourceFailureText(facts, 'cdnDomain');
    if (failed !== undefined) return [add('domain', 'neutral', l10n.t('CDN domain'), failed)];
    return sources.cdnDomain ? [add('domain', 'neutral', l10n.t('CDN domain'), l10n.t('not in this account'))] : [];
  }
  const https = httpsOn ? l10n.t('on, with an existing certificate') : switchState(false);
  return [
    add('status', toneOfStatus(status), l10n.t('Status'), domainStatusText(status)),
    ...(facts.expected === undefined
      ? []
      : [add('cname', 'neutral', l10n.t('Assigned CNAME'), plainText(facts.expected))]),
    ...(httpsOn === undefined ? [] : [add('https', 'neutral', l10n.t('HTTPS'), https)]),
  ];
}

function viewRows(facts: VerificationFacts): readonly Row[] {
  const add = rowMaker(facts, 'cdnCname');
  const label = l10n.t('DNS status detected by CDN');
  if (facts.cdnConfigured === undefined) {
    const failed = sourceFailureText(facts, 'cdnCname');
    return failed === undefined ? [] : [add('view', 'neutral', label, failed)];
  }
  return [
    facts.cdnConfigured
      ? add('view', 'good', label, l10n.t('CNAME detected'))
      : add('view', 'neutral', label, l10n.t('CNAME not detected yet (delayed by about 10 minutes)')),
  ];
}

function recordRows(facts: VerificationFacts): readonly Row[] {
  const add = rowMaker(facts, 'alidns');
  const label = l10n.t('Record in Alibaba Cloud DNS');
  const failed = sourceFailureText(facts, 'alidns');
  if (failed !== undefined) return [add('records', 'neutral', label, failed)];
  if (!facts.place)
    return facts.sources.alidns ? [add('records', 'neutral', label, l10n.t('zone not in this account'))] : [];
  if (facts.records?.length === 0) return [add('records', 'warn', label, l10n.t('none on this host'))];
  return (facts.records ?? []).map((record) => {
    const tone = record.enabled ? 'neutral' : 'warn';
    return add(
      `record-${record.id}`,
      tone,
      label,
      `${record.type} ${plainText(record.value)} · ${recordState(record)}`,
    );
  });
}

function rowMaker(facts: VerificationFacts, part: FactPart & CloudPart) {
  const source = facts.sources[part];
  const when = source ? [timeOfDay(source.at), `${Math.round(source.durationMs)} ms`] : ['–', '–'];
  return (id: string, tone: Tone, label: string, value: string): Row => ({
    id,
    tone,
    cells: [label, value, operations[part], ...when],
  });
}

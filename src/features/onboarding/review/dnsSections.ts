import { recordName } from '../../../core/dns/hostNames.js';
import { validationOf } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import { shorten } from '../../../core/text/countText.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import type { PageFact, PageSection } from '../../../protocol/page.js';
import type { PlannedStart, ProofRecord } from './choices.js';
import type { DnsHome } from './outlook.js';

/** Where the records of the domain are, and who writes them. */
function dnsPlace(dns: DnsHome): string {
  switch (dns.kind) {
    case 'here':
      return l10n.t('DNS zone {0}', dns.zone);
    case 'elsewhere':
      return l10n.t('Added by you at {0}', listText(dns.servers));
    case 'unknown':
      return l10n.t('Added by you in DNS');
  }
}

/** The number of TXT records that the user adds, besides the certificate's, because the zone is elsewhere. */
export function countProofs({ outlook, binds }: PlannedStart): number {
  if (outlook.dns.kind === 'here') return 0;
  const root = outlook.existing || outlook.isProven ? 0 : 1;
  return root + (binds ? 1 : 0) + (outlook.needsUploadDomain ? 1 : 0);
}

const purposes: Readonly<Record<ProofRecord['proves'], () => string>> = {
  root: () => l10n.t('proves the root domain to CDN'),
  binding: () => l10n.t('proves the domain for the binding'),
  certificate: () => l10n.t('proves the domain for the certificate'),
};

const times: Readonly<Record<ProofRecord['when'], () => string>> = {
  start: () => l10n.t('With Start; deleted again once it has served'),
  onTheWay: () => l10n.t('On the way; deleted again once it has served'),
  asked: () => l10n.t('Asked; deleted again once it has served'),
  late: () => l10n.t('After the switch; deleted again once it has served'),
  lateAsked: () => l10n.t('After the switch, asked; deleted again once it has served'),
};

const issuers: Readonly<Record<ProofRecord['issuer'], () => string>> = {
  letsencrypt: () => "Let's Encrypt",
  alibabacloud: () => l10n.t('Alibaba Cloud'),
};

/** All records of the onboarding, by exact name and type, with their purpose and time. */
export function proofSection(start: PlannedStart): PageSection {
  const { choices, outlook, proofs } = start;
  const name = recordName(choices.plan.domain);
  const proving = proofs.map(({ host, type, issuer, proves, when }) => ({
    id: `${host} ${proves}`,
    tone: 'neutral' as const,
    cells: [host, type, l10n.t('{0}: {1}', issuers[issuer](), purposes[proves]()), times[when]()],
  }));
  const cname = {
    id: `${name} CNAME`,
    tone: 'neutral' as const,
    cells: [name, 'CNAME', l10n.t('leads visitors to CDN'), cnameText(start)],
  };
  return {
    id: 'dns',
    title: dnsPlace(outlook.dns),
    ...(outlook.dns.kind !== 'here' && { note: roundsText(start) }),
    table: {
      caption: l10n.t('DNS records of this onboarding'),
      head: [l10n.t('Name'), l10n.t('Type'), l10n.t('For'), l10n.t('When')],
      rows: [...proving, ...(outlook.needsUploadDomain ? [uploadRow()] : []), cname],
    },
  };
}

/** The alternative if OSS refuses its default public domain. */
function uploadRow() {
  const cells = [
    l10n.t('the upload domain'),
    'CNAME, TXT',
    l10n.t('leads uploads directly to the bucket'),
    l10n.t('Asked at the beginning'),
  ];
  return { id: 'upload', tone: 'neutral' as const, cells };
}

function cnameText({ outlook: { dns }, isLedToCdn }: PlannedStart): string {
  if (isLedToCdn) return l10n.t('Its record leads to CDN already');
  if (dns.kind !== 'here')
    return l10n.t('Last; its value, and what to remove, is shown once the site is proven at the edge');
  return dns.conflicts.length > 0
    ? l10n.t('Asked once the site is proven at the edge; replaces {0}', conflictText(dns.conflicts))
    : l10n.t('Asked once the site is proven at the edge');
}

function conflictText(conflicts: readonly { readonly type: string; readonly value: string }[]): string {
  const { shown, more } = shorten(conflicts);
  return listText([...shown.map(({ type, value }) => `${type} ${plainText(value)}`), ...(more ? [more] : [])]);
}

/** Records of a zone elsewhere are added in rounds, as many as possible at once. */
function roundsText({ choices: { plan, certificate }, outlook, isLedToCdn, binds }: PlannedStart): string {
  const binding = binds ? [`_dnsauth.${plan.domain}`] : [];
  const proves = [
    ...(outlook.existing || outlook.isProven ? [] : [l10n.t('verification of the root domain')]),
    ...(outlook.bindsLater ? [] : binding),
  ];
  const validation = validationOf(certificate);
  const ofCertificate = validation ? [l10n.t('the record of the certificate at {0}', validation.host)] : [];
  const rounds = [
    ...(proves.length > 0 ? [l10n.t('TXT {0}', listText(proves))] : []),
    ...(validation?.afterSwitch ? [] : ofCertificate),
    ...(isLedToCdn ? [] : [l10n.t('the CNAME')]),
    ...(outlook.bindsLater ? binding.map((host) => l10n.t('TXT {0}', host)) : []),
    ...(validation?.afterSwitch ? ofCertificate : []),
  ];
  const [first, ...more] = rounds;
  if (first === undefined) return l10n.t('There is no record to add');
  if (more.length === 0) return l10n.t('You add one record, shown when it is due: {0}', first);
  return l10n.t('You add records in {0} rounds, each shown when it is due: {1}', rounds.length, rounds.join(' → '));
}

/** The DNS change for visitors, before and after. */
export function dnsChange({
  choices: { plan },
  outlook: { dns, target, bindsLater },
}: PlannedStart): PageFact | undefined {
  const conflicts = dns.kind === 'here' ? dns.conflicts : [];
  const present =
    conflicts.length > 0
      ? conflictText(conflicts)
      : target?.place === 'elsewhere' && target.records.length > 0
        ? conflictText(target.records)
        : bindsLater
          ? l10n.t('a wildcard record')
          : undefined;
  if (present === undefined) return undefined;
  return {
    label: l10n.t('DNS of {0}', recordName(plan.domain)),
    value: l10n.t('{0} → {1}', present, l10n.t('CNAME to CDN')),
    note: changeNote(dns.kind === 'here', conflicts.length > 0),
  };
}

/** A name without a record of its own is covered by a wildcard, which answers again once the CNAME is gone. */
function changeNote(isHere: boolean, hasOwn: boolean): string {
  if (!isHere) return l10n.t('You change it at your DNS provider, once the site is proven at the edge');
  return hasOwn
    ? l10n.t('Asked at its time with all fields; Undo puts the records back')
    : l10n.t('Asked at its time with all fields; Undo deletes the CNAME again');
}

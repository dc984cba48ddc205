import { switchState } from '../../../core/delivery/settingText.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { ownBucket, standardPorts } from '../../../core/origin.js';
import { countText } from '../../../core/text/countText.js';
import type { PageFact, PageSection } from '../../../protocol/page.js';
import type { PlannedStart } from './choices.js';
import { dnsChange } from './dnsSections.js';

/** Lists what is created, one item per line. */
export function createdSection(start: PlannedStart): PageSection {
  const { choices, outlook, publishing } = start;
  const { plan } = choices;
  const { existing } = outlook;
  const name = showDomain(plan.domain);
  const bucket = ownBucket(plan.origin);
  const isHttp = (existing?.domain.sources ?? [plan]).every(({ port }) => port === standardPorts.http);
  const bound = bucket
    ? bindingLines(start, { bucket: bucket.name, isHttp })
    : plan.origin.kind === 'ossDomain'
      ? [l10n.t('Not bound to the bucket, and no publishing mapping: the bucket was not chosen from this account')]
      : [];
  return {
    id: 'created',
    title: l10n.t('Created'),
    lines: [
      existing ? l10n.t('Already on CDN: {0}', name) : l10n.t('CDN domain: {0}', name),
      ...(publishing !== 'none' ? [l10n.t('Publishing mapping: {0}', '.vscode/oss-cdn.json')] : []),
      ...(outlook.needsUploadDomain && bucket ? [uploadText(bucket.name)] : []),
      ...bound,
      ...protocolLines(start),
    ],
  };
}

/** The protocols that CDN adds with a certificate; none for a domain that keeps its settings. */
function protocolLines({ choices: { certificate }, outlook: { existing } }: PlannedStart): readonly string[] {
  if (existing) return existing.held ? [l10n.t('HTTP/2 and the versions of TLS stay as they are')] : [];
  if (certificate.kind === 'later') return [];
  return [l10n.t('HTTP/2, and TLS 1.2 as the minimum version, with the certificate')];
}

function uploadText(bucket: string): string {
  return l10n.t(
    'Upload domain bound to bucket {0}: the default OSS domain is refused; you choose one or continue without',
    bucket,
  );
}

function bindingLines(
  { choices: { plan }, outlook: { staysUnbound, bindsLater }, isOnCdn }: PlannedStart,
  { bucket, isHttp }: { readonly bucket: string; readonly isHttp: boolean },
): readonly string[] {
  if (isWildcard(plan.domain)) return [l10n.t('Not bound to the bucket: OSS does not bind wildcard domains')];
  if (staysUnbound)
    return [
      l10n.t('Not bound to bucket {0}: OSS refuses domains without an ICP filing', bucket),
      l10n.t(
        'Also skipped: Auto CDN Cache Update and the origin host; OSS may then make browsers download pages. You are asked whether to file the domain or skip the binding',
      ),
    ];
  const bound = bindsLater
    ? l10n.t('Domain bound to bucket {0}, after the switch: it is reached through a wildcard record alone', bucket)
    : isOnCdn
      ? l10n.t('Domain bound to bucket {0}, where it is not: asked first', bucket)
      : l10n.t('Domain bound to bucket: {0}', bucket);
  if (!isHttp) return [bound];
  return [
    bound,
    l10n.t('Origin host: {0}, which keeps OSS from making browsers download pages', plan.domain),
    // A new domain has had no visitors, so no edge has copies.
    ...(isOnCdn || bindsLater
      ? [l10n.t('Refresh of all cached content after that; uses 1 directory refresh of the daily quota')]
      : []),
  ];
}

/** Lists what is changed, with before and after. */
export function changedSection(start: PlannedStart): PageSection {
  const { isOnCdn, access, siteChanges } = start;
  const count = siteChanges.length;
  const dns = dnsChange(start);
  const facts: readonly PageFact[] = [
    ...(dns ? [dns] : []),
    ...(access !== 'none'
      ? [
          {
            label: l10n.t('Private bucket access'),
            value: l10n.t('{0} → {1}', switchState(false), switchState(true)),
            note: accessNote(start),
          },
        ]
      : []),
    ...(count > 0
      ? [
          {
            label: l10n.t('Settings of the site type'),
            value: count === 1 ? l10n.t('one setting') : l10n.t('{0} settings', countText(count)),
            note: isOnCdn
              ? l10n.t('Asked with before and after; all are under Details')
              : l10n.t('Covered by Start, since no visitor reaches CDN yet; all are under Details'),
          },
        ]
      : []),
  ];
  return facts.length > 0
    ? { id: 'changed', title: l10n.t('Changed'), facts }
    : { id: 'changed', title: l10n.t('Changed'), note: l10n.t('Nothing that is there today.') };
}

function accessNote({ outlook, access }: PlannedStart): string {
  if (access === 'start')
    return l10n.t(
      'The bucket stays private, and anyone can read it through this domain. Covered by Start, since it is empty',
    );
  return outlook.isEmpty
    ? l10n.t('Asked first: the bucket stays private, and anyone can read it through this domain')
    : l10n.t(
        'Asked first, since the bucket holds objects: it stays private, and anyone can read it through this domain',
      );
}

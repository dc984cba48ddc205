import { type Account, accountText } from '../../../core/account.js';
import { nameRegion, nameType } from '../../../core/cdn/domainText.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { switchState } from '../../../core/delivery/settingText.js';
import { linksText } from '../../../core/delivery/siteLinks.js';
import { siteTypeText } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { describeOrigin, ownBucket, publicBucketHost, standardPorts } from '../../../core/origin.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText, plainText } from '../../../core/text/plainText.js';
import { folderText } from '../../../host/folderText.js';
import type { PageButton, PageFact, PageSection } from '../../../protocol/page.js';
import { isAfterSwitch, plannedHttpsText } from './certificateText.js';
import type { Choices, PlannedStart } from './choices.js';
import { dnsChange } from './dnsSections.js';
import type { ExistingDomain, PlanOutlook } from './outlook.js';
import type { ReviewAction } from './reviewActions.js';

function change(action: ReviewAction, of: string): { readonly button: PageButton<ReviewAction> } {
  return { button: { action, label: l10n.t('Change…'), of } };
}

/** Lists the choices with their consequences. A choice that can be changed has a button. */
export function choiceSection(start: PlannedStart, account: Account): PageSection {
  const { choices, outlook } = start;
  const { existing } = outlook;
  return {
    id: 'choices',
    title: l10n.t('Your choices'),
    facts: [
      { label: l10n.t('Account'), value: noticeText(accountText(account)) },
      ...folderFacts(start),
      ...(existing ? existingOrigins(existing.domain) : newOrigins(choices)).map((value) => ({
        label: l10n.t('Origin'),
        value,
      })),
      ...siteFacts(choices),
      ...httpsFacts(start),
      ...(existing ? existingFacts(existing.domain) : domainFacts(choices)),
    ],
  };
}

function folderFacts({ choices, isOnCdn, publishing }: PlannedStart): readonly PageFact[] {
  const { plan, folder } = choices;
  const bucket = ownBucket(plan.origin);
  if (folder === undefined) return [];
  const name = noticeText(folderText(folder));
  if (publishing === 'none' || !bucket) {
    const note = isWildcard(plan.domain) ? l10n.t('A mapping needs exact domain names, not a wildcard') : undefined;
    return [
      { label: l10n.t('Folder'), value: l10n.t('Not published: {0}', name), ...(note !== undefined && { note }) },
    ];
  }
  const note = isOnCdn
    ? l10n.t('Visitors may be on CDN already: you are asked before it is published')
    : l10n.t('Published to its end before DNS leads to CDN');
  const base = plan.site?.routes?.base;
  const place = l10n.t('{0} → {1}', name, `${bucket.name}/${base ?? ''}`);
  return [
    { label: l10n.t('Folder'), value: place, note },
    ...(base === undefined
      ? []
      : [
          {
            label: l10n.t('Base path'),
            value: `/${base}`,
            note: l10n.t('The pages expect to be there; / redirects to it'),
          },
        ]),
    ...buildFacts(choices),
    ...linkFacts(choices),
    ...mapFacts(choices),
    ...cacheFacts(choices),
  ];
}

function buildFacts({ watch }: Choices): readonly PageFact[] {
  const label = l10n.t('Later changes');
  if (watch === undefined) return [{ label, value: l10n.t('Published on save') }];
  const value = watch ? l10n.t('Published after each build') : l10n.t('Not published by themselves');
  const note = l10n.t('The folder looks like the output of a build');
  return [{ label, value, note, ...change('changeBuilds', label) }];
}

function linkFacts({ links }: Choices): readonly PageFact[] {
  const label = l10n.t('Links');
  return (links ? linksText(links) : []).map((value) => ({ label, value: noticeText(value) }));
}

function mapFacts({ sourceMaps }: Choices): readonly PageFact[] {
  if (!sourceMaps) return [];
  const maps = l10n.t('Left out: {0}', countText(sourceMaps));
  const why = l10n.t('They show visitors the source code. Publish Folder asks about them');
  return [{ label: l10n.t('Source maps'), value: maps, note: why }];
}

function cacheFacts({ cached }: Choices): readonly PageFact[] {
  if (!cached) return [];
  const value = l10n.t(
    '{0} files for a year, {1} for an hour, {2} checked each time',
    countText(cached.hashed),
    countText(cached.other),
    countText(cached.page),
  );
  return [{ label: l10n.t('Cached by browsers'), value }];
}

function siteFacts({ plan, reason }: Choices): readonly PageFact[] {
  if (!ownBucket(plan.origin)) return [];
  const label = l10n.t('Site type');
  const value = plan.site ? siteTypeText(plan.site.type) : l10n.t('settings stay as they are');
  const { left = 0 } = plan.site?.routes ?? {};
  const note = left > 0 ? l10n.t('{0} pages are only at their file names: CDN has no room for them', left) : reason;
  return [{ label, value, ...(note !== undefined && { note }), ...change('changeSite', label) }];
}

function httpsFacts({ choices, outlook, isOnCdn }: PlannedStart): readonly PageFact[] {
  const { certificate, redirects } = choices;
  const { existing } = outlook;
  const label = 'HTTPS';
  const note = !existing && isAfterSwitch(certificate) ? l10n.t('After the switch') : undefined;
  const https: PageFact = {
    label,
    value: plannedHttpsText(choices, outlook),
    ...(note !== undefined && { note }),
    ...(!existing && change('changeHttps', label)),
  };
  if (isOnCdn || certificate.kind === 'later') return [https];
  const redirect = l10n.t('Redirect');
  return [
    https,
    {
      label: redirect,
      value: redirects ? l10n.t('http is redirected to https (301)') : l10n.t('http is not redirected'),
      note: redirects
        ? l10n.t('After DNS leads to CDN; browsers may cache it even after it is undone')
        : l10n.t('Both work side by side'),
      ...change('changeRedirect', redirect),
    },
  ];
}

function domainFacts({ plan }: Choices): readonly PageFact[] {
  const [type, region, port] = [l10n.t('Business type'), l10n.t('Acceleration region'), l10n.t('Port')];
  const isBucket = plan.origin.kind === 'bucket';
  return [
    {
      label: type,
      value: nameType(plan.type),
      note:
        plan.type === 'web' ? l10n.t('Recommended for websites; fixed after creation') : l10n.t('Fixed after creation'),
      ...change('changeType', type),
    },
    { label: region, value: nameRegion(plan.region), ...change('changeRegion', region) },
    // A bucket is served over HTTP at 80.
    ...(isBucket ? [] : [{ label: port, value: String(plan.port), ...change('changePort', port) }]),
  ];
}

type Existing = ExistingDomain['domain'];

function newOrigins({ plan }: Choices): readonly string[] {
  return describeOrigin(plan.origin, publicBucketHost).map((server) => l10n.t('{0}, port {1}', server, plan.port));
}

function existingOrigins({ sources }: Existing): readonly string[] {
  return sources.map(({ content, port }) => l10n.t('{0}, port {1}', plainText(content), port));
}

/** Lists the settings of an existing domain, which it keeps whatever was chosen in the form. */
function existingFacts({ type, region }: Existing): readonly PageFact[] {
  const note = l10n.t('Unchanged');
  return [
    { label: l10n.t('Business type'), value: nameType(type), note },
    ...(region ? [{ label: l10n.t('Acceleration region'), value: nameRegion(region), note }] : []),
  ];
}

/** Lists what the present site has and the new one lacks. `reading` means that the comparison is still in progress. */
export function presentSection(
  { plan, folder }: Choices,
  present: PresentSite | 'reading' | undefined,
): PageSection | undefined {
  if (!present) return undefined;
  const section = { id: 'present', title: l10n.t('The present site of {0}', showDomain(plan.domain)) };
  if (present === 'reading')
    return { ...section, note: l10n.t('Reading its home page, links, robots.txt, and sitemap…') };
  const { status, scheme, told, lacking, unasked } = present;
  const where = folder === undefined ? l10n.t('the bucket') : l10n.t('the folder');
  const answers = l10n.t(
    '{0} answers with HTTP {1}; {2} addresses found.',
    `${scheme}://${showDomain(plan.domain)}/`,
    status,
    told,
  );
  const more = unasked > 0 ? [l10n.t('{0} more were not asked for.', unasked)] : [];
  if (lacking.length === 0)
    return { ...section, note: [answers, l10n.t('Nothing found that {0} lacks.', where), ...more].join(' ') };
  return {
    ...section,
    note: [answers, l10n.t('The present site has {0} pages or files that {1} lacks:', lacking.length, where)].join(' '),
    lines: [...lacking.map(plainText), ...more],
  };
}

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

/** Lists the protocols that CDN adds together with a certificate. A domain that is already on CDN keeps its settings. */
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

/** Lists what is changed, with the state before and after. */
export function changedSection(start: PlannedStart): PageSection {
  const { isOnCdn, access, siteChanges } = start;
  const { errorPage } = start.choices.plan.site ?? {};
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
    ...(errorPage === undefined
      ? []
      : [
          {
            label: l10n.t('Static pages of the bucket'),
            value: `${errorPage} (HTTP 404)`,
            note: l10n.t('This applies to every domain of the bucket and is free of charge.'),
          },
        ]),
  ];
  return facts.length > 0
    ? { id: 'changed', title: l10n.t('Changed'), facts }
    : { id: 'changed', title: l10n.t('Changed'), note: l10n.t('Nothing that is there today.') };
}

function accessNote({ outlook, access }: PlannedStart): string {
  if (access === 'asked')
    return l10n.t('Asked first: anyone can read the bucket through this domain; it stays private otherwise');
  return outlook.isEmpty
    ? l10n.t('Anyone can read it through this domain; the bucket stays private otherwise. Covered by Start')
    : l10n.t(
        'Anyone can read all that it has through this domain; the bucket stays private otherwise. Covered by Start',
      );
}

/** Lists costs and limits, with links to the pages about them. */
export function costSection(outlook: PlanOutlook): PageSection {
  const open = (action: ReviewAction, label: string): { readonly button: PageButton<ReviewAction> } => ({
    button: { action, label },
  });
  return {
    id: 'costs',
    title: l10n.t('Costs and time'),
    facts: [
      { label: l10n.t('Time'), value: timeNeededText(outlook) },
      {
        label: l10n.t('Price'),
        value: l10n.t('CDN bills traffic and requests; the origin bills the traffic that CDN fetches'),
        ...open('openPrices', l10n.t('Show Prices')),
      },
      {
        label: l10n.t('Content'),
        value: l10n.t('Content must comply with the content policy of Alibaba Cloud CDN'),
        ...open('openPolicy', l10n.t('Show Content Policy')),
      },
    ],
  };
}

/** Describes how long an onboarding takes. CDN needs 3 to 10 minutes for a new domain, and DNS about 10 to show the CNAME. */
export function timeNeededText({ existing }: PlanOutlook): string {
  return existing ? l10n.t('usually about 10 minutes') : l10n.t('usually 15 to 25 minutes');
}

import { l10n } from 'vscode';
import type { Account } from '../../../core/account.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { ownBucket, publicBucketHost, standardPorts } from '../../../core/origin.js';
import { accountText } from '../../../host/account/accountText.js';
import { noticeText, plainText } from '../../../host/plainText.js';
import { countText } from '../../../host/text/bucketText.js';
import { siteTypeText } from '../../../host/text/delivery/siteText.js';
import { switchState } from '../../../host/text/delivery/switchState.js';
import { nameRegion, nameType } from '../../../host/text/domainText.js';
import { describeOrigin } from '../../../host/text/originText.js';
import { folderText } from '../../../host/text/steps/folderText.js';
import type { PageButton, PageFact, PageSection } from '../../../protocol/page.js';
import { isAfterSwitch, plannedHttpsText } from './certificateText.js';
import { type Choices, isPublished } from './choices.js';
import { dnsChange } from './dnsSections.js';
import { changesOfSite, type PlanOutlook } from './outlook.js';
import type { ReviewAction } from './reviewActions.js';

function change(action: ReviewAction, of: string): { readonly button: PageButton<ReviewAction> } {
  return { button: { action, label: l10n.t('Change…'), of } };
}

/** What was chosen, each with what else follows from it and, where it can be, a button that changes it. */
export function choiceSection(choices: Choices, outlook: PlanOutlook, account: Account): PageSection {
  const { existing } = outlook;
  return {
    id: 'choices',
    title: l10n.t('Your choices'),
    facts: [
      { label: l10n.t('Account'), value: noticeText(accountText(account)) },
      ...folderFacts(choices, outlook),
      ...(existing ? existingOrigins(existing.domain) : newOrigins(choices)).map((value) => ({
        label: l10n.t('Origin'),
        value,
      })),
      ...siteFacts(choices),
      ...httpsFacts(choices, outlook),
      ...(existing ? existingFacts(existing.domain) : domainFacts(choices)),
    ],
  };
}

function folderFacts(choices: Choices, outlook: PlanOutlook): readonly PageFact[] {
  const { plan, folder } = choices;
  const bucket = ownBucket(plan.origin);
  if (folder === undefined) return [];
  const name = noticeText(folderText(folder));
  if (!isPublished(choices) || !bucket) {
    const note = isWildcard(plan.domain) ? l10n.t('A mapping needs exact domain names, not a wildcard') : undefined;
    return [
      { label: l10n.t('Folder'), value: l10n.t('Not published: {0}', name), ...(note !== undefined && { note }) },
    ];
  }
  const note = outlook.existing
    ? l10n.t('Published before your eyes: you are asked first. Each later save is published')
    : l10n.t('Published to its end before DNS leads to CDN. Each later save is published');
  return [{ label: l10n.t('Folder'), value: l10n.t('{0} → {1}', name, `${bucket.name}/`), note }];
}

function siteFacts({ plan, reason }: Choices): readonly PageFact[] {
  if (!ownBucket(plan.origin)) return [];
  const label = l10n.t('Site type');
  const value = plan.site ? siteTypeText(plan.site.type) : l10n.t('settings stay as they are');
  return [{ label, value, ...(reason !== undefined && { note: reason }), ...change('changeSite', label) }];
}

function httpsFacts(choices: Choices, outlook: PlanOutlook): readonly PageFact[] {
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
  if (existing || certificate.kind === 'later') return [https];
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
      note: l10n.t('Fixed after creation'),
      ...change('changeType', type),
    },
    { label: region, value: nameRegion(plan.region), ...change('changeRegion', region) },
    // A bucket is served over HTTP at 80.
    ...(isBucket ? [] : [{ label: port, value: String(plan.port), ...change('changePort', port) }]),
  ];
}

type Existing = NonNullable<PlanOutlook['existing']>['domain'];

function newOrigins({ plan }: Choices): readonly string[] {
  return describeOrigin(plan.origin, publicBucketHost).map((server) => l10n.t('{0}, port {1}', server, plan.port));
}

function existingOrigins({ sources }: Existing): readonly string[] {
  return sources.map(({ content, port }) => l10n.t('{0}, port {1}', plainText(content), port));
}

/** A domain that is there keeps what it has, whatever was chosen in the form. */
function existingFacts({ type, region }: Existing): readonly PageFact[] {
  const note = l10n.t('Unchanged');
  return [
    { label: l10n.t('Business type'), value: nameType(type), note },
    ...(region ? [{ label: l10n.t('Acceleration region'), value: nameRegion(region), note }] : []),
  ];
}

/** What is there afterwards that was not before, one thing a line. */
export function createdSection(choices: Choices, outlook: PlanOutlook): PageSection {
  const { plan } = choices;
  const { existing } = outlook;
  const name = showDomain(plan.domain);
  const bucket = ownBucket(plan.origin);
  const isHttp = (existing?.domain.sources ?? [plan]).every(({ port }) => port === standardPorts.http);
  const bound = bucket
    ? bindingLines(choices, outlook, { bucket: bucket.name, isHttp })
    : plan.origin.kind === 'ossDomain'
      ? [l10n.t('Not bound to the bucket, and no publishing mapping: the bucket was not chosen from this account')]
      : [];
  return {
    id: 'created',
    title: l10n.t('Created'),
    lines: [
      existing ? l10n.t('Already on CDN: {0}', name) : l10n.t('CDN domain: {0}', name),
      ...(isPublished(choices) ? [l10n.t('Publishing mapping: {0}', '.vscode/oss-cdn.json')] : []),
      ...(outlook.needsUploadDomain && bucket ? [uploadText(bucket.name)] : []),
      ...bound,
    ],
  };
}

function uploadText(bucket: string): string {
  return l10n.t(
    'Upload domain bound to bucket {0}: the default OSS domain is refused; you choose one or continue without',
    bucket,
  );
}

function bindingLines(
  { plan }: Choices,
  outlook: PlanOutlook,
  { bucket, isHttp }: { readonly bucket: string; readonly isHttp: boolean },
): readonly string[] {
  const { staysUnbound, bindsLater } = outlook;
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
    : l10n.t('Domain bound to bucket: {0}', bucket);
  if (!isHttp) return [bound];
  return [
    bound,
    l10n.t('Origin host: {0}, which keeps OSS from making browsers download pages', plan.domain),
    // A new domain has had no visitors, so that no edge has anything of it.
    ...(outlook.existing || bindsLater
      ? [l10n.t('Refresh of all cached content after that; uses 1 directory refresh of the daily quota')]
      : []),
  ];
}

/** What is there today and becomes something else, each before and after. */
export function changedSection(choices: Choices, outlook: PlanOutlook): PageSection {
  const { isPrivate, isEmpty, existing } = outlook;
  const count = changesOfSite(choices.plan, outlook).length;
  const dns = dnsChange(choices, outlook);
  const facts: readonly PageFact[] = [
    ...(dns ? [dns] : []),
    ...(isPrivate
      ? [
          {
            label: l10n.t('Private bucket access'),
            value: l10n.t('{0} → {1}', switchState(false), switchState(true)),
            note: isEmpty
              ? l10n.t('Covered by Start, since the bucket is empty: anyone can then read it through CDN')
              : l10n.t('Asked first, since the bucket holds objects: anyone can then read it through CDN'),
          },
        ]
      : []),
    ...(count > 0
      ? [
          {
            label: l10n.t('Settings of the site type'),
            value: countText(count),
            note: existing
              ? l10n.t('Each is asked with before and after; all are under Details')
              : l10n.t('Covered by Start, since the domain has no visitors yet; all are under Details'),
          },
        ]
      : []),
  ];
  return facts.length > 0
    ? { id: 'changed', title: l10n.t('Changed'), facts }
    : { id: 'changed', title: l10n.t('Changed'), note: l10n.t('Nothing that is there today.') };
}

/** What the present site has and the new one lacks; `reading` while that is looked at. */
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

/** Money and limits, with the pages that tell them. */
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

/** CDN takes 3 to 10 minutes for a new domain, and DNS about 10 to show the CNAME. */
export function timeNeededText({ existing }: PlanOutlook): string {
  return existing ? l10n.t('usually about 10 minutes') : l10n.t('usually 15 to 25 minutes');
}

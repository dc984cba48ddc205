import type { Account } from '../../../core/account.js';
import { accountText } from '../../../core/account.js';
import { nameRegion, nameType } from '../../../core/cdn/domainText.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { siteTypeText } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { describeOrigin, ownBucket, publicBucketHost } from '../../../core/origin.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText, plainText } from '../../../core/text/plainText.js';
import { folderText } from '../../../host/folderText.js';
import type { PageButton, PageFact, PageSection } from '../../../protocol/page.js';
import { isAfterSwitch, plannedHttpsText } from './certificateText.js';
import type { Choices, PlannedStart } from './choices.js';
import type { ExistingDomain, PlanOutlook } from './outlook.js';
import type { ReviewAction } from './reviewActions.js';

function change(action: ReviewAction, of: string): { readonly button: PageButton<ReviewAction> } {
  return { button: { action, label: l10n.t('Change…'), of } };
}

/** The choices with their consequences and, if possible, a button to change them. */
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
    ? l10n.t('Visitors may be on CDN already: you are asked before it is published. Each later save is published')
    : l10n.t('Published to its end before DNS leads to CDN. Each later save is published');
  const folderLine = { label: l10n.t('Folder'), value: l10n.t('{0} → {1}', name, `${bucket.name}/`), note };
  return [folderLine, ...buildFacts(choices), ...mapFacts(choices)];
}

function buildFacts({ watch }: Choices): readonly PageFact[] {
  if (watch === undefined) return [];
  const label = l10n.t('Builds');
  const value = watch ? l10n.t('Published after each build') : l10n.t('Not published by themselves');
  const note = l10n.t('The folder looks like the output of a build');
  return [{ label, value, note, ...change('changeBuilds', label) }];
}

function mapFacts({ sourceMaps }: Choices): readonly PageFact[] {
  if (!sourceMaps) return [];
  const maps = l10n.t('Left out: {0}', countText(sourceMaps));
  const why = l10n.t('They show visitors the source code. Publish Folder asks about them');
  return [{ label: l10n.t('Source maps'), value: maps, note: why }];
}

function siteFacts({ plan, reason }: Choices): readonly PageFact[] {
  if (!ownBucket(plan.origin)) return [];
  const label = l10n.t('Site type');
  const value = plan.site ? siteTypeText(plan.site.type) : l10n.t('settings stay as they are');
  return [{ label, value, ...(reason !== undefined && { note: reason }), ...change('changeSite', label) }];
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

/** An existing domain keeps its settings, whatever was chosen in the form. */
function existingFacts({ type, region }: Existing): readonly PageFact[] {
  const note = l10n.t('Unchanged');
  return [
    { label: l10n.t('Business type'), value: nameType(type), note },
    ...(region ? [{ label: l10n.t('Acceleration region'), value: nameRegion(region), note }] : []),
  ];
}

/** What the present site has and the new one lacks; `reading` during the comparison. */
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

/** Costs and limits, with their pages. */
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

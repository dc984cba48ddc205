import { nameRegion, nameType } from '../../../core/cdn/domainText.js';
import { bucketThatNeedsFiling, isMainland } from '../../../core/cdn/icp.js';
import { showDomain } from '../../../core/domainName.js';
import type { Asking, FormUi, PickItem, Question, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { Origin } from '../../../core/origin.js';
import type { BusinessType, CdnPort, CdnRegion } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { type OnboardingAnswers, toFolder, toOrigin } from './answers.js';
import { askForBucket, findOnCdn } from './bucketQuestion.js';
import { askDomain } from './domainQuestion.js';
import { folderQuestion } from './folderQuestion.js';
import { type Notice, showNotice, uploadNotice } from './notice.js';
import { askPort, originQuestions } from './originQuestions.js';
import type { FormSources } from './sources.js';

/**
 * The questions of an onboarding in order, followed by the review. If the user started with a folder, it comes first,
 * and the bucket after the domain, which determines safe buckets; the rest is proposed for the review.
 */
export function onboardingQuestions(sources: FormSources, folderFirst = false): readonly Question<OnboardingAnswers>[] {
  const tellRefusal = uploadNotice(sources);
  const folder = folderQuestion(sources);
  const domain: Question<OnboardingAnswers> = {
    id: 'domain',
    ask: async (ui, answers, asking) =>
      (await tellRefusal(ui, answers, asking)) ?? askDomain(ui, sources, answers, asking),
  };
  const site: Question<OnboardingAnswers> = {
    id: 'site',
    isFound: true,
    when: ({ type, originKind }) => type !== 'dcdn' && originKind === 'bucket',
    ask: async (_ui, answers) => ({
      kind: 'value',
      value: (await sources.readSite({ ...answers, folder: toFolder(answers) })).site,
    }),
  };
  if (!folderFirst) return [...originQuestions(sources), domain, ...planQuestions(sources), folder, site];
  const bucket: Question<OnboardingAnswers> = {
    id: 'bucket',
    ask: async (ui, answers, asking) => {
      for (;;) {
        const reply = await askForBucket(ui, sources, answers, asking);
        const told = reply.kind === 'value' && (await tellRefusal(ui, { ...answers, bucket: reply.value }, asking));
        if (!told || told.kind === 'cancel') return told || reply;
      }
    },
  };
  return [folder, domain, bucket, ...planProposals(sources), site];
}

/** The questions of CDN about the domain, one by one. */
function planQuestions(sources: FormSources): readonly Question<OnboardingAnswers>[] {
  return [
    { id: 'type', ask: (ui, answers, asking) => askType(ui, sources, subjectOf(answers), asking) },
    {
      id: 'region',
      when: ({ type }) => type !== 'dcdn',
      ask: (ui, answers, asking) => askRegion(ui, sources, subjectOf(answers), asking),
    },
    {
      id: 'port',
      // A bucket is served over HTTP at 80.
      when: ({ type, originKind }) => type !== 'dcdn' && originKind !== 'bucket',
      ask: (ui, answers, asking) => askPort(ui, toOrigin(answers), asking),
    },
  ];
}

/** The usual answers for a bucket, or those of the existing domain on CDN. */
function planProposals(sources: FormSources): readonly Question<OnboardingAnswers>[] {
  return [
    {
      id: 'type',
      isFound: true,
      ask: async (_ui, answers) => {
        const present = await findOnCdn(sources, answers);
        const holdsLarge = !present && answers.bucket && (await sources.holdsLargeFiles(answers.bucket));
        return { kind: 'value', value: present?.type ?? (holdsLarge ? 'download' : 'web') };
      },
    },
    {
      id: 'region',
      isFound: true,
      ask: async (_ui, answers) => {
        const present = await findOnCdn(sources, answers);
        const proposed = defaultRegion(answers.bucket);
        if (present?.region || proposed === 'overseas') return { kind: 'value', value: present?.region ?? proposed };
        const filing = await sources.filingOf(answers.domain ?? '').catch(() => 'unknown');
        return { kind: 'value', value: filing === 'notFiled' ? 'overseas' : proposed };
      },
    },
  ];
}

/** The domain that a question is about, with its origin as far as that is answered. */
interface Subject {
  readonly domain: string;
  readonly origin: Origin | undefined;
}

function subjectOf(answers: Partial<OnboardingAnswers>): Subject {
  return { domain: answers.domain ?? '', origin: toOrigin(answers) };
}

/** Asks for the business type, with the purpose of each. */
export async function askType(
  ui: FormUi,
  sources: FormSources,
  { domain, origin }: Subject,
  { earlier, ...place }: Asking<OnboardingAnswers['type']>,
): Promise<Reply<OnboardingAnswers['type']>> {
  const holdsLarge = origin?.kind === 'bucket' ? sources.holdsLargeFiles(origin.bucket) : Promise.resolve(false);
  return ui.pick({
    ...place,
    title: l10n.t('Business Type: {0}', showDomain(domain)),
    placeholder: l10n.t('Choose the type of content to deliver'),
    notes: [l10n.t('The business type cannot be changed once the domain is created')],
    items: holdsLarge.then(businessTypeItems),
    ...(earlier && { selected: earlier }),
  });
}

/** Asks for the region of acceleration, with its requirements. */
export async function askRegion(
  ui: FormUi,
  sources: FormSources,
  { domain, origin }: Subject,
  { earlier, ...place }: Asking<CdnRegion>,
): Promise<Reply<CdnRegion>> {
  const filing = sources.filingOf(domain);
  const needsFiling = bucketThatNeedsFiling(domain, origin) !== undefined;
  for (;;) {
    const reply = await ui.pick({
      ...place,
      title: l10n.t('Region: {0}', showDomain(domain)),
      placeholder: l10n.t('Choose where the edge nodes that deliver the domain are located'),
      items: filing.then((found) => regionItems(found, needsFiling && found === 'notFiled')),
      preset: defaultRegion(origin?.kind === 'bucket' ? origin.bucket : undefined),
      ...(earlier && { selected: earlier }),
    });
    if (reply.kind !== 'value' || reply.value === 'overseas' || (await filing) !== 'notFiled') return reply;
    const next = await showNotice(ui, place, describeMissingFiling(domain, needsFiling, sources), sources.openPage);
    if (next.kind === 'cancel') return next;
    if (next.kind === 'value' && next.value === 'overseas') return { kind: 'value', value: next.value };
  }
}

function describeMissingFiling(
  domain: string,
  staysUnbound: boolean,
  { links }: FormSources,
): Notice<'again' | 'overseas'> {
  const works = staysUnbound
    ? l10n.t('No ICP filing required; OSS binds it only to buckets outside the Chinese mainland')
    : l10n.t('No ICP filing required');
  return {
    title: l10n.t('ICP Filing: {0}', showDomain(domain)),
    sentence: l10n.t('Chinese Mainland Only and Global require an ICP filing, but none was found'),
    ways: [
      {
        label: l10n.t('Global (Excluding the Chinese Mainland)'),
        detail: works,
        value: 'overseas',
      },
      {
        label: l10n.t('Change Answers'),
        detail: l10n.t('CDN recognizes a new filing after about 8 hours'),
        value: 'again',
      },
    ],
    pages: [{ label: l10n.t('Open ICP Filing Page'), page: links.icp() }],
  };
}

/** Buckets in mainland China mostly have readers there. */
function defaultRegion(bucket: BucketRef | undefined): CdnRegion {
  return bucket && isMainland(bucket.region) ? 'domestic' : 'overseas';
}

/** The purposes of business types; `holdsLarge`: the bucket has files over 20 MB. */
export function businessTypeItems(holdsLarge: boolean): readonly PickItem<BusinessType | 'dcdn'>[] {
  return [
    {
      label: nameType('web'),
      ...(!holdsLarge && { description: l10n.t('recommended for websites') }),
      detail: l10n.t('Small static content of a website: images, style sheets, scripts, small files'),
      value: 'web',
    },
    {
      label: nameType('download'),
      ...(holdsLarge && { description: l10n.t('your bucket holds files over 20 MB') }),
      detail: l10n.t('Static files larger than 20 MB: installers, updates, ROMs, and app downloads'),
      value: 'download',
    },
    {
      label: nameType('video'),
      detail: l10n.t('Video or audio on demand'),
      value: 'video',
    },
    {
      label: 'DCDN',
      description: l10n.t('Dynamic Route for CDN (Classic)'),
      detail: l10n.t('For dynamic content, in its own console; your answers go to the clipboard'),
      value: 'dcdn',
    },
  ];
}

/** The ICP filing of a domain. */
type Filing = Awaited<ReturnType<CdnPort['checkIcp']>>;

/**
 * The regions with their requirements and the domain's ICP filing; `staysUnbound`: without a filing, OSS does not bind
 * the domain to the chosen bucket.
 */
function regionItems(filing: Filing, staysUnbound: boolean): readonly PickItem<CdnRegion>[] {
  const stands = describeFiling(filing);
  const needed =
    filing === 'filed'
      ? l10n.t('Requires an ICP filing with the MIIT, which the domain has')
      : l10n.t('Requires an ICP filing with the MIIT');
  const free = staysUnbound
    ? l10n.t('No ICP filing is required, but without one OSS does not bind it to this bucket')
    : l10n.t('No ICP filing is required');
  return [
    { label: nameRegion('domestic'), description: stands, detail: needed, value: 'domestic' },
    { label: nameRegion('global'), description: stands, detail: needed, value: 'global' },
    { label: nameRegion('overseas'), detail: free, value: 'overseas' },
  ];
}

function describeFiling(filing: Filing): string {
  if (filing === 'filed') return l10n.t('ICP filing found');
  return filing === 'notFiled' ? l10n.t('no ICP filing found') : l10n.t('ICP filing could not be checked');
}

import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { Asking, FormUi, PickItem, Question, Reply } from '../../core/form.js';
import type { CdnRegion } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { type OnboardingAnswers, parsePort } from './answers.js';
import { businessTypeItems, portItems, regionItems } from './choiceText.js';
import { askDomain } from './domainQuestion.js';
import type { FormSources } from './sources.js';

/** The questions of an onboarding, in their order; the review follows once all are answered. */
export function onboardingQuestions(sources: FormSources): readonly Question<OnboardingAnswers>[] {
  return [
    {
      id: 'bucket',
      ask: (ui, _answers, { earlier, ...place }) =>
        ui.pick<BucketRef>({
          ...place,
          title: l10n.t('Bucket'),
          placeholder: l10n.t('The bucket whose files CDN delivers'),
          items: sources.bucketItems().then((items) => reuse(items, earlier)),
          ...(earlier && { selected: earlier }),
        }),
    },
    { id: 'domain', ask: (ui, _answers, asking) => askDomain(ui, sources, asking) },
    {
      id: 'type',
      ask: (ui, _answers, { earlier, ...place }) =>
        ui.pick({
          ...place,
          title: l10n.t('Business Type'),
          placeholder: l10n.t('What the domain delivers; fixed after creation'),
          items: businessTypeItems(),
          ...(earlier && { selected: earlier }),
        }),
    },
    { id: 'region', ask: (ui, answers, asking) => askRegion(ui, sources, answers, asking) },
    { id: 'port', ask: (ui, _answers, asking) => askPort(ui, asking) },
  ];
}

async function askRegion(
  ui: FormUi,
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
  { earlier, ...place }: Asking<CdnRegion>,
): Promise<Reply<CdnRegion>> {
  const domain = answers.domain ?? '';
  const filing = sources.filingOf(domain);
  for (;;) {
    const reply = await ui.pick({
      ...place,
      title: l10n.t('Region'),
      placeholder: l10n.t('Where the edge nodes are that deliver {0}', showDomain(domain)),
      items: filing.then(regionItems),
      selected: earlier ?? defaultRegion(answers.bucket),
    });
    if (reply.kind !== 'value' || reply.value === 'overseas' || (await filing) !== 'notFiled') return reply;
    const next = await explainFiling(ui, domain, place);
    if (next.kind === 'cancel') return next;
    if (next.kind === 'value' && next.value === 'overseas') return { kind: 'value', value: next.value };
  }
}

function explainFiling(
  ui: FormUi,
  domain: string,
  place: { readonly step: number; readonly total: number },
): Promise<Reply<'again' | 'overseas'>> {
  return ui.pick<'again' | 'overseas'>({
    ...place,
    title: l10n.t('Region'),
    placeholder: l10n.t('Mainland China and Global need an ICP filing, and none was found: {0}', showDomain(domain)),
    items: [
      {
        label: l10n.t('Outside Mainland China'),
        detail: l10n.t('Works without a filing. A new filing takes about 8 hours to be known to CDN'),
        value: 'overseas',
      },
      { label: l10n.t('Choose Again'), value: 'again' },
    ],
  });
}

/** Buckets in mainland China are mostly read there; Hong Kong counts as outside. */
function defaultRegion(bucket: BucketRef | undefined): CdnRegion {
  return bucket?.region.startsWith('cn-') && bucket.region !== 'cn-hongkong' ? 'domestic' : 'overseas';
}

async function askPort(ui: FormUi, { earlier, ...place }: Asking<number>): Promise<Reply<number>> {
  for (;;) {
    const known = earlier === undefined || earlier === 80 || earlier === 443 ? (earlier ?? 80) : 0;
    const title = l10n.t('Port');
    const placeholder = l10n.t('The port that CDN uses towards the bucket');
    const reply = await ui.pick({ ...place, title, placeholder, items: portItems(), selected: known });
    if (reply.kind !== 'value' || reply.value !== 0) return reply;
    const custom = await typePort(ui, earlier, place);
    if (custom.kind !== 'back') return custom;
  }
}

async function typePort(
  ui: FormUi,
  earlier: number | undefined,
  place: { readonly step: number; readonly total: number },
): Promise<Reply<number>> {
  const refusal = l10n.t('A port is a number from 1 to 65535');
  const reply = await ui.input({
    ...place,
    title: l10n.t('Port'),
    prompt: refusal,
    ...(earlier !== undefined && { value: String(earlier) }),
    validate: (text) => (parsePort(text) === undefined ? refusal : undefined),
  });
  if (reply.kind !== 'value') return reply;
  return { kind: 'value', value: parsePort(reply.value) ?? 80 };
}

/** The picker compares by identity, and an answer from a draft is a copy: its row takes the copy as its value. */
function reuse(items: readonly PickItem<BucketRef>[], earlier: BucketRef | undefined): readonly PickItem<BucketRef>[] {
  const isEarlier = ({ name, region }: BucketRef) => name === earlier?.name && region === earlier.region;
  return items.map((item) => (earlier && isEarlier(item.value) ? { ...item, value: earlier } : item));
}

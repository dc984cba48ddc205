import type { SitePlan, SiteType } from '../../../core/delivery/siteType.js';
import { siteTypeItems } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { FormUi } from '../../../core/form.js';
import { isPossible, type PossibleCertificate } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import { toCdnUrl } from '../../../core/objectKey.js';
import { pickContact } from '../../../host/prompts/pickContact.js';
import { askPort } from '../form/originQuestions.js';
import { askRegion, askType } from '../form/questions.js';
import type { FormSources } from '../form/sources.js';
import { isAfterSwitch, optionDetail, optionText } from './certificateText.js';
import type { Choices } from './choices.js';
import type { PlanOutlook } from './outlook.js';
import type { ReviewAction } from './reviewActions.js';

/** The dependencies of the review's lists. */
export interface PickMeans {
  readonly ui: FormUi;
  readonly sources: FormSources;
  readonly outlook: PlanOutlook;
  /** The keys of the folder, or of the bucket if no folder is published. */
  readonly keys: ReadonlySet<string>;
}

/** Buttons that open a list. */
export type ChangeAction = Extract<ReviewAction, `change${string}`>;

/** One question: step 1 of 1. */
const alone = { step: 1, total: 1 };

/** The choices after the list of a button is answered; `undefined` if cancelled, `dcdn` to open another console. */
export const changes: Readonly<
  Record<ChangeAction, (choices: Choices, means: PickMeans) => Promise<Choices | 'dcdn' | undefined>>
> = {
  changeSite,
  changeHttps,
  async changeRedirect(choices, { ui }) {
    const reply = await ui.pick<boolean>({
      title: l10n.t('Redirect http to https?'),
      placeholder: l10n.t('Choose what visitors over http get once https works'),
      items: [
        { label: l10n.t('Redirect to HTTPS'), detail: l10n.t('Status 301; browsers may cache it'), value: true },
        { label: l10n.t('Leave as It Is'), detail: l10n.t('Both work side by side'), value: false },
      ],
      selected: choices.redirects,
    });
    return reply.kind === 'value' ? { ...choices, redirects: reply.value } : undefined;
  },
  async changeBuilds(choices, { ui }) {
    const reply = await ui.pick<boolean>({
      title: l10n.t('Publish after each build?'),
      placeholder: l10n.t('Choose what happens when a build writes into the folder'),
      items: [
        {
          label: l10n.t('Publish After Each Build'),
          detail: l10n.t('More than 50 files at once, and what a branch switch changes, wait for your consent'),
          value: true,
        },
        {
          label: l10n.t('Only What Is Saved in the Editor'),
          detail: l10n.t('Publish Folder uploads a build'),
          value: false,
        },
      ],
      selected: choices.watch ?? false,
    });
    return reply.kind === 'value' ? { ...choices, watch: reply.value } : undefined;
  },
  async changeType(choices, { ui, sources }) {
    const { plan } = choices;
    const reply = await askType(ui, sources, plan, { ...alone, earlier: plan.type });
    if (reply.kind !== 'value') return undefined;
    return reply.value === 'dcdn' ? 'dcdn' : { ...choices, plan: { ...plan, type: reply.value } };
  },
  async changeRegion(choices, { ui, sources }) {
    const { plan } = choices;
    const reply = await askRegion(ui, sources, plan, { ...alone, earlier: plan.region });
    return reply.kind === 'value' ? { ...choices, plan: { ...plan, region: reply.value } } : undefined;
  },
  async changePort(choices, { ui }) {
    const { plan } = choices;
    const reply = await askPort(ui, plan.origin, { ...alone, earlier: plan.port });
    return reply.kind === 'value' ? { ...choices, plan: { ...plan, port: reply.value } } : undefined;
  },
};

async function changeSite(choices: Choices, { ui, keys }: PickMeans): Promise<Choices | undefined> {
  const { plan } = choices;
  const reply = await ui.pick<SiteType | 'none'>({
    title: `${l10n.t('Site type')} · ${showDomain(plan.domain)}`,
    placeholder: l10n.t('Choose what the domain serves; you can review every change before it is made'),
    items: [
      ...siteTypeItems(),
      {
        label: l10n.t('Leave as It Is'),
        detail: l10n.t('No setting is made for pages, caching, or compression'),
        value: 'none',
      },
    ],
    selected: plan.site?.type ?? 'none',
  });
  if (reply.kind !== 'value') return undefined;
  const { site: former, ...others } = plan;
  const { reason: _reason, ...kept } = choices;
  if (reply.value === 'none') return { ...kept, plan: others };
  const type = reply.value;
  const leads = (type === 'website' || type === 'docs') && keys.has('404.html') && !isWildcard(plan.domain);
  const site: SitePlan = {
    type,
    ...(former?.query && { query: former.query }),
    ...(leads && { notFoundPage: notFoundPage(choices) }),
  };
  return { ...kept, plan: { ...plan, site } };
}

function notFoundPage({ plan, certificate }: Choices): string {
  const httpsOn = !['files', 'later'].includes(certificate.kind) && !isAfterSwitch(certificate);
  return toCdnUrl({ name: plan.domain, httpsOn }, '404.html');
}

/** The choices with the error page under the scheme that works from the beginning. */
export function withScheme(choices: Choices): Choices {
  const { site } = choices.plan;
  if (site?.notFoundPage === undefined) return choices;
  return { ...choices, plan: { ...choices.plan, site: { ...site, notFoundPage: notFoundPage(choices) } } };
}

async function changeHttps(choices: Choices, { ui, outlook }: PickMeans): Promise<Choices | undefined> {
  const { certificates } = outlook;
  for (;;) {
    const reply = await ui.pick<PossibleCertificate | 'impossible'>({
      title: l10n.t('Certificate for {0}', showDomain(choices.plan.domain)),
      placeholder: l10n.t('Choose a certificate that covers the domain'),
      items: certificates.map((option) => ({
        label: `${isPossible(option) ? '$(lock)' : '$(circle-slash)'} ${optionText(option)}`,
        ...(!isPossible(option)
          ? { description: l10n.t('not possible here') }
          : isAfterSwitch(option) && { description: l10n.t('after the switch') }),
        detail: optionDetail(option),
        value: isPossible(option) ? option : 'impossible',
      })),
      selected: choices.certificate,
    });
    if (reply.kind !== 'value') return undefined;
    if (reply.value === 'impossible') continue;
    const certificate = reply.value;
    if (certificate.kind !== 'free' || certificate.contacts.length < 2) return { ...choices, certificate };
    const contact = await pickContact(ui, certificate.contacts);
    if (contact.kind === 'value') return { ...choices, certificate, contact: contact.value.id };
    if (contact.kind === 'cancel') return undefined;
  }
}

import { l10n } from 'vscode';
import type { SitePlan, SiteType } from '../../../core/delivery/siteType.js';
import { showDomain } from '../../../core/domainName.js';
import type { Asking, FormUi, Reply } from '../../../core/form.js';
import { siteReasonText, siteTypeItems } from '../../../host/text/delivery/siteText.js';
import type { OnboardingAnswers } from './answers.js';
import type { FormSources } from './sources.js';

/** Asks for the type of site, the one that fits the files marked with its reason. */
export async function askSite(
  ui: FormUi,
  { readSite }: Pick<FormSources, 'readSite'>,
  answers: Partial<OnboardingAnswers>,
  { earlier, ...place }: Asking<SitePlan>,
): Promise<Reply<SitePlan>> {
  const proposed = readSite(answers);
  const reply = await ui.pick<SiteType>({
    ...place,
    title: `${l10n.t('Site type')} · ${showDomain(answers.domain ?? '')}`,
    placeholder: l10n.t('Choose what the domain serves'),
    items: proposed.then(({ site, reason }) =>
      siteTypeItems().map((item) =>
        item.value === site.type ? { ...item, description: siteReasonText(reason) } : item,
      ),
    ),
    ...(earlier ? { selected: earlier.type } : { preset: proposed.then(({ site }) => site.type) }),
  });
  return reply.kind === 'value' ? { kind: 'value', value: (await readSite(answers, reply.value)).site } : reply;
}

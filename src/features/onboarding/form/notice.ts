import type { FormUi, PickItem, QuestionPlace, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { ConsolePage } from '../../../host/console/consoleLinks.js';
import type { OnboardingAnswers } from './answers.js';
import type { FormSources } from './sources.js';

/** An obstacle to an answer, the ways to continue, and helpful pages. */
export interface Notice<T> {
  readonly title: string;
  readonly sentence: string;
  readonly ways: readonly PickItem<T>[];
  readonly pages?: readonly { readonly label: string; readonly page: ConsolePage }[];
}

/** Shows a notice, with its first way active, until the user chooses a way. Opening a page keeps it open. */
export async function showNotice<T>(
  ui: FormUi,
  place: QuestionPlace,
  { title, sentence, ways, pages = [] }: Notice<T>,
  openPage: (page: ConsolePage) => unknown,
): Promise<Reply<T>> {
  const items: readonly PickItem<Choice<T>>[] = [
    ...ways.map((way) => ({ ...way, value: { way: way.value } })),
    ...pages.map(({ label, page }) => ({ label: `$(link-external) ${label}`, value: { page } })),
  ];
  for (;;) {
    const placeholder = l10n.t('Choose how to continue');
    const reply = await ui.pick({ step: place.step, total: place.total, title, placeholder, notes: [sentence], items });
    if (reply.kind !== 'value') return reply;
    if ('way' in reply.value) return { kind: 'value', value: reply.value.way };
    await openPage(reply.value.page);
  }
}

type Choice<T> = { readonly way: T } | { readonly page: ConsolePage };

/**
 * Explains once per bucket that OSS refuses its default public domain to this account, and how the onboarding handles
 * it. Returns Back or cancel, or `undefined` to continue.
 */
export function uploadNotice(sources: FormSources) {
  const told = new Set<string>();
  return async (
    ui: FormUi,
    { originKind, bucket }: Partial<OnboardingAnswers>,
    place: QuestionPlace,
  ): Promise<Exclude<Reply<never>, { kind: 'value' }> | undefined> => {
    if (originKind !== 'bucket' || !bucket || told.has(bucket.name)) return undefined;
    if (!(await sources.needsUploadDomain(bucket))) return undefined;
    const notice = {
      title: l10n.t('Domain for Uploads: {0}', bucket.name),
      sentence: l10n.t('OSS does not allow this account to read and write objects over the default public domain'),
      ways: [
        {
          label: `$(play) ${l10n.t('Continue')}`,
          detail: l10n.t('First sets up a second domain that points directly to the bucket'),
          value: 'go',
        },
      ],
    };
    const reply = await showNotice(ui, place, notice, sources.openPage);
    if (reply.kind !== 'value') return reply;
    told.add(bucket.name);
    return undefined;
  };
}

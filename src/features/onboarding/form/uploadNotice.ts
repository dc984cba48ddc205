import { l10n } from 'vscode';
import type { FormUi, Place, Reply } from '../../../core/form.js';
import type { OnboardingAnswers } from './answers.js';
import { showNotice } from './notice.js';
import type { FormSources } from './sources.js';

/**
 * Says once for each bucket that OSS refuses its default public domain to this account, and what the onboarding does
 * about it. Answers how the person left, or `undefined` to go on.
 */
export function uploadNotice(sources: FormSources) {
  const told = new Set<string>();
  return async (
    ui: FormUi,
    { originKind, bucket }: Partial<OnboardingAnswers>,
    place: Place,
  ): Promise<Exclude<Reply<never>, { kind: 'value' }> | undefined> => {
    if (originKind !== 'bucket' || !bucket || told.has(bucket.name)) return undefined;
    if (!(await sources.needsUploadDomain(bucket))) return undefined;
    const notice = {
      title: l10n.t('Domain for Uploads: {0}', bucket.name),
      sentence: l10n.t('OSS refuses this account to read and write objects over its public domain'),
      ways: [
        {
          label: `$(play) ${l10n.t('Go On')}`,
          detail: l10n.t('First a second domain is set up that points straight at the bucket'),
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

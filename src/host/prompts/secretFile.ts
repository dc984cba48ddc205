import { l10n } from '../../core/l10n.js';
import { secretText } from '../../core/publishing/secrets/secretText.js';
import { wholeName } from '../../core/text/firstNamesText.js';
import { quoted } from '../../core/text/visibleText.js';
import { confirmChange } from '../changePrompts.js';

/** Asks whether to publish a file despite these reasons. The question names the file and the reasons. */
export function confirmSecretFile(
  label: string,
  reasons: readonly { readonly kind: string; readonly line?: number }[],
): Promise<boolean> {
  const question = l10n.t('Publish this file although it may contain secrets or local state: {0}?', quoted(label));
  const detail = [
    ...[wholeName(label)].filter(Boolean),
    [l10n.t('What it looks like:'), ...reasons.map(secretText)].join('\n'),
    l10n.t('Anyone who knows the URL will be able to read it on CDN.'),
    l10n.t(
      'This workspace remembers it for this file and what is listed here, until you use Revoke Consent to Publish. Anything else that is found in the file is asked about.',
    ),
  ];
  return confirmChange({ question, detail, button: l10n.t('Publish Anyway') });
}

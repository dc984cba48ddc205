import { l10n } from '../../../core/l10n.js';
import { showWarning } from '../../../host/display.js';
import { type ChangeOutlook, cachedCopiesText } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import { listChangedUrls } from '../refreshChanged.js';

/** The user's answer to the question of a change: whether its URLs are refreshed too. */
type ChangeChoice = 'changeOnly' | 'changeAndRefresh';

/** Asks in a modal before objects are changed, with what CDN has of them. Resolves to `undefined` if the user cancels. */
export async function askChange(
  outlook: ChangeOutlook,
  {
    question,
    detail,
    button,
  }: { readonly question: string; readonly detail: readonly string[]; readonly button: string },
): Promise<ChangeChoice | undefined> {
  const paragraphs = [...detail, cachedCopiesText(outlook)].filter(Boolean);
  const [both, alone] = [l10n.t('{0} and Refresh CDN', button), l10n.t('{0} Only', button)];
  const buttons = outlook.serving?.refresh ? [both, alone] : [button];
  const chosen = await showWarning(question, { modal: true, detail: paragraphs.join('\n\n') }, ...buttons);
  if (chosen === undefined) return undefined;
  return chosen === both ? 'changeAndRefresh' : 'changeOnly';
}

/** Refreshes the URLs of objects that were changed, if the user chose that. */
export async function refreshAfter(
  { sendUrls }: Pick<ObjectDeps, 'sendUrls'>,
  choice: ChangeChoice,
  { serving }: ChangeOutlook,
  keys: readonly string[],
): Promise<void> {
  const refresh = choice === 'changeAndRefresh' ? serving?.refresh : undefined;
  if (!refresh || keys.length === 0) return;
  await Promise.all(listChangedUrls(refresh.cost, keys, refresh).map(({ kind, urls }) => sendUrls(kind, urls)));
}

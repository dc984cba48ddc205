import { l10n } from 'vscode';
import type { ActivityEntry } from '../core/activity/activity.js';
import type { HostOffer } from '../core/domains/hostOffer.js';
import { executeCommand } from './commandIds.js';
import { showInformation, showWarning, withProgress } from './display.js';

/** What a modal shows before anything is changed. */
export interface Confirmation {
  readonly question: string;
  /** What will change, before and after, and how to undo it; one paragraph each, empty ones are left out. */
  readonly detail: readonly string[];
  readonly button: string;
}

/** Shows in a modal what will change; says whether the user confirms it. */
export async function confirmChange({ question, detail, button }: Confirmation): Promise<boolean> {
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  return (await showWarning(question, options, button)) === button;
}

/** Says what has been done, and offers to undo it. */
export async function offerUndo({ id }: ActivityEntry, message: string): Promise<void> {
  const undo = l10n.t('Undo');
  if ((await showInformation(message, undo)) === undo) await executeCommand('ossCdn.undoChange', id);
}

/** Shows the Host of another bucket that CDN has kept after its origins were changed, and changes it when the user agrees. */
export async function offerHost(name: string, offer: HostOffer | undefined): Promise<void> {
  if (!offer) return;
  const { before, after } = offer;
  const detail = [
    l10n.t(
      'CDN fetches from the new origin, but still sends the Host of another bucket. OSS finds the bucket by the Host: it would go on answering from that bucket, or refuse; other servers may not know this name.',
    ),
    [l10n.t('Before: {0}', before), l10n.t('After: {0}', after ?? l10n.t('none; CDN chooses one by itself'))].join(
      '\n',
    ),
    l10n.t('Undo: Undo in the Activity view.'),
  ].join('\n\n');
  const set = after === undefined ? l10n.t('Remove Origin Host') : l10n.t('Set Origin Host');
  const question = l10n.t('Change the origin Host of {0} too?', name);
  if ((await showWarning(question, { modal: true, detail }, set)) !== set) return;
  await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => offer.set());
}

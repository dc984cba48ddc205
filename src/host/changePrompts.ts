import type { Activity, ActivityEntry } from '../core/activity/activity.js';
import type { HostOffer } from '../core/domains/hostOffer.js';
import type { FormUi } from '../core/form.js';
import { l10n } from '../core/l10n.js';
import type { CdnDomain } from '../core/ports/cdn.js';
import type { ObjectRef } from '../core/ports/oss.js';
import { noticeText } from '../core/text/plainText.js';
import { executeCommand } from './commandIds.js';
import { showBriefly, showInformation, showWarning, withProgress } from './display.js';

/** The content of a modal that asks before a change. */
interface Confirmation {
  readonly question: string;
  /** The state before and after the change, and how to undo it. Each item is a paragraph; empty items are omitted. */
  readonly detail: readonly string[];
  readonly button: string;
  /** The label of a first button that changes nothing, for harmful changes. This button has the focus. */
  readonly decline?: string;
  /** A button that opens a page about the change. The question is asked again after it. */
  readonly reference?: { readonly button: string; open(): Promise<void> };
}

/** Asks in a modal before a change. Resolves to whether the user confirms it. */
export async function confirmChange(asked: Confirmation): Promise<boolean> {
  const { question, detail, button, decline, reference } = asked;
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  // VS Code focuses the first button.
  const buttons = [decline, button, reference?.button].filter((each) => each !== undefined);
  for (;;) {
    const chosen = await showWarning(question, options, ...buttons);
    if (!reference || chosen !== reference.button) return chosen === button;
    await reference.open();
  }
}

/** The texts that ask the user to type a name before something that cannot be undone. `refusal` is the error for any other text. */
type NameQuestion = Readonly<Record<'title' | 'prompt' | 'refusal' | 'name', string>>;

/** Asks the user to type a name. Resolves to `false` if the user cancels. */
export async function confirmByName(
  ui: Pick<FormUi, 'input'>,
  { title, prompt, refusal, name }: NameQuestion,
): Promise<boolean> {
  const validate = (text: string) => (text.trim() === name ? undefined : refusal);
  return (await ui.input({ title, prompt, placeholder: name, validate })).kind === 'value';
}

/** Identifies the change whose undo is offered: the newest one with this action and subject. */
type ReportedChange = Pick<ActivityEntry, 'action' | 'subject'>;

/** Reports a change. If the change can be undone, a notification offers Undo; otherwise the message appears in the status bar. */
export async function reportChange(activity: Activity, message: string, change?: ReportedChange): Promise<void> {
  const entry = change && activity.findUndoable(change);
  if (!entry) return showBriefly(message, 5000);
  const undo = l10n.t('Undo');
  if ((await showInformation(message, undo)) === undo) await executeCommand('ossCdn.undoChange', entry.id);
}

/** Reports that nothing was changed, because the state that the user agreed to has changed meanwhile. `name` is the subject of the change. */
export function tellChangedElsewhere(name: string): void {
  void showWarning(l10n.t('Nothing was changed, because the settings were changed outside this extension: {0}', name));
}

/** Tells that an upload has replaced a change that another author made after the last look, and offers the versions of the object. */
export function warnReplaced(object: ObjectRef): void {
  const show = l10n.t('Versions');
  const message = l10n.t(
    '{0} was changed in the bucket right before your upload, which has replaced that change: restore it from its versions',
    noticeText(object.key),
  );
  void showWarning(message, show).then((chosen) => {
    if (chosen === show) void executeCommand('ossCdn.showVersions', object);
  });
}

/** Explains why a domain was not unbound, and offers to enable it if it is disabled. `name` is the domain as people write it. */
export async function refuseUnbinding(
  { name: domain, status }: Pick<CdnDomain, 'name' | 'status'>,
  name: string,
): Promise<void> {
  const sentence = l10n.t(
    'The domain was not unbound: it is the origin host, which can be changed only while the domain is online. Enable the domain or wait until it is configured, then unbind it: {0}',
    name,
  );
  const enable = l10n.t('Enable Domain…');
  const chosen = await showWarning(sentence, ...(status === 'offline' ? [enable] : []));
  if (chosen === enable) await executeCommand('ossCdn.enableDomain', domain);
}

/** Formats the state before and after a change as two lines. */
export function beforeAfter(before: string, after: string): string {
  return [l10n.t('Before: {0}', before), l10n.t('After: {0}', after)].join('\n');
}

/**
 * Offers to change an origin host that CDN kept from another bucket after the origins of a domain changed, and changes it if the user agrees. Does nothing
 * without an offer.
 */
export async function offerHost(name: string, offer: HostOffer | undefined): Promise<void> {
  if (!offer) return;
  const { before, after } = offer;
  const set = after === undefined ? l10n.t('Remove Origin Host') : l10n.t('Set Origin Host');
  const detail = [
    l10n.t(
      'CDN fetches from the new origin but still sends the origin host of another bucket. OSS selects the bucket by the Host header: it would continue to answer from the other bucket or refuse the request. Other servers may not know this host.',
    ),
    beforeAfter(before, after ?? l10n.t('none; CDN uses its default')),
    l10n.t('To undo: use Undo in the Activity view.'),
  ];
  if (!(await confirmChange({ question: l10n.t('Also change the origin host of {0}?', name), detail, button: set })))
    return;
  await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => offer.set());
}

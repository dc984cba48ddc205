import { l10n, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { recordKey, type UserAsk } from '../../core/onboarding/run.js';
import { askText } from '../../host/runAskText.js';
import { type AskButton, askButtons } from './askButtons.js';
import type { AskContext } from './askContext.js';
import { chooseFolder } from './folderAsk.js';
import { describeRecord, showCname, showConflict, showTxt } from './recordAsks.js';

/** Asks what a run's step needs, in the fitting form, and passes the answer on. */
export async function askPerson(ask: UserAsk, context: AskContext): Promise<void> {
  switch (ask.kind) {
    case 'approveRecord':
      return approveRecord(ask, context);
    case 'recordConflict':
      return showConflict(ask, context);
    case 'addTxt':
      return showTxt(ask, context);
    case 'addRecordElsewhere':
      return showCname(ask, context);
    case 'chooseFolder':
      return chooseFolder(context);
    case 'openService':
      return showButtons(askText(ask).row, askButtons(ask, context), askText(ask).detail);
    case 'turnOnAutoUpdate':
    case 'confirmAutoUpdate':
      return showButtons(describeSwitch(ask.kind, context), askButtons(ask, context));
    default:
      return showButtons(askText(ask).detail.replaceAll('\n\n', ' '), askButtons(ask, context));
  }
}

/** Live DNS is about to change: shows the record to the last field, what follows, and how to undo it. */
function approveRecord({ record }: Extract<UserAsk, { kind: 'approveRecord' }>, context: AskContext): Promise<void> {
  const detail = [
    ...describeRecord(record),
    '',
    l10n.t('Visitors of this name are then sent to Alibaba Cloud CDN. No other record is changed.'),
    l10n.t('Undo: delete this record in Alibaba Cloud DNS.'),
  ].join('\n');
  const add = { label: l10n.t('Add Record'), act: () => context.answer({ approvedRecord: recordKey(record) }) };
  return showButtons(l10n.t('Add this record to your live DNS?'), [add], detail);
}

/** Says where the switch is and what to tick; the notification stays while the person is in the browser. */
function describeSwitch(kind: 'turnOnAutoUpdate' | 'confirmAutoUpdate', { run }: AskContext): string {
  const place = l10n.t(
    'In the OSS console, Buckets > {0} > Bucket Settings > Domain Names, turn on Auto CDN Cache Update for {1} and tick every operation that writes or deletes.',
    run.plan.bucket.name,
    showDomain(run.plan.domain),
  );
  if (kind === 'turnOnAutoUpdate') return place;
  return `${place} ${l10n.t('OSS does not tell whether it is on, so say it here once it is.')}`;
}

/** A modal message when there is `detail`, else a notification. */
async function showButtons(sentence: string, buttons: readonly AskButton[], detail?: string): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed =
    detail === undefined
      ? await window.showInformationMessage(sentence, ...labels)
      : await window.showWarningMessage(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}

import { commands, env, l10n, Uri } from 'vscode';
import type { UserAsk } from '../../core/onboarding/run.js';
import { executeCommand } from '../../host/executeCommand.js';
import type { AskContext } from './askContext.js';

/** One way to go on, as a button. */
export interface AskButton {
  readonly label: string;
  readonly act: () => unknown;
}

/** The buttons for what a run asks, the one to try first in front. */
export function askButtons(ask: UserAsk, context: AskContext): readonly AskButton[] {
  const { links, run } = context;
  const { bucket, domain } = run.plan;
  const recheck = recheckButton(context);
  const cdn = link(l10n.t('Open CDN Console'), links.cdnDomain(domain));
  const remove = { label: l10n.t('Remove Onboarding'), act: context.remove };
  switch (ask.kind) {
    case 'openService':
      return [link(l10n.t('Open CDN Console'), links.cdnDomains()), recheck];
    case 'settleDebt':
      return [link(l10n.t('Open Billing'), links.balance()), recheck];
    case 'domainTaken':
      return ask.by === 'otherAccount'
        ? [link(l10n.t('Submit Ticket'), links.ticket()), recheck, remove]
        : [recheck, remove];
    case 'otherOrigin':
      return [cdn, recheck, remove];
    case 'fileIcp':
      return [link(l10n.t('Open ICP Filing Page'), links.icp()), recheck, remove];
    case 'domainFailed':
      return [cdn, link(l10n.t('Submit Ticket'), links.ticket()), recheck];
    case 'domainOffline':
      return [cdn, recheck];
    case 'recordPaused':
      return [link(l10n.t('Open DNS Console'), links.zone(ask.existing.zone)), recheck];
    case 'privateBucket':
      return [cdn, skipEdge(context), recheck];
    case 'emptyBucket':
      return [link(l10n.t('Open OSS Console'), links.bucket(bucket)), skipEdge(context), recheck];
    case 'edgeDiffers':
      return [verify(domain), skipEdge(context), recheck];
    case 'cnameTaken':
    case 'turnOnAutoUpdate':
    case 'confirmAutoUpdate':
      return bindingButtons(ask.kind, context);
    case 'openFolder':
      return [openFolder(), skipMapping(context)];
    case 'approveRecord':
    case 'recordConflict':
    case 'addTxt':
    case 'addRecordElsewhere':
    case 'chooseFolder':
      return [recheck];
  }
}

/** The button that looks again at once. */
export function recheckButton({ recheck }: AskContext): AskButton {
  return { label: l10n.t('Recheck'), act: recheck };
}

/** A button that opens a page in the browser. */
export function link(label: string, url: string): AskButton {
  return { label, act: () => env.openExternal(Uri.parse(url, true)) };
}

function bindingButtons(
  kind: 'cnameTaken' | 'turnOnAutoUpdate' | 'confirmAutoUpdate',
  context: AskContext,
): readonly AskButton[] {
  const { links, run, answer } = context;
  const oss = link(l10n.t('Open OSS Console'), links.bucketDomains(run.plan.bucket));
  if (kind === 'cnameTaken') {
    return [oss, { label: l10n.t('Skip Binding'), act: () => answer({ skipBinding: true }) }, recheckButton(context)];
  }
  const skip = { label: l10n.t('Skip'), act: () => answer({ skipAutoUpdate: true }) };
  if (kind === 'turnOnAutoUpdate') return [oss, recheckButton(context), skip];
  return [oss, { label: l10n.t('It Is On'), act: () => answer({ saidAutoUpdateOn: true }) }, skip];
}

function verify(domain: string): AskButton {
  return { label: l10n.t('Show Verification'), act: () => executeCommand('ossCdn.verifyCname', domain) };
}

function skipEdge({ answer }: AskContext): AskButton {
  return { label: l10n.t('Continue Without Proof'), act: () => answer({ skipEdge: true }) };
}

function skipMapping({ answer }: AskContext): AskButton {
  return { label: l10n.t('Skip'), act: () => answer({ skipMapping: true }) };
}

function openFolder(): AskButton {
  return { label: l10n.t('Open Folder…'), act: () => commands.executeCommand('vscode.openFolder') };
}

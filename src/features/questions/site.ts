import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { SiteAsk } from '../../core/onboarding/run/asks.js';
import { executeCommand } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import { changeLabel } from '../../host/text/delivery/changesText.js';
import { siteTypeText } from '../../host/text/delivery/siteText.js';
import { askText } from '../../host/text/runAskText.js';
import { showButtons } from './modal.js';
import type { AskContext } from './runQuestion.js';

type Ask<K extends SiteAsk['kind']> = Extract<SiteAsk, { readonly kind: K }>;

/** Asks in a modal what having a domain serve a site needs. */
export function askAboutSite(ask: Exclude<SiteAsk, Ask<'siteUnserved'>>, context: AskContext): Promise<void> {
  switch (ask.kind) {
    case 'approveSite':
      return approveSite(ask, context);
    case 'approveHomePage':
      return approveHomePage(ask, context);
    case 'offerDrop':
      return offerDrop(ask, context);
  }
}

/** Every setting that the site needs is shown before and after, and made once the user agrees to exactly that. */
function approveSite(ask: Ask<'approveSite'>, { run, answer }: AskContext): Promise<void> {
  const question = l10n.t('Apply site type "{1}" to {0}?', showDomain(run.plan.domain), siteTypeText(ask.type));
  const make = { label: changeLabel(ask.changes.length), act: () => answer({ approvals: { site: ask.approval } }) };
  return showButtons(question, [make], askText(ask).detail);
}

/** The rule by which `/` shows the index page is shown before and after, and made once the user agrees to exactly that. */
function approveHomePage(ask: Ask<'approveHomePage'>, { run, answer }: AskContext): Promise<void> {
  const buttons = [
    { label: l10n.t('Show index.html at /'), act: () => answer({ approvals: { site: ask.approval } }) },
    { label: l10n.t('Skip'), act: () => answer({ skipped: { homePage: true } }) },
  ];
  return showButtons(l10n.t('Set up the home page of {0}?', showDomain(run.plan.domain)), buttons, askText(ask).detail);
}

/** Looks whether `/` shows what was just published, and offers the rule for that where it does not. */
export async function tellHomePage({ run, check }: AskContext): Promise<void> {
  const after = await check();
  if (after?.steps.homePage.state !== 'needsUser') return;
  const show = l10n.t('Show index.html at /…');
  const pressed = await showInformation(
    l10n.t('{0} does not show index.html yet', `http://${showDomain(run.plan.domain)}/`),
    show,
  );
  if (pressed === show) await executeCommand('ossCdn.continueRun', run.id);
}

/** Copies from before the change are dropped only with consent, since that costs a directory and origin traffic. */
function offerDrop(ask: Ask<'offerDrop'>, { run, answer }: AskContext): Promise<void> {
  const buttons = [
    { label: l10n.t('Refresh Cached Copies'), act: () => answer({ approvals: { dropCopies: ask.approval } }) },
    { label: l10n.t('Let Them Expire'), act: () => answer({ left: { dropCopies: ask.approval } }) },
  ];
  return showButtons(
    l10n.t('Refresh the cached copies of {0}?', showDomain(run.plan.domain)),
    buttons,
    askText(ask).detail,
  );
}

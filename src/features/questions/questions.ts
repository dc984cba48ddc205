import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import { ownBucket } from '../../core/origin.js';
import { openPage } from '../../host/console/openPage.js';
import { autoUpdateLimits } from '../../host/text/bindingAskText.js';
import { askText } from '../../host/text/runAskText.js';
import { showStaying } from './askForms.js';
import { askToBindAgain, setHost } from './binding.js';
import { approveRecord, approveUploadRecord, resumeRecord, showConflict } from './dns/recordChanges.js';
import { showCname, showElsewhere, showTxt } from './dns/recordsByHand.js';
import { openService } from './domain.js';
import { askForFolder } from './folder.js';
import { chooseCertificate, offerRedirect, replaceCertificate } from './https/certificate.js';
import { approveValidation } from './https/free.js';
import { showButtons } from './modal.js';
import type { AskContext } from './runQuestion.js';
import { askAboutSite } from './site.js';
import { chooseUploadDomain } from './upload.js';
import { askButtons } from './ways.js';

/** Asks what a run's step needs, in the fitting form, and passes the answer on. */
export async function askUser(ask: UserAsk, context: AskContext): Promise<void> {
  switch (ask.kind) {
    case 'openService':
      return open(context);
    case 'approveRecord':
      return approveRecord(ask, context);
    case 'approveUploadRecord':
      return approveUploadRecord(ask, context);
    case 'recordPaused':
      return resumeRecord(ask, context);
    case 'recordConflict':
      return showConflict(ask, context);
    case 'zoneElsewhere':
      return showElsewhere(ask, context);
    case 'chooseUploadDomain':
      return chooseUploadDomain(context);
    case 'privateBucket':
      return letCdnRead(ask.approval, context);
    case 'recreateDomain':
      return recreateDomain(ask.approval, context);
    case 'bindAgain':
      return askToBindAgain(ask, context);
    case 'setHost':
      return setHost(ask, context);
    case 'addTxt':
      return showTxt(ask, context);
    case 'addRecordElsewhere':
      return showCname(ask, context);
    case 'chooseFolder':
    case 'publishFolder':
      return askForFolder(ask, context);
    case 'chooseCertificate':
      return chooseCertificate(ask, context);
    case 'approveValidation':
      return approveValidation(ask, context);
    case 'replaceCertificate':
      return replaceCertificate(ask, context);
    case 'offerRedirect':
      return offerRedirect(ask, context);
    case 'approveSite':
    case 'approveHomePage':
    case 'offerDrop':
      return askAboutSite(ask, context);
    case 'turnOnAutoUpdate':
    case 'confirmAutoUpdate':
      return showWays(ask, describeAutoUpdate(ask.kind, context), context);
    default:
      return showWays(ask, askText(ask).detail.split('\n\n'), context);
  }
}

/** What has to be done, mostly in the browser, and the ways on, in a list that stays beside it. */
function showWays(ask: UserAsk, notes: readonly string[], context: AskContext): Promise<void> {
  const { row } = askText(ask);
  const rows = askButtons(ask, context).map(({ label, act, keeps }) => ({
    label: `$(${keeps === 'recheck' ? 'refresh' : keeps === 'open' ? 'link-external' : 'arrow-right'}) ${label}`,
    value: keeps === 'recheck' ? keeps : keeps === 'open' ? { stay: act } : { end: act },
  }));
  return showStaying({ title: row, placeholder: l10n.t('Choose how to continue'), notes, rows }, context);
}

/** Activates the service behind a modal that says what starts then, and continues. */
async function open({ cloud, recheck }: AskContext): Promise<void> {
  const { cdn } = await cloud();
  if (await openService(cdn, new AbortController().signal)) recheck();
}

/** A deleted domain is created again only behind a modal that says what that costs. */
function recreateDomain(approval: string, { run, answer, remove }: AskContext): Promise<void> {
  const detail = [
    l10n.t(
      'It was deleted outside this extension. After it is created again, its traffic and requests will be billed again.',
    ),
    l10n.t(
      'It will get the origin, business type, and region of this onboarding. Other settings and the certificate will not be restored.',
    ),
    l10n.t('To undo: use Delete Domain.'),
  ].join('\n\n');
  const buttons = [
    { label: l10n.t('Create Domain Again'), act: () => answer({ approvals: { domain: approval } }) },
    { label: l10n.t('Remove Task…'), act: remove },
  ];
  return showButtons(l10n.t('Create {0} on CDN again?', showDomain(run.plan.domain)), buttons, detail);
}

/** The whole bucket becomes readable through CDN: says so, and where the role is granted that it needs. */
async function letCdnRead(approval: string, context: AskContext): Promise<void> {
  const { links, run, answer } = context;
  const bucket = ownBucket(run.plan.origin)?.name ?? '';
  const detail = [
    l10n.t(
      'Anyone will be able to read the whole bucket through {0}. The bucket itself will stay private.',
      showDomain(run.plan.domain),
    ),
    l10n.t(
      'CDN needs the role AliyunCDNAccessingPrivateOSSRole, once per account: open the domain in the CDN console, select the Origin Fetch tab, and click the authorization button.',
    ),
    l10n.t('URLs signed by OSS do not work through CDN.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const buttons = [
    { label: l10n.t('Turn On Private Bucket Access'), act: () => answer({ approvals: { privateOrigin: approval } }) },
    {
      label: l10n.t('Open CDN Console'),
      act: () => openPage(links.cdnDomainPage(run.plan.domain, 'backSrc')),
    },
  ];
  await showButtons(l10n.t('Allow CDN to read the private bucket {0}?', bucket), buttons, detail);
}

/** Says where the switch is, what to tick and what it does not do. */
function describeAutoUpdate(kind: 'turnOnAutoUpdate' | 'confirmAutoUpdate', { run }: AskContext): readonly string[] {
  const place = l10n.t(
    'In the OSS console, go to Buckets > {0} > Bucket Settings > Domain Names, turn on Auto CDN Cache Update for {1}, and select all operations that write or delete.',
    ownBucket(run.plan.origin)?.name ?? '',
    showDomain(run.plan.domain),
  );
  const unseen = l10n.t('OSS does not report this setting, so confirm it here after you turn it on.');
  return [place, ...(kind === 'confirmAutoUpdate' ? [unseen] : []), autoUpdateLimits()];
}

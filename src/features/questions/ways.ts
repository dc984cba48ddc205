import { commands, l10n } from 'vscode';
import { AppError } from '../../core/errors.js';
import type { CertificateAsk, FolderAsk, SettingAsk, SiteAsk, UserAsk } from '../../core/onboarding/run/asks.js';
import type { StepFailure } from '../../core/onboarding/run/stepReasons.js';
import { ownBucket } from '../../core/origin.js';
import { executeCommand } from '../../host/commandIds.js';
import type { ConsolePage } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import { policyFor } from '../../host/errors/denialText.js';
import { buttonLabel, buttonPage, errorButtons } from '../../host/errors/errorButtons.js';
import { helpPage } from '../../host/errors/errorHelp.js';
import { copyPolicy } from '../../host/errors/presentError.js';
import { noticeText } from '../../host/plainText.js';
import { folderText } from '../../host/text/steps/folderText.js';
import { publishBeforeLive } from './folder.js';
import type { AskContext } from './runQuestion.js';
import { toStepError } from './stepError.js';
import { chooseUploadDomain } from './upload.js';

/** One way to continue, as a button. */
export interface AskButton {
  readonly label: string;
  readonly act: () => unknown;
  /** It checks, or opens a page: the question stays. */
  readonly keeps?: 'recheck' | 'open';
}

type Asks = { readonly [K in UserAsk['kind']]: (ask: Extract<UserAsk, { readonly kind: K }>) => readonly AskButton[] };

/** The buttons for what a run asks, the one to try first in front. */
export function askButtons<K extends UserAsk['kind']>(
  ask: Extract<UserAsk, { readonly kind: K }>,
  context: AskContext,
): readonly AskButton[] {
  const buttons = buttonsOf(context)[ask.kind] as (ask: Extract<UserAsk, { readonly kind: K }>) => readonly AskButton[];
  return buttons(ask);
}

function buttonsOf(context: AskContext): Asks {
  const { links, run } = context;
  const { domain, origin } = run.plan;
  const recheck = recheckButton(context);
  const ticket = link(l10n.t('Submit Ticket'), links.ticket());
  const cdn = link(l10n.t('Open CDN Console'), links.cdnDomain(domain));
  const remove = { label: l10n.t('Remove Task…'), act: context.remove };
  const bucket = ownBucket(origin);
  const oss = bucket ? [link(l10n.t('Open OSS Console'), links.bucket(bucket))] : [];
  const onlyRecheck = () => [recheck];
  return {
    openService: () => [link(l10n.t('Open CDN Console'), links.cdnDomains()), recheck],
    settleDebt: () => [link(l10n.t('Open Billing'), links.balance()), recheck],
    domainTaken: ({ by }) => [
      ...(by === 'otherAccount' ? [ticket] : by === 'dcdn' ? [dcdn(links)] : []),
      recheck,
      remove,
    ],
    domainLimit: () => [link(l10n.t('Open Quota Center'), links.quotas()), ticket, recheck],
    recreateDomain: () => [link(l10n.t('Open CDN Console'), links.cdnDomains()), recheck, remove],
    otherOrigin: () => [command(l10n.t('Edit Origin…'), 'ossCdn.editOrigin', domain), cdn, recheck, remove],
    originLoop: () => [recheck, remove],
    fileIcp: ({ error }) => [filing(links), ...help(error, context), recheck, remove],
    domainFailed: () => [cdn, ticket, recheck],
    domainOffline: () => [command(l10n.t('Enable Domain…'), 'ossCdn.enableDomain', domain), cdn, recheck],
    authorizeRole: () => [authorize(context), recheck],
    emptyBucket: ({ folder }) => [...publishNow(folder, context), ...oss, skipEdge(context), recheck],
    edgeUnproven: () => edgeButtons(context),
    edgeDiffers: ({ isPrivate }) => edgeButtons(context, isPrivate ? [authorize(context)] : []),
    bindingRefused: (ask) => refusalButtons(ask, context),
    uploadCertificate: () => [...domainsPage(context), recheck, otherUpload(context), skipUpload(context)],
    turnOnAutoUpdate: () => autoUpdateButtons('turnOnAutoUpdate', context),
    confirmAutoUpdate: () => autoUpdateButtons('confirmAutoUpdate', context),
    ...folderAsks(context),
    ...taskAsks(context),
    ...settingAsks(context, [cdn, ticket]),
    bindAgain: onlyRecheck,
    setHost: onlyRecheck,
    recordPaused: onlyRecheck,
    privateBucket: onlyRecheck,
    approveRecord: onlyRecheck,
    recordConflict: onlyRecheck,
    zoneElsewhere: onlyRecheck,
    chooseUploadDomain: onlyRecheck,
    approveUploadRecord: onlyRecheck,
    addTxt: onlyRecheck,
    addRecordElsewhere: ({ error }) => [...help(error, context), recheck],
  };
}

function folderAsks(context: AskContext): Pick<Asks, FolderAsk['kind']> {
  const onlyRecheck = () => [recheckButton(context)];
  return {
    openFolder: () => [openFolder(), skipMapping(context)],
    chooseFolder: onlyRecheck,
    publishFolder: onlyRecheck,
  };
}

function edgeButtons(context: AskContext, first: readonly AskButton[] = []): readonly AskButton[] {
  return [...first, verify(context.run.plan.domain), skipEdge(context), recheckButton(context)];
}

/** To the tab of the domain where the console creates the role of CDN. */
function authorize({ links, run: { plan } }: AskContext): AskButton {
  return link(l10n.t('Open Authorization Page'), links.cdnDomainPage(plan.domain, 'backSrc'));
}

function settingAsks(
  context: AskContext,
  [cdn, ticket]: readonly [AskButton, AskButton],
): Pick<Asks, SettingAsk['kind']> {
  const recheck = recheckButton(context);
  return {
    settingFailed: ({ approval }) => [setAgain(approval, context), cdn, ticket, recheck],
    settingRefused: ({ leave, error }) => [leaveSetting(leave, context), cdn, ...help(error, context), recheck],
  };
}

function taskAsks(context: AskContext): Pick<Asks, CertificateAsk['kind'] | SiteAsk['kind']> {
  const onlyRecheck = () => [recheckButton(context)];
  return {
    certificateUnserved: () => [verify(context.run.plan.domain), skipServed(context), ...onlyRecheck()],
    siteUnserved: () => [skipSite(context), ...onlyRecheck()],
    chooseCertificate: onlyRecheck,
    approveValidation: onlyRecheck,
    replaceCertificate: onlyRecheck,
    offerRedirect: onlyRecheck,
    approveSite: onlyRecheck,
    approveHomePage: onlyRecheck,
    offerDrop: onlyRecheck,
  };
}

function dcdn(links: AskContext['links']): AskButton {
  return link(l10n.t('Open DCDN Console'), links.dcdn());
}

function filing(links: AskContext['links']): AskButton {
  return link(l10n.t('Open ICP Filing Page'), links.icp());
}

/** The button that rechecks immediately. */
function recheckButton({ recheck }: AskContext): AskButton {
  return { label: l10n.t('Recheck'), act: recheck, keeps: 'recheck' };
}

/** The way to finish without the record, where the question has one: DNS stays as it is. */
export function leaveButton(leave: string | undefined, { answer }: AskContext): readonly AskButton[] {
  if (leave === undefined) return [];
  return [{ label: l10n.t('Finish Without DNS'), act: () => answer({ left: { records: leave } }) }];
}

/** A button that opens a page in the browser. */
export function link(label: string, page: ConsolePage): AskButton {
  return { label, act: () => openPage(page), keeps: 'open' };
}

/** First the page that the error message refers to, then the ways to continue without the binding. */
function refusalButtons(
  { purpose, error }: Extract<UserAsk, { kind: 'bindingRefused' }>,
  context: AskContext,
): readonly AskButton[] {
  const refusal = toStepError(context.run, error);
  const policy =
    policyFor(refusal) === undefined ? [] : [{ label: buttonLabel('policy'), act: () => copyPolicy(refusal) }];
  const ways = errorButtons(refusal).flatMap((button) => {
    const page = button === 'oss' ? undefined : buttonPage(button, context.links);
    return page === undefined ? [] : [link(buttonLabel(button), page)];
  });
  const skip = { label: l10n.t('Skip Binding'), act: () => context.answer({ skipped: { binding: true } }) };
  const others = purpose === 'uploadBinding' ? [otherUpload(context), skipUpload(context)] : [skip];
  return [...policy, ...ways, ...domainsPage(context), ...help(error, context), ...others, recheckButton(context)];
}

function autoUpdateButtons(kind: 'turnOnAutoUpdate' | 'confirmAutoUpdate', context: AskContext): readonly AskButton[] {
  const { answer } = context;
  const skip = { label: l10n.t('Skip'), act: () => answer({ skipped: { autoUpdate: true } }) };
  if (kind === 'turnOnAutoUpdate') return [...domainsPage(context), recheckButton(context), skip];
  const on = { label: l10n.t('I Turned It On'), act: () => answer({ saidAutoUpdateOn: true }) };
  return [...domainsPage(context), on, skip];
}

/** The page where domains of the bucket are bound, and get their certificates. */
function domainsPage({ links, run }: AskContext): readonly AskButton[] {
  const bucket = ownBucket(run.plan.origin);
  return bucket ? [link(l10n.t('Open OSS Console'), links.bucketDomains(bucket))] : [];
}

/** The way out of an upload domain that does not serve. */
export function otherUpload(context: AskContext): AskButton {
  return {
    label: l10n.t('Choose Another Domain…'),
    act: () => chooseUploadDomain(context),
  };
}

/** The way to continue without an upload domain. */
export function skipUpload({ answer }: AskContext): AskButton {
  return { label: l10n.t('Continue Without It'), act: () => answer({ skipped: { upload: true } }) };
}

/** The vendor's page on what it refused. */
function help(refused: StepFailure | undefined, { links }: AskContext): readonly AskButton[] {
  const page = refused && helpPage(new AppError(refused.kind, refused.details), links);
  return page === undefined ? [] : [link(l10n.t('Open Help'), page)];
}

function verify(domain: string): AskButton {
  return command(l10n.t('Show Verification'), 'ossCdn.verifyCname', domain);
}

function command(label: string, id: Parameters<typeof executeCommand>[0], domain: string): AskButton {
  return { label, act: () => executeCommand(id, domain) };
}

function skipEdge({ answer }: AskContext): AskButton {
  return { label: l10n.t('Continue Without Proof'), act: () => answer({ skipped: { edge: true } }) };
}

function skipServed({ answer }: AskContext): AskButton {
  return { label: l10n.t('Continue Without Proof'), act: () => answer({ skipped: { served: true } }) };
}

function setAgain(approval: string, { answer }: AskContext): AskButton {
  return { label: l10n.t('Set Again'), act: () => answer({ approvals: { setting: approval } }) };
}

function leaveSetting(settings: string, { answer }: AskContext): AskButton {
  return { label: l10n.t('Leave as It Is'), act: () => answer({ left: { settings } }) };
}

function skipSite({ answer }: AskContext): AskButton {
  return { label: l10n.t('Finish Without Proof'), act: () => answer({ skipped: { siteServed: true } }) };
}

function skipMapping({ answer }: AskContext): AskButton {
  return { label: l10n.t('Skip'), act: () => answer({ skipped: { mapping: true } }) };
}

/** Uploads the folder that was chosen, after the usual consent: the bucket then has a file to compare, and the site before visitors come. */
function publishNow(folder: string | undefined, context: AskContext): readonly AskButton[] {
  if (folder === undefined) return [];
  const label = l10n.t('Publish {0} Now…', noticeText(folderText(folder)));
  return [{ label, act: () => publishBeforeLive(folder, context) }];
}

function openFolder(): AskButton {
  return { label: l10n.t('Open Folder…'), act: () => commands.executeCommand('vscode.openFolder') };
}

import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import { ownBucket, publicBucketHost, standardPorts } from '../../core/origin.js';
import { beforeAfter } from '../../host/changePrompts.js';
import { noticeText } from '../../host/plainText.js';
import { bindAgainText, setHostText } from '../../host/text/bindingAskText.js';
import { showButtons } from './modal.js';
import type { AskContext } from './runQuestion.js';
import { otherUpload, skipUpload } from './ways.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

/** An unbound domain is bound again only behind a modal that says what changes with it. */
export function askToBindAgain(ask: Ask<'bindAgain'>, context: AskContext): Promise<void> {
  const { run, answer } = context;
  const { purpose, domain, approval } = ask;
  const bucket = ownBucket(run.plan.origin)?.name ?? '';
  const isUpload = purpose === 'uploadBinding';
  const detail = [
    bindAgainText(ask).detail,
    [
      beforeAfter(l10n.t('not bound'), l10n.t('bound to bucket {0}', bucket)),
      ...(isUpload || run.plan.port !== standardPorts.http ? [] : hostChanges(domain)),
    ].join('\n'),
    l10n.t('TXT record on host _dnsauth that verifies ownership: added, then deleted'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const again = {
    label: l10n.t('Bind Again'),
    act: () => answer(isUpload ? { approvals: { uploadBinding: approval } } : { approvals: { binding: approval } }),
  };
  const leave = { label: l10n.t('Leave as It Is'), act: () => answer({ left: { binding: approval } }) };
  const others = isUpload ? [otherUpload(context), skipUpload(context)] : [leave];
  const question = l10n.t('Bind {0} to bucket {1} again?', showDomain(domain), bucket);
  return showButtons(question, [again, ...others], detail);
}

/** A Host that was set or removed outside the run is changed only behind a modal that shows it. */
export function setHost(ask: Ask<'setHost'>, { run, answer }: AskContext): Promise<void> {
  const { host, approval } = ask;
  const { domain, origin } = run.plan;
  const bucket = ownBucket(origin);
  const before = host === undefined ? bucket && publicBucketHost(bucket) : noticeText(host);
  const detail = [
    setHostText(ask).detail,
    [...(before === undefined ? [] : [l10n.t('Before: {0}', before)]), l10n.t('After: {0}', domain), refresh()].join(
      '\n',
    ),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const buttons = [
    { label: l10n.t('Set Origin Host'), act: () => answer({ approvals: { originHost: approval } }) },
    { label: l10n.t('Leave as It Is'), act: () => answer({ left: { originHost: approval } }) },
  ];
  return showButtons(l10n.t('Set the origin host to {0}?', showDomain(domain)), buttons, detail);
}

function hostChanges(domain: string): readonly string[] {
  return [l10n.t('Origin host: {0}, so that OSS does not force downloads', domain), refresh()];
}

function refresh(): string {
  return l10n.t(
    'Refresh of all cached content of the domain after the origin host is changed; uses 1 directory refresh of the daily quota',
  );
}

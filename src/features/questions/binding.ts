import { showDomain } from '../../core/domainName.js';
import { policyFor } from '../../core/errorTexts/denialText.js';
import { vendorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { AskOf, AutoUpdateAsk, BindingAsk } from '../../core/onboarding/run/asks.js';
import { ownBucket, publicBucketHost, standardPorts } from '../../core/origin.js';
import { noticeText } from '../../core/text/plainText.js';
import { beforeAfter } from '../../host/changePrompts.js';
import { buttonLabel, buttonPage, errorButtons } from '../../host/errors/errorButtons.js';
import { copyPolicy } from '../../host/errors/presentError.js';
import { showButtons } from './askForms.js';
import type { AskButton, AskContext, AskText, QuestionsOf } from './runQuestion.js';
import { otherUpload, skipUpload } from './upload.js';
import { answerButton, domainsPage, helpButton, link, recheckButton, toStepError } from './ways.js';

/** Questions about the binding of a domain to the bucket, and its origin host. */
export const bindingQuestions: QuestionsOf<BindingAsk> = {
  bindingRefused: { text: refusedText, ways: refusalWays },
  bindAgain: { text: unboundText, show: askToBind },
  rebind: { text: rebindText, show: askToRebind },
  setHost: { text: hostText, show: setHost },
};

function rebindText({ from }: AskOf<'rebind'>): AskText {
  return {
    row: l10n.t('Bind the domain to this bucket; it is bound to another: {0}', from.name),
    detail: l10n.t(
      'DNS leads to CDN by now. OSS binds a domain to one bucket only, so it is unbound from the other bucket first.',
    ),
  };
}

/** Asks to unbind and bind in one decision: shows both, and what visitors get meanwhile. */
function askToRebind({ from, approval }: AskOf<'rebind'>, context: AskContext): Promise<void> {
  const { domain, origin } = context.run.plan;
  const bucket = ownBucket(origin)?.name ?? '';
  const detail = [
    beforeAfter(l10n.t('bound to bucket {0}', from.name), l10n.t('bound to bucket {0}', bucket)),
    l10n.t('Visitors are served by CDN meanwhile; nothing else of bucket {0} is changed.', from.name),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const buttons = [
    answerButton(l10n.t('Bind to This Bucket'), { approvals: { rebind: approval } }, context),
    answerButton(l10n.t('Skip Binding'), { skipped: { binding: true } }, context),
  ];
  return showButtons(l10n.t('Bind {0} to bucket {1}?', showDomain(domain), bucket), buttons, detail);
}

function refusedText({ purpose, domain, error }: AskOf<'bindingRefused'>): AskText {
  return {
    row: l10n.t('Resolve the OSS binding error: {0}', domain),
    detail: [
      vendorText(error),
      purpose === 'uploadBinding'
        ? l10n.t('Without the binding, objects cannot be accessed over this domain. Choose another domain, or recheck.')
        : l10n.t(
            'Skip Binding continues without the binding: there is no Auto CDN Cache Update, and no origin host that prevents OSS from forcing downloads. CDN still serves the domain.',
          ),
    ].join('\n\n'),
  };
}

/** First the page for the error message, then the ways to continue without the binding. */
function refusalWays({ purpose, error }: AskOf<'bindingRefused'>, context: AskContext): readonly AskButton[] {
  const refusal = toStepError(context.run, error);
  const policy =
    policyFor(refusal) === undefined ? [] : [{ label: buttonLabel('policy'), act: () => copyPolicy(refusal) }];
  const pages = errorButtons(refusal).flatMap((button) => {
    const page = button === 'oss' ? undefined : buttonPage(button, context.links);
    return page === undefined ? [] : [link(buttonLabel(button), page)];
  });
  const skip = answerButton(l10n.t('Skip Binding'), { skipped: { binding: true } }, context);
  const others = purpose === 'uploadBinding' ? [otherUpload(context), skipUpload(context)] : [skip];
  return [
    ...policy,
    ...pages,
    ...domainsPage(context),
    ...helpButton(error, context),
    ...others,
    recheckButton(context),
  ];
}

function unboundText({ domain, purpose, first }: AskOf<'bindAgain'>): AskText {
  return {
    row: first
      ? l10n.t('Bind the domain to the bucket: {0}', domain)
      : l10n.t('Bind the domain to the bucket again: {0}', domain),
    detail: [
      first
        ? l10n.t(
            'The domain is on CDN already and may have visitors. It is not bound to the bucket, and nothing was changed.',
          )
        : l10n.t('The domain was unbound from the bucket outside this extension and has not been bound again.'),
      purpose === 'uploadBinding'
        ? l10n.t('Without the binding, objects cannot be accessed over this domain. Choose another domain, or recheck.')
        : l10n.t(
            'Leave as It Is continues without the binding: there is no Auto CDN Cache Update, and no origin host that prevents OSS from forcing downloads. CDN still serves the domain. Use Recheck after the onboarding is finished to be asked again.',
          ),
    ].join('\n\n'),
  };
}

/** Asks in a modal with the consequences before an unbound domain is bound again. */
function askToBind(ask: AskOf<'bindAgain'>, context: AskContext): Promise<void> {
  const { run, answer } = context;
  const { purpose, domain, approval } = ask;
  const bucket = ownBucket(run.plan.origin)?.name ?? '';
  const isUpload = purpose === 'uploadBinding';
  const detail = [
    unboundText(ask).detail,
    [
      beforeAfter(l10n.t('not bound'), l10n.t('bound to bucket {0}', bucket)),
      ...(isUpload || run.plan.port !== standardPorts.http ? [] : hostChanges(domain)),
    ].join('\n'),
    l10n.t('TXT record on host _dnsauth that verifies ownership: added, then deleted'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const again = {
    label: ask.first ? l10n.t('Bind') : l10n.t('Bind Again'),
    act: () => answer(isUpload ? { approvals: { uploadBinding: approval } } : { approvals: { binding: approval } }),
  };
  const leave = { label: l10n.t('Leave as It Is'), act: () => answer({ left: { binding: approval } }) };
  const others = isUpload ? [otherUpload(context), skipUpload(context)] : [leave];
  const names = [showDomain(domain), bucket] as const;
  const question = ask.first
    ? l10n.t('Bind {0} to bucket {1}?', ...names)
    : l10n.t('Bind {0} to bucket {1} again?', ...names);
  return showButtons(question, [again, ...others], detail);
}

function hostText({ host, first }: AskOf<'setHost'>): AskText {
  const unset = first
    ? {
        row: l10n.t('Set the origin host'),
        why: l10n.t(
          'The domain is on CDN already and may have visitors. It has no origin host, and nothing was changed.',
        ),
      }
    : {
        row: l10n.t('Set the origin host again'),
        why: l10n.t('The origin host of the domain was removed outside this extension and has not been set again.'),
      };
  return {
    row: host === undefined ? unset.row : l10n.t('Confirm the origin host: {0}', noticeText(host)),
    detail: [
      host === undefined
        ? unset.why
        : l10n.t('This origin host was set outside this extension. Nothing was changed: {0}', noticeText(host)),
      host === undefined
        ? l10n.t(
            'With the bucket name as the host, OSS may force downloads of pages. Leave as It Is keeps the current host; CDN still serves the domain. Use Recheck after the onboarding is finished to be asked again.',
          )
        : l10n.t(
            'OSS selects the bucket by this host. With the accelerated domain as the origin host, OSS does not force downloads of pages. Leave as It Is keeps the current host. Use Recheck after the onboarding is finished to be asked again.',
          ),
    ].join('\n\n'),
  };
}

/** Asks in a modal before a Host that was set or removed outside the run is changed. */
function setHost(ask: AskOf<'setHost'>, { run, answer }: AskContext): Promise<void> {
  const { host, approval } = ask;
  const { domain, origin } = run.plan;
  const bucket = ownBucket(origin);
  const before = host === undefined ? bucket && publicBucketHost(bucket) : noticeText(host);
  const detail = [
    hostText(ask).detail,
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

/** Questions about Auto CDN Cache Update, which is enabled in the console. */
export const autoUpdateQuestions: QuestionsOf<AutoUpdateAsk> = {
  turnOnAutoUpdate: {
    text: () => ({
      row: l10n.t('Turn on Auto CDN Cache Update in the console'),
      detail: [
        l10n.t(
          'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. This is detected automatically.',
        ),
        limitsText(),
      ].join('\n\n'),
    }),
    ways: (_ask, context) => [...domainsPage(context), recheckButton(context), skipButton(context)],
    notes: (_ask, context) => [placeText(context), limitsText()],
    missing: () => l10n.t('Auto CDN Cache Update is off'),
  },
  confirmAutoUpdate: {
    text: () => ({
      row: l10n.t('Turn on Auto CDN Cache Update and confirm'),
      detail: [
        l10n.t(
          'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. OSS does not report this setting, so confirm it here afterwards.',
        ),
        limitsText(),
      ].join('\n\n'),
    }),
    ways: (_ask, context) => [
      ...domainsPage(context),
      answerButton(l10n.t('I Turned It On'), { saidAutoUpdateOn: true }, context),
      skipButton(context),
    ],
    notes: (_ask, context) => [
      placeText(context),
      l10n.t('OSS does not report this setting, so confirm it here after you turn it on.'),
      limitsText(),
    ],
  },
};

function skipButton(context: AskContext): AskButton {
  return answerButton(l10n.t('Skip'), { skipped: { autoUpdate: true } }, context);
}

/** Where the switch is, and the operations to select. */
function placeText({ run }: AskContext): string {
  return l10n.t(
    'In the OSS console, go to Buckets > {0} > Bucket Settings > Domain Names, turn on Auto CDN Cache Update for {1}, and select all operations that write or delete.',
    ownBucket(run.plan.origin)?.name ?? '',
    showDomain(run.plan.domain),
  );
}

/** The limits of Auto CDN Cache Update. Source: Alibaba Cloud OSS, "Bind accelerated domain names". */
function limitsText(): string {
  return l10n.t(
    'It does not cover URLs with query strings or deletions by lifecycle rules, and OSS does not guarantee it. Publishing on save refreshes URLs regardless.',
  );
}

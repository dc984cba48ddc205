import { deleteText } from '../../core/cdn/domainText.js';
import { showDomain } from '../../core/domainName.js';
import { vendorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { AskOf, DomainAsk } from '../../core/onboarding/run/asks.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { showButtons } from './askForms.js';
import type { AskButton, AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton, cdnButton, commandButton, helpButton, link, recheckButton, ticketButton } from './ways.js';

function coveredText(wildcard: string): string {
  return l10n.t(
    'Visitors may reach this name on CDN already, through the wildcard domain {0}. As soon as the name is added, they get what the new domain serves, which cannot be checked before: until files, settings, and certificate are in place, that may be errors.',
    showDomain(wildcard),
  );
}

/** Asks to add the name like a DNS change, since visitors notice it; the first button changes nothing. */
function addCovered({ wildcard, approval }: AskOf<'addCovered'>, context: AskContext): Promise<void> {
  const buttons = [
    { label: l10n.t('Do Not Add'), act: () => undefined },
    answerButton(l10n.t('Add Domain'), { approvals: { cover: approval } }, context),
  ];
  const question = l10n.t('Add {0} to CDN, where visitors use it already?', showDomain(context.run.plan.domain));
  const undo = l10n.t('If you delete the domain from CDN later, the wildcard domain serves the name again.');
  return showButtons(question, buttons, [coveredText(wildcard), undo].join('\n\n'));
}

/** Questions about the domain on CDN. */
export const domainQuestions: QuestionsOf<DomainAsk> = {
  domainTaken: {
    text: ({ by }) => ({
      row: by === 'otherAccount' ? l10n.t('Reclaim the domain: another account has added it to CDN') : deleteText(by),
      detail:
        by === 'otherAccount'
          ? l10n.t(
              'Another account has already added the domain to CDN. Ask its owner to delete it, or submit a ticket to reclaim it.',
            )
          : l10n.t(
              'CDN cannot add a domain that another product uses. Delete it there. This is detected automatically.',
            ),
    }),
    ways: ({ by }, context) => [
      ...(by === 'otherAccount' ? [ticketButton(context)] : by === 'dcdn' ? [dcdnButton(context)] : []),
      recheckButton(context),
      removeButton(context),
    ],
  },
  recreateDomain: {
    text: () => ({
      row: l10n.t('Create the domain again: it is no longer on CDN'),
      detail: l10n.t(
        'The domain was deleted from CDN outside this extension and has not been created again. If you create it again, billing by traffic starts again, and the domain gets new settings and a new CNAME. You can also remove this onboarding.',
      ),
    }),
    show: recreateDomain,
  },
  addCovered: {
    text: ({ wildcard }) => ({
      row: l10n.t('Approve adding the domain, which visitors reach through {0}', showDomain(wildcard)),
      detail: coveredText(wildcard),
    }),
    show: addCovered,
  },
  otherOrigin: {
    text: ({ origins }) => ({
      row: l10n.t('Edit the origin of the domain, currently {0}', noticeText(listText(origins))),
      detail: l10n.t(
        'The domain is already on CDN with another origin. Nothing was changed. Edit its origin here or in the console. This is detected automatically.',
      ),
    }),
    ways: (_ask, context) => [
      commandButton(l10n.t('Edit Origin…'), 'ossCdn.editOrigin', context),
      cdnButton(context),
      recheckButton(context),
      removeButton(context),
    ],
  },
  originLoop: {
    text: ({ host }) => ({
      row: l10n.t('Change the origin, which resolves back to CDN: {0}', noticeText(host)),
      detail: l10n.t(
        'This origin is a CNAME of CDN or of the accelerated domain, which creates an origin loop. Give the origin server a domain of its own that points to it, then recheck, or start again with another origin. Nothing was created.',
      ),
    }),
    ways: (_ask, context) => [recheckButton(context), removeButton(context)],
  },
  fileIcp: {
    text: ({ error }) => ({
      row: l10n.t('File the domain for ICP with the MIIT'),
      detail: [
        ...(error ? [vendorText(error)] : []),
        l10n.t(
          'Acceleration in the Chinese mainland requires an ICP filing. File the domain and recheck, or start again with a region outside the Chinese mainland.',
        ),
      ].join('\n\n'),
    }),
    ways: ({ error }, context) => [
      link(l10n.t('Open ICP Filing Page'), context.links.icp()),
      ...helpButton(error, context),
      recheckButton(context),
      removeButton(context),
    ],
  },
  domainFailed: {
    text: ({ status, description }) => ({
      row:
        status === 'check_failed'
          ? l10n.t('Correct the problem reported by the review')
          : l10n.t('Submit the domain again: its configuration failed'),
      detail: [
        status === 'check_failed'
          ? l10n.t('The domain did not pass the review. Correct the reported problem in the console, then recheck.')
          : l10n.t('CDN could not configure the domain. Resubmit it in the console or submit a ticket, then recheck.'),
        description === undefined ? '' : noticeText(description),
      ]
        .filter(Boolean)
        .join('\n\n'),
    }),
    ways: (_ask, context) => [cdnButton(context), ticketButton(context), recheckButton(context)],
    isStatus: true,
    observed: ['status'],
  },
  domainOffline: {
    text: () => ({
      row: l10n.t('Enable the domain'),
      detail: l10n.t(
        'The domain is on CDN but disabled. Enable it here or in the console. This is detected automatically.',
      ),
    }),
    ways: (_ask, context) => [
      commandButton(l10n.t('Enable Domain…'), 'ossCdn.enableDomain', context),
      cdnButton(context),
      recheckButton(context),
    ],
    isStatus: true,
  },
};

function dcdnButton({ links }: AskContext): AskButton {
  return link(l10n.t('Open DCDN Console'), links.dcdn());
}

function removeButton({ remove }: AskContext): AskButton {
  return { label: l10n.t('Remove Task…'), act: remove };
}

/** Asks in a modal with the cost before a deleted domain is created again. */
function recreateDomain({ approval }: AskOf<'recreateDomain'>, context: AskContext): Promise<void> {
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
    answerButton(l10n.t('Create Domain Again'), { approvals: { domain: approval } }, context),
    removeButton(context),
  ];
  return showButtons(l10n.t('Create {0} on CDN again?', showDomain(context.run.plan.domain)), buttons, detail);
}

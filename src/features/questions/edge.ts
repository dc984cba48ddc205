import { showDomain } from '../../core/domainName.js';
import { outcomeText } from '../../core/https/browserView.js';
import { l10n } from '../../core/l10n.js';
import type { AskOf, EdgeAsk } from '../../core/onboarding/run/asks.js';
import { ownBucket } from '../../core/origin.js';
import { noticeText } from '../../core/text/plainText.js';
import { showButtons } from './askForms.js';
import type { AskButton, AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton, link, recheckButton, verifyButton } from './ways.js';

/** Questions about the edge's access to the bucket, and its proof. */
export const edgeQuestions: QuestionsOf<EdgeAsk> = {
  authorizeRole: {
    text: () => ({
      row: l10n.t('Authorize CDN to read private buckets'),
      detail: roleText(),
    }),
    ways: (_ask, context) => [authorizeButton(context), recheckButton(context)],
  },
  privateBucket: {
    text: () => ({
      row: l10n.t('Allow CDN to read the private bucket'),
      detail: l10n.t(
        'Edge nodes cannot read a private bucket directly. With private bucket access, CDN reads it for anyone who requests your domain: the whole bucket becomes readable through CDN. The bucket itself stays private.',
      ),
    }),
    show: letCdnRead,
  },
  emptyBucket: {
    text: () => ({
      row: l10n.t('Upload your site to the bucket'),
      detail: l10n.t(
        'The site can be checked before DNS is changed only if the bucket has a file that is neither empty nor archived. Upload your site and recheck, or continue without proof.',
      ),
    }),
    ways: (_ask, context) => [...bucketPage(context), skipButton(context), recheckButton(context)],
    missing: () => l10n.t('the bucket has no file to compare'),
  },
  edgeUnproven: {
    text: ({ outcome, status, key }) => ({
      row: l10n.t(
        'Check why the edge does not serve your files: {0}',
        status === undefined ? outcomeText(outcome) : `HTTP ${status}`,
      ),
      detail: l10n.t(
        'The edge has not served {0} for several minutes, requested through the CNAME target over HTTPS and HTTP. DNS was not changed. Possible causes are the network or proxy of this computer, the origin, or a slow CDN deployment. The check repeats automatically; you can also continue without proof.',
        key,
      ),
    }),
    ways: (_ask, context) => proofWays(context),
    observed: ['outcome', 'status'],
  },
  edgeDiffers: {
    text: ({ status, key, isPrivate }) => ({
      row:
        status === undefined
          ? l10n.t('Check the origin; the edge serves different content: {0}', noticeText(key))
          : l10n.t('Check the origin; the edge returns HTTP {0}: {1}', status, noticeText(key)),
      detail: [
        l10n.t(
          'The edge did not serve the content of the bucket, requested through the CNAME target. DNS was not changed. Check the origin settings of the domain, then recheck, or continue without proof.',
        ),
        ...(isPrivate ? [mayLackRoleText()] : []),
      ].join('\n\n'),
    }),
    ways: ({ isPrivate }, context) => [...(isPrivate ? [authorizeButton(context)] : []), ...proofWays(context)],
    observed: ['status'],
  },
};

/** Whether the role exists is known only once CDN is to read the bucket. */
function mayLackRoleText(): string {
  return l10n.t(
    'CDN says so if this account does not have the role AliyunCDNAccessingPrivateOSSRole yet. Then open the domain in the CDN console, select the Origin Fetch tab, and click the authorization button, once per account.',
  );
}

function roleText(): string {
  return l10n.t(
    'This account does not have the role AliyunCDNAccessingPrivateOSSRole yet: open the domain in the CDN console, select the Origin Fetch tab, and click the authorization button. This is detected automatically.',
  );
}

/** Opens the tab of the domain where the console creates CDN's role. */
function authorizeButton({ links, run: { plan } }: AskContext): AskButton {
  return link(l10n.t('Open Authorization Page'), links.cdnDomainPage(plan.domain, 'backSrc'));
}

function proofWays(context: AskContext): readonly AskButton[] {
  return [verifyButton(context), skipButton(context), recheckButton(context)];
}

function skipButton(context: AskContext): AskButton {
  return answerButton(l10n.t('Continue Without Proof'), { skipped: { edge: true } }, context);
}

function bucketPage({ links, run }: AskContext): readonly AskButton[] {
  const bucket = ownBucket(run.plan.origin);
  return bucket ? [link(l10n.t('Open OSS Console'), links.bucket(bucket))] : [];
}

/** Asks to make the bucket readable through CDN, and shows where the required role is granted. */
function letCdnRead({ approval }: AskOf<'privateBucket'>, context: AskContext): Promise<void> {
  const { links, run } = context;
  const bucket = ownBucket(run.plan.origin)?.name ?? '';
  const detail = [
    l10n.t(
      'Anyone will be able to read the whole bucket through {0}. The bucket itself will stay private.',
      showDomain(run.plan.domain),
    ),
    mayLackRoleText(),
    l10n.t('URLs signed by OSS do not work through CDN.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n\n');
  const buttons = [
    answerButton(l10n.t('Turn On Private Bucket Access'), { approvals: { privateOrigin: approval } }, context),
    link(l10n.t('Open CDN Console'), links.cdnDomainPage(run.plan.domain, 'backSrc')),
  ];
  return showButtons(l10n.t('Allow CDN to read the private bucket {0}?', bucket), buttons, detail);
}

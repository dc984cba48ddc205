import { l10n } from 'vscode';
import type { DomainStatus } from '../../core/ports/cdn.js';
import type { Verdict } from '../../core/verification/facts.js';
import { timeOfDay } from '../../host/runText.js';
import type { Tone, VerificationPage } from '../../protocol/verification.js';
import { plainText } from './plainText.js';

type VerdictText = VerificationPage['verdict'];
type Of<K extends Verdict['kind']> = Extract<Verdict, { kind: K }>;

const texts: { readonly [K in Verdict['kind']]: (verdict: Of<K>) => VerdictText } = {
  working: () => ({
    tone: 'good',
    label: l10n.t('Works'),
    sentence: l10n.t('Every server that answered gives the CNAME, and CDN delivers this domain'),
  }),
  propagating: ({ seen, asked, until }) => ({
    tone: 'busy',
    label: l10n.t('Propagating'),
    sentence: l10n.t(
      '{0} of {1} servers give the CNAME already; the others still remember an older answer',
      seen,
      asked,
    ),
    ...(until !== undefined && { detail: l10n.t('Older answers expire by {0}', timeOfDay(until)) }),
  }),
  missing: () => ({
    tone: 'warn',
    label: l10n.t('Record missing'),
    sentence: l10n.t('No server knows a CNAME record for this domain yet'),
  }),
  negativeCached: ({ until }) => ({
    tone: 'busy',
    label: l10n.t('Waiting'),
    sentence: l10n.t('The record is there, but servers still remember that there was none'),
    detail: l10n.t('They forget it by {0}', timeOfDay(until)),
  }),
  paused: () => ({
    tone: 'warn',
    label: l10n.t('Record paused'),
    sentence: l10n.t('The CNAME record is in Alibaba Cloud DNS but paused, so no server gives it'),
  }),
  wrongTarget: ({ found }) => ({
    tone: 'bad',
    label: l10n.t('Wrong target'),
    sentence: l10n.t('The CNAME record points somewhere else: {0}', plainText(found)),
  }),
  addressInTheWay: ({ addresses }) => ({
    tone: 'bad',
    label: l10n.t('Address in the way'),
    sentence: l10n.t('The domain has address records instead of the CNAME: {0}', plainText(addresses.join(', '))),
  }),
  notOnline: ({ status }) => ({
    tone: status === 'configuring' || status === 'checking' ? 'busy' : 'bad',
    label: l10n.t('Not online'),
    sentence: l10n.t('The domain is not online at CDN: {0}', nameStatus(status)),
  }),
  edgeRefuses: ({ status, reason }) => ({
    tone: 'bad',
    label: l10n.t('Edge refuses'),
    sentence:
      status === undefined
        ? l10n.t('DNS is right, but the edge did not deliver the file')
        : l10n.t('DNS is right, but the edge answers with status {0}', status),
    ...(reason !== undefined && { detail: plainText(reason) }),
  }),
  notOnCdn: () => ({
    tone: 'neutral',
    label: l10n.t('Not on CDN'),
    sentence: l10n.t('This account has no such domain on CDN'),
  }),
  cannotTell: () => ({
    tone: 'neutral',
    label: l10n.t('Cannot tell'),
    sentence: l10n.t('Nobody who was asked could answer, so nothing can be said'),
  }),
};

/** The verdict in words, with its tone. */
export function verdictText<K extends Verdict['kind']>(verdict: Of<K>): VerdictText {
  return (texts[verdict.kind] as (verdict: Of<K>) => VerdictText)(verdict);
}

/** The vendor's status word as a person reads it. */
export function nameStatus(status: DomainStatus): string {
  const names: Record<DomainStatus, string> = {
    online: l10n.t('online'),
    offline: l10n.t('stopped'),
    configuring: l10n.t('being configured'),
    configure_failed: l10n.t('configuration failed'),
    checking: l10n.t('in review'),
    check_failed: l10n.t('review failed'),
    stopping: l10n.t('being stopped'),
    deleting: l10n.t('being deleted'),
  };
  return names[status];
}

/** The tone of a status. */
export function toneOfStatus(status: DomainStatus): Tone {
  if (status === 'online') return 'good';
  return status === 'configuring' || status === 'checking' ? 'busy' : 'bad';
}

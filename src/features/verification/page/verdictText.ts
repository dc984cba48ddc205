import { l10n } from 'vscode';
import type { Verdict } from '../../../core/verification/facts.js';
import { plainText } from '../../../host/plainText.js';
import { domainStatusText } from '../../../host/text/domainText.js';
import { dnsLineText } from '../../../host/text/recordText.js';
import { dateTimeText } from '../../../host/text/timeText.js';
import type { VerificationPage } from '../../../protocol/verification.js';
import { toneOfStatus } from './answerText.js';
import {
  certificateDetail,
  certificateProblemText,
  originDetail,
  originRefusalText,
  unknownText,
  wrongTargetText,
} from './causeText.js';

type VerdictText = VerificationPage['verdict'];
type Of<K extends Verdict['kind']> = Extract<Verdict, { kind: K }>;

const texts: { readonly [K in Verdict['kind']]: (verdict: Of<K>, at: number) => VerdictText } = {
  working: () => ({
    tone: 'good',
    label: l10n.t('Works'),
    sentence: l10n.t('DNS leads to CDN, and browsers show the page'),
  }),
  cdnLags: ({ until }, at) => ({
    tone: 'good',
    label: l10n.t('Works'),
    sentence: l10n.t('DNS and the edge are right; only CDN’s own view of DNS is behind, which is harmless'),
    ...(until !== undefined && {
      detail: l10n.t('The CDN console shows it as not configured until about {0}', dateTimeText(until, at)),
    }),
  }),
  propagating: ({ seen, asked, until }, at) => ({
    tone: 'busy',
    label: l10n.t('Propagating'),
    sentence: l10n.t(
      '{0} of {1} servers give the CNAME already; the others still remember an older answer',
      seen,
      asked,
    ),
    detail: l10n.t('Older answers expire by {0}', dateTimeText(until, at)),
  }),
  negativeCached: ({ until }, at) => ({
    tone: 'busy',
    label: l10n.t('Waiting'),
    sentence: l10n.t('The record is there, but servers still remember that there was none'),
    detail: l10n.t('They forget it by {0}', dateTimeText(until, at)),
  }),
  missing: () => ({
    tone: 'warn',
    label: l10n.t('Record missing'),
    sentence: l10n.t('No server knows a CNAME record for this domain yet'),
  }),
  paused: () => ({
    tone: 'warn',
    label: l10n.t('Record paused'),
    sentence: l10n.t('The CNAME record is in Alibaba Cloud DNS but paused, so no server gives it'),
  }),
  wrongTarget: ({ found, target }) => ({
    tone: 'bad',
    label: target === 'esa' ? l10n.t('Served by ESA') : l10n.t('Wrong target'),
    sentence: l10n.t('The CNAME record points somewhere else: {0}', plainText(found)),
    detail: wrongTargetText(target),
  }),
  addressInTheWay: ({ addresses }) => ({
    tone: 'bad',
    label: l10n.t('Address in the way'),
    sentence: l10n.t('The domain has address records instead of the CNAME: {0}', plainText(addresses.join(', '))),
  }),
  conflicting: ({ records, line }) => ({
    tone: 'bad',
    label: l10n.t('Conflicting records'),
    sentence:
      line === undefined
        ? l10n.t('Several records on this host contradict each other, so visitors end up in different places')
        : l10n.t('Some visitors are sent elsewhere, by a record of their own: {0}', dnsLineText(line)),
    detail: records.map(plainText).join(' · '),
  }),
  notOnline: ({ status }) => ({
    tone: toneOfStatus(status),
    label: l10n.t('Not online'),
    sentence: l10n.t('The domain is not online at CDN: {0}', domainStatusText(status)),
  }),
  stopped: () => ({
    tone: 'bad',
    label: l10n.t('Domain disabled'),
    sentence: l10n.t('The domain is disabled on CDN, so its CNAME leads nowhere'),
  }),
  zoneElsewhere: ({ zone, servers }) => ({
    tone: 'bad',
    label: l10n.t('Other name servers'),
    sentence: l10n.t(
      'The world asks other servers than Alibaba Cloud DNS about {0}, so records written there have no effect',
      plainText(zone),
    ),
    detail: l10n.t('The registrar points at {0}', plainText(servers.join(', '))),
  }),
  edgeRefuses: ({ status, reason }) => ({
    tone: 'bad',
    label: l10n.t('Edge refuses'),
    sentence:
      status === undefined
        ? l10n.t('DNS is right, but the edge did not deliver the file')
        : l10n.t('DNS is right, but the edge itself answers with status {0}', status),
    ...(reason !== undefined && { detail: l10n.t('Its reason: {0}', plainText(reason)) }),
  }),
  originRefuses: ({ status, cause, code }) => ({
    tone: cause === 'bareDomain' ? 'warn' : 'bad',
    label: l10n.t('Origin refuses'),
    sentence: originRefusalText(cause),
    ...originDetail(status, code),
  }),
  certificate: ({ problem, name, expires, http }) => ({
    tone: http ? 'warn' : 'bad',
    label: http ? l10n.t('Works over http only') : l10n.t('Certificate'),
    sentence: certificateProblemText(problem),
    ...certificateDetail(name, expires),
  }),
  httpOnly: () => ({
    tone: 'warn',
    label: l10n.t('Works over http only'),
    sentence: l10n.t('Browsers show the page over http; HTTPS is off, so https:// ends in a certificate warning'),
  }),
  downloads: ({ forced }) => ({
    tone: 'warn',
    label: l10n.t('Works, but browsers download it'),
    sentence: forced
      ? l10n.t('CDN fetches from OSS under a domain of OSS, and OSS makes browsers download what is fetched that way')
      : l10n.t('The page has the header Content-Disposition: attachment, so browsers download it'),
  }),
  expiring: ({ name, expires }) => ({
    tone: 'warn',
    label: l10n.t('Works, but the certificate ends soon'),
    sentence: l10n.t('Once it has ended, browsers show a warning in place of the page'),
    ...certificateDetail(name, expires),
  }),
  notOnCdn: () => ({
    tone: 'neutral',
    label: l10n.t('Not on CDN'),
    sentence: l10n.t('This account has no such domain on CDN'),
  }),
  cannotTell: ({ why }) => ({ tone: 'neutral', label: l10n.t('Cannot tell'), sentence: unknownText(why) }),
};

/** The verdict in words, with its tone, as of `at` in ms since the epoch. */
export function verdictText<K extends Verdict['kind']>(verdict: Of<K>, at: number): VerdictText {
  return (texts[verdict.kind] as (verdict: Of<K>, at: number) => VerdictText)(verdict, at);
}

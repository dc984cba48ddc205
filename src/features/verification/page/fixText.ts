import { l10n } from 'vscode';
import type { Fix } from '../../../core/verification/facts.js';
import { plainText } from '../../../host/plainText.js';
import { dnsLineText } from '../../../host/text/recordText.js';
import { dateTimeText } from '../../../host/text/timeText.js';
import type { PageAction, PageButton, PageFix } from '../../../protocol/verification.js';
import type { Accepted } from '../changes/accepted.js';

/** What the page can offer for this domain. */
export interface FixMeans {
  /** An onboarding of this domain waits for the user to answer about its record. */
  readonly runAsks: boolean;
  /** Its zone in Alibaba Cloud DNS is known. */
  readonly hasZone: boolean;
  /** The page will recheck automatically. */
  readonly looksAgain: boolean;
  /** What was done from the page and is not seen yet. */
  readonly accepted?: Accepted;
}

type Of<K extends Fix['kind']> = Extract<Fix, { kind: K }>;
type Text = Omit<PageFix, 'id'>;

/** One fix in words. */
export function fixText(fix: Exclude<Fix, Of<'fixRootPage'>>, means: FixMeans, at: number): Text {
  return (texts[fix.kind] as (fix: Fix, means: FixMeans, at: number) => Text)(fix, means, at);
}

const texts: {
  readonly [K in Exclude<Fix['kind'], 'fixRootPage'>]: (fix: Of<K>, means: FixMeans, at: number) => Text;
} = {
  wait: (fix, { looksAgain }, at) => {
    const text = waitText(fix, at);
    return { text: looksAgain ? l10n.t('{0}; the page checks again by itself', text) : text };
  },
  addRecord: ({ hosted }, means) =>
    hosted
      ? {
          text: l10n.t('Add the CNAME record to Alibaba Cloud DNS'),
          ...change('addRecord', l10n.t('Add Record…'), means),
        }
      : { text: l10n.t('Add the CNAME record shown below where the DNS of this domain is kept') },
  switchRecords: ({ hosted }, means) =>
    hosted
      ? {
          text: l10n.t('Pause what is in the way in Alibaba Cloud DNS and put the expected CNAME in its place'),
          ...change('switchRecords', l10n.t('Switch Records…'), means),
        }
      : { text: l10n.t('Replace what this host has by the CNAME record shown below, where its DNS is kept') },
  changeLine: ({ line }) => ({
    text: l10n.t(
      'In Alibaba Cloud DNS, change or pause the record of this line, unless its visitors are meant to go elsewhere: {0}',
      dnsLineText(line),
    ),
    button: openDnsButton(),
  }),
  resumeRecord: (_fix, means) => ({
    text: l10n.t('Resume the paused record in Alibaba Cloud DNS'),
    ...change('resumeRecord', l10n.t('Resume Record…'), means),
  }),
  changeNameServers: ({ zone, hosted }) => ({
    text: l10n.t(
      'At the registrar of {0}, set the name servers to {1}; or add the record where its DNS is served now',
      plainText(zone),
      plainText(hosted.join(', ')),
    ),
    copy: hosted.join('\n'),
  }),
  setOriginHost: () => ({
    text: l10n.t('Have CDN ask the origin under the host name that the bucket knows'),
    button: { action: 'setOriginHost', label: l10n.t('Set Origin Host…') },
  }),
  bindDomain: () => ({
    text: l10n.t('Bind the domain to the bucket and have CDN ask OSS under it; the onboarding does both'),
    button: { action: 'onboard', label: l10n.t('Accelerate Bucket with CDN') },
  }),
  usePlainOrigin: () => ({
    text: l10n.t(
      'Have CDN ask the bucket over port 80, then set the origin host: over port 443, OSS would need a certificate for the domain',
    ),
    button: { action: 'editOrigin', label: l10n.t('Edit Origin…') },
  }),
  refreshCopies: () => ({
    text: l10n.t('CDN asks OSS under the domain already, but nodes still have copies from before: refresh them'),
    button: { action: 'refreshCopies', label: l10n.t('Refresh Folder at the CDN…') },
  }),
  removeDisposition: () => ({
    text: l10n.t(
      'Remove the header Content-Disposition from the object in the OSS console, then refresh it at the CDN',
    ),
    button: { action: 'openBucket', label: l10n.t('Open OSS Console') },
  }),
  allowPrivateBucket: ({ bucket }) => ({
    text: l10n.t('Let CDN read the private bucket; it stays private otherwise: {0}', plainText(bucket)),
    button: { action: 'allowPrivateBucket', label: l10n.t('Allow Private Bucket…') },
  }),
  startDomain: () => ({
    text: l10n.t('Enable the domain on CDN'),
    button: { action: 'startDomain', label: l10n.t('Enable Domain…') },
  }),
  addCertificate: ({ renew }) => ({
    text: renew
      ? l10n.t('Put a new certificate in place before this one ends')
      : l10n.t('Give the domain a valid certificate'),
    button: { action: 'setUpHttps', label: l10n.t('Set Up HTTPS…') },
  }),
  useHttp: () => ({ text: l10n.t('Until then, links that begin with http:// work') }),
  openCdnConsole: () => ({ text: l10n.t('Look at the domain in the CDN console'), button: openCdnButton() }),
  openDnsConsole: (_fix, { hasZone }) =>
    hasZone
      ? { text: l10n.t('Change the records by hand in Alibaba Cloud DNS'), button: openDnsButton() }
      : { text: l10n.t('Records are changed where the DNS of this domain is kept') },
  openTicket: () => ({
    text: l10n.t('If it stays so, open a ticket at Alibaba Cloud and paste the evidence from the end of this page'),
    button: { action: 'openTicket', label: l10n.t('Open Ticket') },
  }),
  onboard: () => ({
    text: l10n.t('Add the domain to CDN'),
    button: { action: 'onboard', label: l10n.t('Accelerate Bucket with CDN') },
  }),
  signIn: () => ({
    text: l10n.t('Sign in, so that CDN can be asked which CNAME the domain has'),
    button: { action: 'signIn', label: l10n.t('Sign In') },
  }),
  checkNetwork: () => ({
    text: l10n.t('Check the network of this machine, and which resolvers are asked'),
    button: { action: 'openSettings', label: l10n.t('Open Setting') },
  }),
};

function waitText({ until, review }: Of<'wait'>, at: number): string {
  if (review) return l10n.t('Wait for the review: usually minutes, at most until the next business day');
  if (until === undefined) return l10n.t('Wait: this usually takes a few minutes');
  return l10n.t('Wait until {0}', dateTimeText(until, at));
}

/** A run that asks about the record has the say: its answer is kept with it, and so is the undo. */
function change(action: PageAction, label: string, { runAsks }: FixMeans): { readonly button: PageButton } {
  return { button: runAsks ? { action: 'continueRun', label: l10n.t('Continue Onboarding') } : { action, label } };
}

/** Opens the domain in the CDN console. */
export function openCdnButton(): PageButton {
  return { action: 'openCdnConsole', label: l10n.t('Open CDN Console') };
}

/** Opens the zone in the DNS console. */
export function openDnsButton(): PageButton {
  return { action: 'openDnsConsole', label: l10n.t('Open DNS Console') };
}

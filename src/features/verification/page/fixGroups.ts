import { dnsLineText } from '../../../core/dns/dnsLines.js';
import { l10n } from '../../../core/l10n.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import type { Fix, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageFix, PageFixes } from '../../../protocol/page.js';
import type { Accepted } from '../changes/accepted.js';
import { rootFixes } from '../changes/rootFixes.js';
import { openCdnButton, openDnsButton, type PageAction, type VerificationButton } from '../pageButtons.js';

/** Returns the texts of the fixes in order, grouped by purpose. A fix has a button where the extension can help. */
export function groupFixes(fixes: readonly Fix[], facts: VerificationFacts, means: FixMeans): readonly PageFixes[] {
  const [first, ...others] = fixes.flatMap((fix): readonly PageFix<PageAction>[] =>
    fix.kind === 'fixRootPage' ? rootFixes(facts) : [{ id: fix.kind, ...fixText(fix, means, facts.at) }],
  );
  // The bare domain may be refused with any verdict; then it is no fault.
  const isTold = !facts.rootDenied || fixes.some(({ kind }) => kind === 'fixRootPage');
  const groups: readonly PageFixes[] = [
    { id: 'do', title: l10n.t('Recommended action'), items: first ? [first] : [] },
    { id: 'or', title: l10n.t('Alternatives'), items: others },
    { id: 'optional', title: l10n.t('Optional'), items: isTold ? [] : rootFixes(facts) },
  ];
  const told = groups.filter(({ items }) => items.length > 0);
  return told.map((group) => ({ ...group, items: group.items.map((fix) => withoutAccepted(fix, means)) }));
}

/** Returns whether the page would offer this action now. Accepted changes are not considered. */
export function isOffered(action: PageAction, fixes: readonly Fix[], facts: VerificationFacts): boolean {
  const groups = groupFixes(fixes, facts, { runAsks: false, hasZone: false, looksAgain: false });
  return groups.some(({ items }) => items.some(({ button }) => button?.action === action));
}

/** Removes the button of a change that was accepted and is still spreading. */
function withoutAccepted({ button, ...fix }: PageFix, { accepted }: FixMeans): PageFix {
  if (!button) return fix;
  return button.action === accepted?.action ? { ...fix, text: l10n.t('Done: {0}', fix.text) } : { ...fix, button };
}

/** The conditions that determine which fixes the page can offer for this domain. */
interface FixMeans {
  /** Whether an onboarding of this domain asks about its record. */
  readonly runAsks: boolean;
  /** Whether this domain has an onboarding, finished or not. */
  readonly hasRun?: boolean;
  /** Whether the domain's zone in Alibaba Cloud DNS is known. */
  readonly hasZone: boolean;
  /** Whether the page will recheck automatically. */
  readonly looksAgain: boolean;
  /** A change made from the page that is not visible yet. */
  readonly accepted?: Accepted | undefined;
}

type Of<K extends Fix['kind']> = Extract<Fix, { kind: K }>;
type Text = Omit<PageFix<PageAction>, 'id'>;

/** Returns the text of a fix. */
function fixText(fix: Exclude<Fix, Of<'fixRootPage'>>, means: FixMeans, at: number): Text {
  return (texts[fix.kind] as (fix: Fix, means: FixMeans, at: number) => Text)(fix, means, at);
}

const texts: {
  readonly [K in Exclude<Fix['kind'], 'fixRootPage'>]: (fix: Of<K>, means: FixMeans, at: number) => Text;
} = {
  wait: (fix, { looksAgain }, at) => {
    const text = waitingText(fix, at);
    return { text: looksAgain ? l10n.t('{0}; this page rechecks automatically', text) : text };
  },
  addRecord: ({ hosted }, means) =>
    hosted
      ? {
          text: l10n.t('Add the CNAME record to Alibaba Cloud DNS'),
          ...change('addRecord', l10n.t('Add Record…'), means),
        }
      : { text: l10n.t('Add the CNAME record below at your DNS provider') },
  switchRecords: ({ hosted, keeps }, means) =>
    hosted
      ? {
          text: keeps
            ? l10n.t('Pause the conflicting records; the expected CNAME stays')
            : l10n.t('Pause the conflicting records in Alibaba Cloud DNS and add the expected CNAME instead'),
          ...change('switchRecords', l10n.t('Switch Records…'), means),
        }
      : { text: l10n.t('Replace the records on this host with the CNAME record below at your DNS provider') },
  changeLine: ({ line }) => ({
    text: l10n.t(
      'In Alibaba Cloud DNS, change or pause the record of {0}, unless its visitors should go elsewhere',
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
      'At the registrar of {0}, set the name servers to {1}, or add the record at the current DNS provider',
      plainText(zone),
      plainText(listText(hosted)),
    ),
    copy: hosted.join('\n'),
  }),
  setOriginHost: () => ({
    text: l10n.t('Set the origin host to a domain that is bound to the bucket'),
    button: { action: 'setOriginHost', label: l10n.t('Set Origin Host…') },
  }),
  bindDomain: (_fix, { hasRun }) => ({
    text: l10n.t('Bind the domain to the bucket and set it as the origin host; the onboarding does both'),
    button: { action: 'onboard', label: hasRun ? l10n.t('Continue Task') : l10n.t('Accelerate Bucket with CDN…') },
  }),
  usePlainOrigin: () => ({
    text: l10n.t(
      'Change the origin port to 80, then set the origin host: on port 443, OSS would need a certificate for the domain',
    ),
    button: { action: 'editOrigin', label: l10n.t('Edit Origin…') },
  }),
  refreshCopies: () => ({
    text: l10n.t('The origin host is already set, but nodes still have copies from before: refresh them'),
    button: { action: 'refreshCopies', label: l10n.t('Refresh CDN Directory…') },
  }),
  removeDisposition: () => ({
    text: l10n.t('Remove the Content-Disposition header from the object in the OSS console, then refresh it on CDN'),
    button: { action: 'openBucket', label: l10n.t('Open OSS Console') },
  }),
  setSiteType: () => ({
    text: l10n.t('Set the site type again, so that its rules cover these pages'),
    button: { action: 'setSiteType', label: l10n.t('Set Site Type…') },
  }),
  allowPrivateBucket: ({ bucket }) => ({
    text: l10n.t('Allow CDN to read bucket {0}, which stays private otherwise', plainText(bucket)),
    button: { action: 'allowPrivateBucket', label: l10n.t('Allow CDN to Read…') },
  }),
  startDomain: () => ({
    text: l10n.t('Enable the domain on CDN'),
    button: { action: 'startDomain', label: l10n.t('Enable Domain…') },
  }),
  addCertificate: ({ renew }) => ({
    text: renew
      ? l10n.t('Replace the certificate before it expires')
      : l10n.t('Set a valid certificate for the domain'),
    button: { action: 'setUpHttps', label: l10n.t('Set Up HTTPS…') },
  }),
  useHttp: () => ({ text: l10n.t('Until then, use links that begin with http://') }),
  openCdnConsole: () => ({ text: l10n.t('Check the domain in the CDN console'), button: openCdnButton() }),
  openDnsConsole: (_fix, { hasZone }) =>
    hasZone
      ? { text: l10n.t('Change the records by hand in Alibaba Cloud DNS'), button: openDnsButton() }
      : { text: l10n.t('Change the records at the DNS provider of this domain') },
  openTicket: () => ({
    text: l10n.t(
      'If this persists, submit a ticket to Alibaba Cloud and include the raw evidence from the end of this page',
    ),
    button: { action: 'openTicket', label: l10n.t('Submit Ticket') },
  }),
  onboard: () => ({
    text: l10n.t('Add the domain to CDN'),
    button: { action: 'onboard', label: l10n.t('Accelerate Bucket with CDN…') },
  }),
  signIn: () => ({
    text: l10n.t('Sign in to query the CNAME of the domain from CDN'),
    button: { action: 'signIn', label: l10n.t('Sign In') },
  }),
  checkNetwork: () => ({
    text: l10n.t('Check the network of this computer and the configured resolvers'),
    button: { action: 'openSettings', label: l10n.t('Open Setting') },
  }),
  checkProxy: () => ({
    text: l10n.t('Check the network and proxy settings of this computer'),
    button: { action: 'openProxySettings', label: l10n.t('Open Proxy Settings') },
  }),
};

/** Returns the button of a change. If a run asks about the record, the button continues the run instead, which keeps the answer and can undo it. */
function change(action: PageAction, label: string, { runAsks }: FixMeans): { readonly button: VerificationButton } {
  return { button: runAsks ? { action: 'continueRun', label: l10n.t('Continue Task') } : { action, label } };
}

/** Describes how long to wait. `at` is the present time in ms since the epoch. */
function waitingText({ until, review }: Extract<Fix, { kind: 'wait' }>, at: number): string {
  if (review) return l10n.t('Wait for the review: usually minutes, at the latest on the next business day');
  if (until === undefined) return l10n.t('Wait: this usually takes a few minutes');
  return l10n.t('Wait until {0}', dateTimeText(until, at));
}

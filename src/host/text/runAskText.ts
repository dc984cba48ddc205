import { l10n } from 'vscode';
import type { UserAsk } from '../../core/onboarding/run/run.js';
import { noticeText } from '../plainText.js';
import { bindAgainText, bindingRefusedText, setHostText, vendorText } from './bindingAskText.js';
import { outcomeText } from './browserText.js';
import { barredText, keptText, leaveText, proofText, replaceText } from './existingText.js';
import { certificateAskTexts } from './https/certificateAskText.js';
import { deleteText } from './productText.js';
import { pointsAtOss, recordHost, recordLine, zoneLine } from './recordText.js';

/** What the user is asked, safe in any place: `row` fits a tree row, `detail` says what will happen and how to undo it. */
interface AskText {
  readonly row: string;
  readonly detail: string;
}

type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

const texts: { readonly [K in UserAsk['kind']]: (ask: AskOf<K>) => AskText } = {
  openService: () => ({
    row: l10n.t('Open the CDN service'),
    detail: l10n.t(
      'CDN is not open for this account. Opening it is free; billing by traffic starts with the first use.',
    ),
  }),
  settleDebt: () => ({
    row: l10n.t('Settle the overdue payment'),
    detail: l10n.t('CDN is locked because a payment is overdue. Settle it in the console, then recheck.'),
  }),
  domainTaken: ({ by }) => ({
    row: by === 'otherAccount' ? l10n.t('Free the domain: another account has it on CDN') : deleteText(by),
    detail:
      by === 'otherAccount'
        ? l10n.t(
            'Another account already has the domain on CDN. Ask its owner to delete it, or open a ticket to take it back.',
          )
        : l10n.t('CDN takes no domain that another product has. Delete it there; that is noticed by itself.'),
  }),
  domainLimit: ({ limit }) => ({
    row:
      limit === undefined
        ? l10n.t('Make room for another domain')
        : l10n.t('Make room for another domain: the limit of {0} is reached', limit),
    detail:
      limit === undefined
        ? l10n.t(
            'CDN accepts no further domain for this account. Delete one that is not needed, or ask for a higher limit in Quota Center or with a ticket; it is noticed by itself.',
          )
        : l10n.t(
            'This account may have {0} domains on CDN and has them. Delete one that is not needed, or ask for a higher limit in Quota Center or with a ticket; it is noticed by itself.',
            limit,
          ),
  }),
  originLoop: ({ host }) => ({
    row: l10n.t('Change the origin, it leads back to CDN: {0}', noticeText(host)),
    detail: l10n.t(
      'This origin is a CNAME of CDN or of the accelerated domain, so CDN would ask itself for ever. Give the origin server a name of its own that points at it, then recheck; or start again with another origin. Nothing was created.',
    ),
  }),
  chooseUploadDomain: () => ({
    row: l10n.t('Choose a domain for uploads'),
    detail: l10n.t(
      'OSS refuses this account to read and write objects over the default public domain (PublicEndpointForbidden). The way out is a second domain, bound to the bucket and pointing straight at OSS; the run can set it up. It must not be the CDN domain.',
    ),
  }),
  approveUploadRecord: ({ record }) => ({
    row: l10n.t('Approve the DNS record for uploads: {0}', noticeText(recordHost(record))),
    detail: [
      l10n.t('This record will be added to DNS. The name then points straight at the bucket, for uploads only.'),
      `+ ${zoneLine(record)}`,
      l10n.t('Undo: Undo in the Activity view.'),
    ].join('\n\n'),
  }),
  zoneElsewhere: ({ zone, servers, existing, leave }) => ({
    row: existing
      ? l10n.t('Replace the DNS record at {0}', noticeText(servers.join(', ')))
      : l10n.t('Add the CNAME record at {0}', noticeText(servers.join(', '))),
    detail: [
      l10n.t(
        'The zone {0} is in Alibaba Cloud DNS, but its registrar points at other name servers: {1}. Records written here have no effect. Add the CNAME where those servers are kept, or change the name servers at the registrar; either is noticed by itself.',
        noticeText(zone),
        noticeText(servers.join(', ')),
      ),
      ...replaceText(existing),
      ...leaveText(leave),
    ].join('\n\n'),
  }),
  recreateDomain: () => ({
    row: l10n.t('Create the domain again: it is no longer on CDN'),
    detail: l10n.t(
      'Somebody deleted the domain from CDN since this onboarding created or found it. Nothing was created again. Creating it starts billing by traffic once more, and its settings and CNAME are new; or remove this onboarding.',
    ),
  }),
  otherOrigin: ({ origins }) => ({
    row: l10n.t('Edit the origin of the domain, today {0}', noticeText(origins.join(', '))),
    detail: l10n.t(
      'The domain is already on CDN with another origin. Nothing was changed. Edit its origin, here or in the console; it is noticed by itself.',
    ),
  }),
  fileIcp: ({ error }) => ({
    row: l10n.t('File the domain with the MIIT (ICP)'),
    detail: [
      ...(error ? [vendorText(error)] : []),
      l10n.t(
        'Acceleration in the mainland of China needs an ICP filing of the domain. File it, then recheck; or start again with a region outside the mainland.',
      ),
    ].join('\n\n'),
  }),
  addTxt: ({ purpose, host, value, type = 'TXT', barred }) => ({
    row:
      type === 'TXT'
        ? l10n.t('Add the TXT record: {0}', noticeText(host))
        : l10n.t('Add the CNAME record: {0}', noticeText(host)),
    detail: [proofText(purpose), ...(barred ? [barredText()] : []), recordLine({ host, type, value })].join('\n\n'),
  }),
  domainFailed: ({ status, description }) => ({
    row:
      status === 'check_failed'
        ? l10n.t('Correct what the review has refused')
        : l10n.t('Submit the domain again: its configuration failed'),
    detail: [
      status === 'check_failed'
        ? l10n.t('Alibaba Cloud did not accept the domain. Correct what it names in the console, then recheck.')
        : l10n.t('CDN could not configure the domain. Submit it again in the console or open a ticket, then recheck.'),
      description === undefined ? '' : noticeText(description),
    ]
      .filter(Boolean)
      .join('\n\n'),
  }),
  domainOffline: () => ({
    row: l10n.t('Enable the domain'),
    detail: l10n.t('The domain is on CDN but disabled. Enable it, here or in the console; it is noticed by itself.'),
  }),
  settingFailed: ({ functionName }) => ({
    row: l10n.t('Make the setting again: {0}', functionName),
    detail: l10n.t(
      'CDN accepted the setting {0} of the domain repeatedly, but it is not in effect. Nothing else was changed. Set it again, or check the domain in the console; a setting made there is detected automatically.',
      functionName,
    ),
  }),
  authorizeRole: () => ({
    row: l10n.t('Authorize CDN to read private buckets'),
    detail: l10n.t(
      'CDN needs the role AliyunCDNAccessingPrivateOSSRole, once per account: open the domain in the CDN console, tab Origin Fetch, and press the authorization button there. This is detected automatically.',
    ),
  }),
  privateBucket: () => ({
    row: l10n.t('Let CDN read the private bucket'),
    detail: l10n.t(
      'The edge cannot read a private bucket by itself. With private bucket access CDN reads it for everybody who asks under your domain: the whole bucket becomes readable through CDN. The bucket itself stays private.',
    ),
  }),
  emptyBucket: () => ({
    row: l10n.t('Upload a file to compare'),
    detail: l10n.t(
      'Without a file that is not empty the edge cannot be proven before DNS is changed. Upload one, then recheck; or go on without the proof.',
    ),
  }),
  edgeUnproven: ({ outcome, status, key }) => ({
    row: l10n.t(
      'Find out why the edge gives no proof: {0}',
      status === undefined ? outcomeText(outcome) : `HTTP ${status}`,
    ),
    detail: l10n.t(
      'The edge was asked for {0} through the CNAME target, over HTTPS and HTTP, and has not served it for minutes. DNS was not touched. This may be the network or proxy of this computer, the origin, or CDN that takes longer. It is asked again by itself; or go on without the proof.',
      key,
    ),
  }),
  edgeDiffers: ({ status, key }) => ({
    row:
      status === undefined
        ? l10n.t('Check the origin, the edge serves other bytes: {0}', noticeText(key))
        : l10n.t('Check the origin, the edge answers HTTP {0}: {1}', status, noticeText(key)),
    detail: l10n.t(
      'The edge was asked through the CNAME target and did not serve the bytes of the bucket. DNS was not touched. Look at the origin settings of the domain, then recheck; or go on without the proof.',
    ),
  }),
  approveRecord: ({ record }) => ({
    row: l10n.t('Approve the DNS record: {0}', noticeText(recordHost(record))),
    detail: [
      l10n.t('This record will be added to the live DNS of the domain. From then on visitors reach it through CDN.'),
      `+ ${zoneLine(record)}`,
      l10n.t('Undo: Undo in the Activity view.'),
    ].join('\n\n'),
  }),
  recordConflict: ({ wanted, existing, approval, leave }) => ({
    row: existing.some(pointsAtOss)
      ? l10n.t('Switch DNS from the bucket to CDN: {0}', noticeText(recordHost(wanted)))
      : l10n.t('Switch DNS, another record is in the way: {0}', noticeText(recordHost(wanted))),
    detail: [
      approval === undefined
        ? l10n.t(
            'The CNAME cannot be added while these records are on the host, and not all of them can be paused. Nothing was changed. Change them in Alibaba Cloud DNS, then recheck.',
          )
        : l10n.t(
            'The CNAME cannot be added while these records are on the host. Nothing was changed. Switch pauses them and adds the CNAME; Undo takes both back.',
          ),
      ...leaveText(leave),
      [...existing.map((record) => `- ${zoneLine(record)}`), `+ ${zoneLine(wanted)}`].join('\n'),
    ].join('\n\n'),
  }),
  recordPaused: ({ existing }) => ({
    row: l10n.t('Resume the paused DNS record: {0}', noticeText(recordHost(existing))),
    detail: [
      pointsAtOss(existing)
        ? l10n.t('The right record is there but paused. Once resumed, this name points straight at the bucket.')
        : l10n.t('The right record is there but paused. Once resumed, visitors of this name are sent to CDN.'),
      zoneLine(existing),
    ].join('\n\n'),
  }),
  addRecordElsewhere: ({ host, value, ttl, existing, leave, barred }) => ({
    row: existing
      ? l10n.t('Replace the DNS record with the CNAME: {0}', noticeText(host))
      : l10n.t('Add the CNAME record: {0}', noticeText(host)),
    detail: [
      ...replaceText(existing),
      ...leaveText(leave),
      barred ? barredText() : keptText(existing),
      recordLine({ host, type: 'CNAME', value, ttl }),
    ].join('\n\n'),
  }),
  ...certificateAskTexts,
  bindingRefused: bindingRefusedText,
  bindAgain: bindAgainText,
  setHost: setHostText,
  uploadCertificate: ({ domain }) => ({
    row: l10n.t('Add a certificate for the upload domain: {0}', domain),
    detail: l10n.t(
      'The domain points at the bucket, but OSS shows no certificate for it, so nothing is sent over it. Add one in the OSS console: Bucket Settings > Domain Names, Certificate Hosting in the row of the domain. It is noticed by itself.',
    ),
  }),
  turnOnAutoUpdate: () => ({
    row: l10n.t('Turn on Auto CDN Cache Update in the console'),
    detail: `${l10n.t(
      'Only the OSS console can turn it on: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. It is noticed by itself.',
    )} ${autoUpdateLimits()}`,
  }),
  confirmAutoUpdate: () => ({
    row: l10n.t('Turn on Auto CDN Cache Update and confirm'),
    detail: `${l10n.t(
      'Only the OSS console can turn it on: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. OSS does not tell whether it is on; say so when you have done it.',
    )} ${autoUpdateLimits()}`,
  }),
  chooseFolder: () => ({
    row: l10n.t('Choose the folder to publish'),
    detail: l10n.t(
      'Files saved in this folder are uploaded to the bucket and refreshed at the edge. The choice is written to .vscode/oss-cdn.json.',
    ),
  }),
  openFolder: () => ({
    row: l10n.t('Open a folder to publish from'),
    detail: l10n.t('No folder is open in this window. Open the folder of your site; the run goes on there.'),
  }),
};

/** What Auto CDN Cache Update does not do. Source: Alibaba Cloud OSS, "Bind accelerated domain names". */
export function autoUpdateLimits(): string {
  return l10n.t(
    'It does not cover URLs with query strings nor deletions by lifecycle rules, and OSS does not guarantee it; publishing on save refreshes by itself all the same.',
  );
}

/** The texts for what a step asks of the user. */
export function askText<K extends UserAsk['kind']>(ask: AskOf<K>): AskText {
  const text = texts[ask.kind] as (ask: AskOf<K>) => AskText;
  return text(ask);
}

import { l10n } from 'vscode';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import { listText, noticeText } from '../plainText.js';
import { autoUpdateLimits, bindAgainText, bindingRefusedText, setHostText, vendorText } from './bindingAskText.js';
import { outcomeText } from './browserText.js';
import { functionText } from './delivery/settingText.js';
import { siteAskTexts } from './delivery/siteText.js';
import { dnsElsewhereText, finishWithoutDnsText, readOnlyZoneText, replaceText, txtPurposeText } from './dnsAskText.js';
import { pointsAtOss, recordHost, recordLine, zoneLine } from './dnsRecordText.js';
import { certificateAskTexts } from './https/certificateText.js';
import { deleteText } from './productText.js';
import { folderAskTexts } from './steps/folderAskText.js';
import { folderText } from './steps/folderText.js';

/** What the user is asked, safe in any place: `row` fits a tree row, `sentence` is what a row has no room for, `detail` says what will happen and how to undo it. */
interface AskText {
  readonly row: string;
  readonly sentence?: string;
  readonly detail: string;
}

type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

const texts: { readonly [K in UserAsk['kind']]: (ask: AskOf<K>) => AskText } = {
  openService: () => ({
    row: l10n.t('Activate CDN'),
    detail: l10n.t('CDN is not activated for this account. Activation is free; traffic is billed when you use it.'),
  }),
  settleDebt: () => ({
    row: l10n.t('Pay the overdue amount'),
    detail: l10n.t('CDN is locked because a payment is overdue. Pay it in the console, then recheck.'),
  }),
  domainTaken: ({ by }) => ({
    row: by === 'otherAccount' ? l10n.t('Reclaim the domain: another account has added it to CDN') : deleteText(by),
    detail:
      by === 'otherAccount'
        ? l10n.t(
            'Another account has already added the domain to CDN. Ask its owner to delete it, or submit a ticket to reclaim it.',
          )
        : l10n.t('CDN cannot add a domain that another product uses. Delete it there. This is detected automatically.'),
  }),
  domainLimit: ({ limit }) => ({
    row:
      limit === undefined
        ? l10n.t('Free up a domain slot')
        : l10n.t('Free up a domain slot: the limit of {0} domains is reached', limit),
    detail:
      limit === undefined
        ? l10n.t(
            'CDN accepts no more domains for this account. Delete one that is not needed, or request a higher limit in Quota Center or with a ticket. This is detected automatically.',
          )
        : l10n.t(
            'This account has reached its limit of {0} CDN domains. Delete one that is not needed, or request a higher limit in Quota Center or with a ticket. This is detected automatically.',
            limit,
          ),
  }),
  originLoop: ({ host }) => ({
    row: l10n.t('Change the origin, which resolves back to CDN: {0}', noticeText(host)),
    detail: l10n.t(
      'This origin is a CNAME of CDN or of the accelerated domain, which creates an origin loop. Give the origin server a domain of its own that points to it, then recheck, or start again with another origin. Nothing was created.',
    ),
  }),
  chooseUploadDomain: () => ({
    row: l10n.t('Choose a domain for uploads'),
    detail: l10n.t(
      'OSS does not allow this account to read and write objects over the default public domain (PublicEndpointForbidden). Use a second domain that is bound to the bucket and points directly to OSS; the onboarding can set it up. It cannot be the accelerated domain.',
    ),
  }),
  approveUploadRecord: ({ record }) => ({
    row: l10n.t('Approve the DNS record for uploads: {0}', noticeText(recordHost(record))),
    detail: [
      l10n.t('This record will be added to DNS. The domain will then point directly to the bucket, for uploads only.'),
      `+ ${zoneLine(record)}`,
      l10n.t('To undo: use Undo in the Activity view.'),
    ].join('\n\n'),
  }),
  zoneElsewhere: ({ zone, servers, existing, leave }) => ({
    row: existing
      ? l10n.t('Replace the DNS record at {0}', noticeText(listText(servers)))
      : l10n.t('Add the CNAME record at {0}', noticeText(listText(servers))),
    detail: [
      l10n.t(
        'Zone {0} is in Alibaba Cloud DNS, but its registrar points to other name servers: {1}. Records added here have no effect. Add the CNAME at the provider of those servers, or change the name servers at the registrar. This is detected automatically.',
        noticeText(zone),
        noticeText(listText(servers)),
      ),
      ...replaceText(existing),
      ...finishWithoutDnsText(leave !== undefined),
    ].join('\n\n'),
  }),
  recreateDomain: () => ({
    row: l10n.t('Create the domain again: it is no longer on CDN'),
    detail: l10n.t(
      'The domain was deleted from CDN outside this extension and has not been created again. If you create it again, billing by traffic starts again, and the domain gets new settings and a new CNAME. You can also remove this onboarding.',
    ),
  }),
  otherOrigin: ({ origins }) => ({
    row: l10n.t('Edit the origin of the domain, currently {0}', noticeText(listText(origins))),
    detail: l10n.t(
      'The domain is already on CDN with another origin. Nothing was changed. Edit its origin here or in the console. This is detected automatically.',
    ),
  }),
  fileIcp: ({ error }) => ({
    row: l10n.t('File the domain for ICP with the MIIT'),
    detail: [
      ...(error ? [vendorText(error)] : []),
      l10n.t(
        'Acceleration in the Chinese mainland requires an ICP filing. File the domain and recheck, or start again with a region outside the Chinese mainland.',
      ),
    ].join('\n\n'),
  }),
  addTxt: ({ purpose, host, value, type = 'TXT', barred }) => ({
    row:
      type === 'TXT'
        ? l10n.t('Add the TXT record: {0}', noticeText(host))
        : l10n.t('Add the CNAME record: {0}', noticeText(host)),
    detail: [txtPurposeText(purpose), ...(barred ? [readOnlyZoneText()] : []), recordLine({ host, type, value })].join(
      '\n\n',
    ),
  }),
  domainFailed: ({ status, description }) => ({
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
  domainOffline: () => ({
    row: l10n.t('Enable the domain'),
    detail: l10n.t(
      'The domain is on CDN but disabled. Enable it here or in the console. This is detected automatically.',
    ),
  }),
  settingFailed: ({ functionName }) => ({
    row: l10n.t('Set again: {0}', functionText(functionName)),
    detail: l10n.t(
      'CDN accepted the setting "{0}" of the domain repeatedly, but it is not in effect. Nothing else was changed. Set it again, or check the domain in the console; a setting made there is detected automatically.',
      functionText(functionName),
    ),
  }),
  settingRefused: ({ functionName, error }) => ({
    row: l10n.t('Continue without a setting that CDN refused: {0}', functionText(functionName)),
    detail: [
      vendorText(error),
      l10n.t(
        'Leave as It Is continues without this setting; everything else is set. To set it after all, resolve the cause in the console, then recheck.',
      ),
    ].join('\n\n'),
  }),
  authorizeRole: () => ({
    row: l10n.t('Authorize CDN to read private buckets'),
    detail: roleText(),
  }),
  privateBucket: () => ({
    row: l10n.t('Allow CDN to read the private bucket'),
    detail: l10n.t(
      'Edge nodes cannot read a private bucket directly. With private bucket access, CDN reads it for anyone who requests your domain: the whole bucket becomes readable through CDN. The bucket itself stays private.',
    ),
  }),
  emptyBucket: ({ folder }) => ({
    row: l10n.t('Upload a file to compare'),
    detail:
      folder === undefined
        ? l10n.t(
            'The edge can be checked before DNS is changed only if the bucket has a file that is neither empty nor archived. Upload one and recheck, or continue without proof.',
          )
        : l10n.t(
            'The edge can be checked before DNS is changed only if the bucket has a file that is neither empty nor archived. Publish {0} now, so that visitors find the site when DNS changes, or continue without proof.',
            noticeText(folderText(folder)),
          ),
  }),
  edgeUnproven: ({ outcome, status, key }) => ({
    row: l10n.t(
      'Check why the edge does not serve your files: {0}',
      status === undefined ? outcomeText(outcome) : `HTTP ${status}`,
    ),
    detail: l10n.t(
      'The edge has not served {0} for several minutes, requested through the CNAME target over HTTPS and HTTP. DNS was not changed. Possible causes are the network or proxy of this computer, the origin, or a slow CDN deployment. The check repeats automatically; you can also continue without proof.',
      key,
    ),
  }),
  edgeDiffers: ({ status, key, isPrivate }) => ({
    row:
      status === undefined
        ? l10n.t('Check the origin; the edge serves different content: {0}', noticeText(key))
        : l10n.t('Check the origin; the edge returns HTTP {0}: {1}', status, noticeText(key)),
    detail: [
      l10n.t(
        'The edge did not serve the content of the bucket, requested through the CNAME target. DNS was not changed. Check the origin settings of the domain, then recheck, or continue without proof.',
      ),
      ...(isPrivate ? [roleText()] : []),
    ].join('\n\n'),
  }),
  approveRecord: ({ record }) => ({
    row: l10n.t('Approve the DNS record: {0}', noticeText(recordHost(record))),
    detail: [
      l10n.t(
        'This record will be added to the live DNS of the domain. Visitors will then reach the domain through CDN.',
      ),
      `+ ${zoneLine(record)}`,
      l10n.t('To undo: use Undo in the Activity view.'),
    ].join('\n\n'),
  }),
  recordConflict: ({ wanted, existing, approval, leave }) => ({
    row: existing.some(pointsAtOss)
      ? l10n.t('Switch DNS from the bucket to CDN: {0}', noticeText(recordHost(wanted)))
      : l10n.t('Switch DNS; another record conflicts: {0}', noticeText(recordHost(wanted))),
    detail: [
      approval === undefined
        ? l10n.t(
            'The CNAME cannot be added while these records are on the host, and not all of them can be paused. Nothing was changed. Change them in Alibaba Cloud DNS, then recheck.',
          )
        : l10n.t(
            'The CNAME cannot be added while these records are on the host. Nothing was changed. Switch pauses them and adds the CNAME; Undo reverts both.',
          ),
      ...finishWithoutDnsText(leave !== undefined),
      [...existing.map((record) => `- ${zoneLine(record)}`), `+ ${zoneLine(wanted)}`].join('\n'),
    ].join('\n\n'),
  }),
  recordPaused: ({ existing }) => ({
    row: l10n.t('Resume the paused DNS record: {0}', noticeText(recordHost(existing))),
    detail: [
      pointsAtOss(existing)
        ? l10n.t(
            'The correct record exists but is paused. After it is resumed, this domain points directly to the bucket.',
          )
        : l10n.t(
            'The correct record exists but is paused. After it is resumed, visitors of this domain are sent to CDN.',
          ),
      zoneLine(existing),
    ].join('\n\n'),
  }),
  addRecordElsewhere: ({ host, value, ttl, existing, leave, barred, error }) => ({
    row: existing
      ? l10n.t('Replace the DNS record with the CNAME: {0}', noticeText(host))
      : l10n.t('Add the CNAME record: {0}', noticeText(host)),
    detail: [
      ...replaceText(existing),
      ...finishWithoutDnsText(leave !== undefined),
      ...(error ? [vendorText(error)] : []),
      barred ? readOnlyZoneText() : dnsElsewhereText(existing),
      recordLine({ host, type: 'CNAME', value, ttl }),
    ].join('\n\n'),
  }),
  ...certificateAskTexts,
  ...siteAskTexts,
  bindingRefused: bindingRefusedText,
  bindAgain: bindAgainText,
  setHost: setHostText,
  uploadCertificate: ({ domain }) => ({
    row: l10n.t('Add a certificate for the upload domain: {0}', domain),
    detail: l10n.t(
      'The domain points to the bucket, but OSS has no certificate for it, so it is not used yet. Add one in the OSS console: Bucket Settings > Domain Names, Certificate Hosting in the row of the domain. This is detected automatically.',
    ),
  }),
  turnOnAutoUpdate: () => ({
    row: l10n.t('Turn on Auto CDN Cache Update in the console'),
    detail: [
      l10n.t(
        'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. This is detected automatically.',
      ),
      autoUpdateLimits(),
    ].join('\n\n'),
  }),
  confirmAutoUpdate: () => ({
    row: l10n.t('Turn on Auto CDN Cache Update and confirm'),
    detail: [
      l10n.t(
        'Turn it on in the OSS console: Bucket Settings > Domain Names, Auto CDN Cache Update in the row of the domain. OSS does not report this setting, so confirm it here afterwards.',
      ),
      autoUpdateLimits(),
    ].join('\n\n'),
  }),
  ...folderAskTexts,
};

/** The texts for what a step asks of the user. */
export function askText<K extends UserAsk['kind']>(ask: AskOf<K>): AskText {
  const text = texts[ask.kind] as (ask: AskOf<K>) => AskText;
  return text(ask);
}

function roleText(): string {
  return l10n.t(
    'CDN needs the role AliyunCDNAccessingPrivateOSSRole, once per account: open the domain in the CDN console, select the Origin Fetch tab, and click the authorization button. This is detected automatically.',
  );
}

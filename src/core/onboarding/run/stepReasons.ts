import type { ErrorDetails, ErrorKind } from '../../errors.js';
import { l10n } from '../../l10n.js';
import { countText } from '../../text/countText.js';
import { safeLine } from '../../text/plainText.js';

/** The reason for which a step waits. The run checks again automatically. */
export type StepWaitReason =
  | { readonly kind: 'ownershipUnseen' }
  | { readonly kind: 'reviewing' }
  | { readonly kind: 'configuring' }
  /** CDN is disabling or deleting the domain. */
  | { readonly kind: 'stopping' | 'deleting' }
  | { readonly kind: 'cnameUnassigned' }
  | { readonly kind: 'edgeNotReady'; readonly status?: number }
  /** `oldTtl` is how long resolvers may cache the replaced records, in seconds. */
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly oldTtl?: number }
  | { readonly kind: 'tokenUnseen' }
  | { readonly kind: 'bindingUnready' }
  | { readonly kind: 'uploadUnready' }
  | { readonly kind: 'certificateUnready' }
  /** The edge does not serve the site as wanted yet; `path` is the first address that differs, percent-encoded. */
  | { readonly kind: 'siteUnready'; readonly path?: string; readonly status?: number }
  | { readonly kind: 'certificateUnissued' }
  /** The certificate service does not name the validation record of a free certificate yet, or no longer. */
  | { readonly kind: 'validationUnnamed' }
  /** Files of the folder are being sent; `left` is how many remain. */
  | { readonly kind: 'publishing'; readonly left: number }
  | { readonly kind: 'busy' };

/** A failure as it is stored, without a stack or a secret. */
export interface StepFailure {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
}

const waits = {
  ownershipUnseen: () => l10n.t('CDN does not detect the TXT record yet; usually a few minutes'),
  reviewing: () => l10n.t('In review; usually minutes, at the latest on the next business day'),
  configuring: () => l10n.t('Being configured; usually 3 to 10 minutes'),
  stopping: () => l10n.t('The domain is being disabled; usually a few minutes. It can then be enabled again'),
  deleting: () =>
    l10n.t('The domain is being deleted from CDN; usually a few minutes. You are then asked whether to add it again'),
  cnameUnassigned: () => l10n.t('CDN is assigning a CNAME; usually a few minutes'),
  edgeNotReady: () => l10n.t('The edge does not recognize the domain yet; usually a few minutes'),
  propagating: () => l10n.t('The record is propagating; usually 10 minutes, up to 72 hours after a change'),
  tokenUnseen: () => l10n.t('OSS does not detect the TXT record yet; usually a few minutes'),
  bindingUnready: () => l10n.t('OSS accepted the proof; the binding usually completes within a few minutes'),
  uploadUnready: () => l10n.t('The upload domain does not reach OSS yet; usually 10 minutes'),
  certificateUnready: () => l10n.t('The certificate is being deployed to edge nodes; usually a few minutes'),
  publishing: () => l10n.t('Files are being uploaded'),
  busy: () => l10n.t('CDN is processing another change; usually a few minutes'),
  siteUnready: () => l10n.t('The settings are being deployed to edge nodes; usually a few minutes'),
  certificateUnissued: () => l10n.t('The free certificate is being issued; usually a few minutes'),
  validationUnnamed: () => l10n.t('The certificate service is processing the application; usually less than a minute'),
} satisfies Record<StepWaitReason['kind'], () => string>;

/** Returns what a step waits for, and how long that usually takes. */
export function waitText(reason: StepWaitReason): string {
  if (reason.kind === 'propagating') {
    if (reason.asked === 0) return spreadText(reason.oldTtl);
    const seen = l10n.t('{0} of {1} DNS servers return it', reason.seen, reason.asked);
    return `${spreadText(reason.oldTtl)} · ${seen}`;
  }
  if (reason.kind === 'edgeNotReady' && reason.status !== undefined)
    return `${waits.edgeNotReady()} · HTTP ${reason.status}`;
  if (reason.kind === 'siteUnready' && reason.path !== undefined)
    return `${waits.siteUnready()} · ${safeLine(reason.path)} · HTTP ${reason.status}`;
  if (reason.kind === 'publishing') return l10n.t('Files are being uploaded: {0} left', countText(reason.left));
  return waits[reason.kind]();
}

/** Returns how long a DNS change may take to spread. Servers may cache the old answer for its TTL, and some even longer. */
function spreadText(oldTtl: number | undefined): string {
  if (oldTtl === undefined) return waits.propagating();
  const minutes = Math.ceil(oldTtl / 60);
  return l10n.t('The change is propagating; likely within {0} min (TTL of the old record), at most 72 hours', minutes);
}

const notes = {
  asChosen: () => l10n.t('Skipped by you'),
  notOwnBucket: () => l10n.t('Skipped: only for a bucket of this account'),
  wildcardUnbound: () => l10n.t('Skipped: OSS does not bind wildcard domains'),
  otherFolderMapped: () => l10n.t('Another folder is mapped already; the chosen one was not added'),
  wildcardUnmapped: () => l10n.t('Skipped: a mapping needs exact domain names, not a wildcard'),
  notBound: () => l10n.t('Skipped: the domain is not bound to the bucket'),
  securePort: () => l10n.t('Skipped: on ports other than 80, OSS would need a certificate for the domain'),
  publicBucket: () => l10n.t('Not needed: the bucket is publicly readable'),
  edgeRefreshed: () =>
    l10n.t('Cached copies with the download header were refreshed, using 1 directory refresh of the daily quota'),
  edgeNotRefreshed: () =>
    l10n.t(
      'Cached copies keep the download header until they expire, because CDN did not accept a refresh (quota or permission)',
    ),
  otherLines: () => l10n.t('Done; other DNS lines have their own records, so their visitors do not reach CDN'),
  besideOurs: () =>
    l10n.t('Done; some DNS servers return another record for this domain, so their visitors do not reach CDN'),
  onlyBesides: () =>
    l10n.t(
      'The queried DNS servers return only another record of this domain, for example of another DNS line; the CNAME is not visible from here',
    ),
  edgeUnread: () => l10n.t('Skipped: objects in the bucket cannot be compared without an upload domain'),
  nothingPublished: () => l10n.t('Skipped: nothing can be published without an upload domain'),
  leftAsIs: () => l10n.t('Skipped by you: visitors of this domain do not reach CDN'),
  recordLeft: () => l10n.t('Skipped: the DNS record was not changed, so there is no CNAME to check'),
  certificateUntrusted: () =>
    l10n.t('Done; this computer does not trust the certificate issuer, so browsers show a warning'),
  changedSince: () => l10n.t('Not undone, because it was changed since'),
  saidOn: () => l10n.t('Confirmed by you (OSS does not report this setting)'),
  afterSwitch: () => l10n.t('Done after DNS is changed'),
  nothingPutOff: () => l10n.t('Not needed: everything was done before DNS was changed'),
  withoutHttps: () => l10n.t('Skipped: the domain is served without HTTPS'),
  noFolder: () => l10n.t('Skipped: no folder was chosen'),
  noSite: () => l10n.t('Skipped: the settings of the domain are left as they are'),
  someUnpublished: () => l10n.t('Done; some files were not published'),
  proofOpen: () => l10n.t('Done; something is still open, which is shown before DNS is changed'),
  noNotFoundPage: () => l10n.t('Skipped: this site has no 404 page'),
  settingsLeft: () => l10n.t('Done, except for settings that were refused'),
  nothingToDrop: () => l10n.t('Not needed: nothing was changed'),
  copiesDropped: () => l10n.t('Cached copies were refreshed, using 1 directory refresh of the daily quota'),
  copiesKept: () =>
    l10n.t('Cached copies stay until they expire, because CDN did not accept a refresh (quota or permission)'),
  accessRestricted: () => l10n.t('Skipped: access rules of the domain refuse the check from this computer'),
  wildcardNotDropped: () => l10n.t('Skipped: a refresh needs exact domain names, not a wildcard'),
} satisfies Record<string, () => string>;

/** Additional information about a completed step. */
export type DoneNote = keyof typeof notes;

/** The text of a note. */
export function noteText(note: DoneNote): string {
  return notes[note]();
}

import type { ErrorDetails, ErrorKind } from '../../errors.js';

/** What else the user should know of a completed step. */
export type DoneNote =
  /** The user chose to skip it. */
  | 'asChosen'
  /** It is only for a bucket of this account. */
  | 'notOwnBucket'
  /** OSS binds no wildcards; a mapping needs names of hosts. */
  | 'wildcardUnbound'
  | 'wildcardUnmapped'
  /** A mapping publishes another folder than the one that was chosen. */
  | 'otherFolderMapped'
  /** Visitors would notice it, or it is refused, before DNS leads to CDN: it is done after that. */
  | 'afterSwitch'
  /** Nothing was put off until DNS leads to CDN. */
  | 'nothingPutOff'
  /** The domain is served without HTTPS, as chosen, or has no certificate. */
  | 'withoutHttps'
  /** No folder was chosen to be published. */
  | 'noFolder'
  /** The plan leaves the settings of the domain as they are. */
  | 'noSite'
  /** Some files of the folder were refused, or wait for a decision. */
  | 'someUnpublished'
  /** The edge answers otherwise than a visitor expects, which the question about DNS tells. */
  | 'proofOpen'
  /** It is only for a domain that is bound to the bucket. */
  | 'notBound'
  /** CDN asks the origin over HTTPS, where OSS has no certificate for the domain. */
  | 'securePort'
  /** The bucket is public already. */
  | 'publicBucket'
  | 'edgeRefreshed'
  | 'edgeNotRefreshed'
  /** Visitors of some DNS lines are sent elsewhere. */
  | 'otherLines'
  /** Some name servers give records that stand beside the CNAME; all of them do. */
  | 'besideOurs'
  | 'onlyBesides'
  /** Objects cannot be read for want of an upload domain. */
  | 'edgeUnread'
  /** Objects cannot be written for want of an upload domain. */
  | 'nothingPublished'
  /** The user confirmed that it is on; OSS does not report it. */
  | 'saidOn'
  /** The user chose to keep the conflicting records. */
  | 'leftAsIs'
  /** The edge serves the certificate, which this computer does not trust. */
  | 'certificateUntrusted'
  /** The site has no page for what is missing. */
  | 'noNotFoundPage'
  /** Some settings, which CDN refused, were left out by the user. */
  | 'settingsLeft'
  /** Nothing that the edge has cached is of before. */
  | 'nothingToDrop'
  /** Cached copies of a site; a refresh takes no wildcards, and none was accepted. */
  | 'copiesDropped'
  | 'copiesKept'
  | 'wildcardNotDropped'
  /** The rules about who may fetch files refuse the check. */
  | 'accessRestricted'
  /** It was changed after the run had set it. */
  | 'changedSince'
  /** The record of the domain was left as it is, so there is no CNAME to be seen. */
  | 'recordLeft';

/** Why a step waits; the run rechecks it automatically. */
export type StepWaitReason =
  | { readonly kind: 'ownershipUnseen' }
  | { readonly kind: 'reviewing' }
  | { readonly kind: 'configuring' }
  /** The domain is being disabled or deleted. */
  | { readonly kind: 'stopping' | 'deleting' }
  | { readonly kind: 'cnameUnassigned' }
  | { readonly kind: 'edgeNotReady'; readonly status?: number }
  /** `oldTtl` is how long answers with the records that ours replaced may be kept, in seconds. */
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly oldTtl?: number }
  | { readonly kind: 'tokenUnseen' }
  | { readonly kind: 'bindingUnready' }
  | { readonly kind: 'uploadUnready' }
  | { readonly kind: 'certificateUnready' }
  /** The edge does not serve the site as wanted yet. */
  | { readonly kind: 'siteUnready' }
  | { readonly kind: 'certificateUnissued' }
  /** The certificate service does not name the record that validates a free certificate yet, or no longer. */
  | { readonly kind: 'validationUnnamed' }
  /** So many files of the folder are on their way. */
  | { readonly kind: 'publishing'; readonly left: number }
  | { readonly kind: 'busy' };

/** A failure as it is kept in the record: no stack, no secret. */
export interface StepFailure {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
}

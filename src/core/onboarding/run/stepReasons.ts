import type { ErrorDetails, ErrorKind } from '../../errors.js';

/** Additional information about a completed step. */
export type DoneNote =
  /** The user chose to skip it. */
  | 'asChosen'
  /** It requires a bucket of this account. */
  | 'notOwnBucket'
  /** OSS does not bind wildcards, and a mapping needs host names. */
  | 'wildcardUnbound'
  | 'wildcardUnmapped'
  /** A mapping publishes another folder than the chosen one. */
  | 'otherFolderMapped'
  /** It is done after DNS leads to CDN: before, visitors would notice it or it is refused. */
  | 'afterSwitch'
  /** Nothing was postponed until DNS leads to CDN. */
  | 'nothingPutOff'
  /** The domain is served without HTTPS, as chosen, or has no certificate. */
  | 'withoutHttps'
  /** No folder was chosen. */
  | 'noFolder'
  /** The plan keeps the settings of the domain. */
  | 'noSite'
  /** Some files of the folder were refused, or wait for a decision. */
  | 'someUnpublished'
  /** The edge differs from what visitors expect, as shown in the question about DNS. */
  | 'proofOpen'
  /** It requires a domain that is bound to the bucket. */
  | 'notBound'
  /** CDN requests the origin over HTTPS, where OSS has no certificate for the domain. */
  | 'securePort'
  /** The bucket is public already. */
  | 'publicBucket'
  | 'edgeRefreshed'
  | 'edgeNotRefreshed'
  /** Visitors of some DNS lines are sent elsewhere. */
  | 'otherLines'
  /** Some, or all, name servers give records beside the CNAME. */
  | 'besideOurs'
  | 'onlyBesides'
  /** Objects cannot be read without an upload domain. */
  | 'edgeUnread'
  /** Objects cannot be written without an upload domain. */
  | 'nothingPublished'
  /** The user confirmed that it is on; OSS does not report it. */
  | 'saidOn'
  /** The user chose to keep the conflicting records. */
  | 'leftAsIs'
  /** The edge serves the certificate, which this computer does not trust. */
  | 'certificateUntrusted'
  /** The site has no error page. */
  | 'noNotFoundPage'
  /** The user left out some settings that CDN refused. */
  | 'settingsLeft'
  /** The edge has no old copies. */
  | 'nothingToDrop'
  /** Cached copies of a site; a refresh does not accept wildcards, and none was accepted. */
  | 'copiesDropped'
  | 'copiesKept'
  | 'wildcardNotDropped'
  /** Access rules refuse the check. */
  | 'accessRestricted'
  /** It was changed after the run had set it. */
  | 'changedSince'
  /** The record of the domain was left unchanged, so no CNAME can be seen. */
  | 'recordLeft';

/** Why a step waits. The run rechecks automatically. */
export type StepWaitReason =
  | { readonly kind: 'ownershipUnseen' }
  | { readonly kind: 'reviewing' }
  | { readonly kind: 'configuring' }
  /** The domain is being disabled or deleted. */
  | { readonly kind: 'stopping' | 'deleting' }
  | { readonly kind: 'cnameUnassigned' }
  | { readonly kind: 'edgeNotReady'; readonly status?: number }
  /** `oldTtl` is how long answers with the replaced records may be cached, in seconds. */
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly oldTtl?: number }
  | { readonly kind: 'tokenUnseen' }
  | { readonly kind: 'bindingUnready' }
  | { readonly kind: 'uploadUnready' }
  | { readonly kind: 'certificateUnready' }
  /** The edge does not serve the site as wanted yet. */
  | { readonly kind: 'siteUnready' }
  | { readonly kind: 'certificateUnissued' }
  /** The certificate service does not name the validation record of a free certificate yet, or no longer. */
  | { readonly kind: 'validationUnnamed' }
  /** This many files of the folder are being sent. */
  | { readonly kind: 'publishing'; readonly left: number }
  | { readonly kind: 'busy' };

/** A stored failure: no stack, no secret. */
export interface StepFailure {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
}

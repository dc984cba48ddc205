import type { SiteCheck } from '../../delivery/proveSite.js';
import { type SettingChange, settingsApproval } from '../../delivery/settingChange.js';
import type { SiteType } from '../../delivery/siteRoutes.js';
import type { ExistingRecord } from '../../dns/existingRecords.js';
import type { AcmeObstacle } from '../../https/acmeObstacle.js';
import type { NewCertificate } from '../../https/chosenCertificate.js';
import type { AcmeProblem } from '../../ports/acme.js';
import type { OtherProduct } from '../../ports/cdn.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import type { DnsRecord, NewRecord } from '../../ports/dns.js';
import type { BucketRef } from '../../ports/oss.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import type { HttpsDoubt, ProofIssuer, SwitchEvidence, TxtPurpose } from './facts.js';
import type { StepFailure } from './stepReasons.js';

/** The questions of this kind. */
export type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

/** A question that a step asks the user. Its `approval` and `leave` are texts that the answer repeats, to agree or to keep what exists. */
export type UserAsk =
  | ServiceAsk
  | DomainAsk
  | EdgeAsk
  | UploadAsk
  | RecordAsk
  | RecordByHandAsk
  | BindingAsk
  | AutoUpdateAsk
  | FolderAsk
  | CertificateAsk
  | SettingAsk
  | SiteAsk;

/** Definitions of the questions about the account's use of CDN. */
export type ServiceAsk =
  | { readonly kind: 'openService' }
  | { readonly kind: 'settleDebt' }
  /** The account has no room for another domain. `limit` is absent if CDN does not return it. */
  | { readonly kind: 'domainLimit'; readonly limit?: number };

/** Definitions of the questions about the domain on CDN. */
export type DomainAsk =
  | { readonly kind: 'domainTaken'; readonly by: OtherProduct | 'otherAccount' }
  /** The domain was on CDN and has been deleted. To create it again costs money. */
  | { readonly kind: 'recreateDomain'; readonly approval: string }
  /** A wildcard domain of the account serves this name, whose DNS leads to CDN: visitors notice the new domain at once. */
  | { readonly kind: 'addCovered'; readonly wildcard: string; readonly approval: string }
  | { readonly kind: 'otherOrigin'; readonly origins: readonly string[] }
  /** The domain needs an ICP filing. `error` is that of AddCdnDomain, if it was called. */
  | { readonly kind: 'fileIcp'; readonly error?: StepFailure }
  | { readonly kind: 'originLoop'; readonly host: string }
  | {
      readonly kind: 'domainFailed';
      readonly status: 'check_failed' | 'configure_failed';
      readonly description?: string;
    }
  | { readonly kind: 'domainOffline' };

/** Questions about the edge's access to the bucket, and about the proof that it serves the files. */
export type EdgeAsk =
  /** CDN lacks the role that lets it read private buckets. Only the console creates this role. */
  | { readonly kind: 'authorizeRole' }
  | { readonly kind: 'privateBucket'; readonly approval: string }
  /** The bucket has no file to compare. */
  | { readonly kind: 'emptyBucket' }
  /** For minutes, the edge gave no answer that could be compared. */
  | {
      readonly kind: 'edgeUnproven';
      readonly outcome: EdgeAnswer['outcome'];
      readonly status?: number;
      readonly key: string;
    }
  | { readonly kind: 'edgeDiffers'; readonly status?: number; readonly key: string; readonly isPrivate?: true };

/** Definitions of the questions about the upload domain. */
export type UploadAsk =
  | { readonly kind: 'chooseUploadDomain' }
  /** The upload domain reaches OSS, which has no certificate for it. */
  | { readonly kind: 'uploadCertificate'; readonly domain: string };

/** Definitions of the questions about a live DNS change that this account can make. */
export type RecordAsk =
  | {
      readonly kind: 'approveRecord';
      readonly record: NewRecord;
      readonly approval: string;
      readonly leave: string;
      readonly evidence: SwitchEvidence;
    }
  | { readonly kind: 'approveUploadRecord'; readonly record: NewRecord; readonly approval: string }
  /** The CNAME exists but is paused. `leave` and `evidence` are absent for the record of an upload domain. */
  | {
      readonly kind: 'recordPaused';
      readonly existing: DnsRecord;
      readonly approval: string;
      readonly leave?: string;
      readonly evidence?: SwitchEvidence;
    }
  /**
   * Other records conflict with the CNAME. `approval` agrees to replace them; absent if not all of them can be paused. `changed` is the id of the record
   * that becomes the CNAME, `copy` the id of our paused CNAME, which is deleted. `leave` keeps the records; absent if the run needs the CNAME.
   */
  | {
      readonly kind: 'recordConflict';
      readonly wanted: NewRecord;
      readonly existing: readonly DnsRecord[];
      readonly approval?: string;
      readonly changed?: string;
      readonly copy?: string;
      readonly leave?: string;
      /** The evidence for the change; absent for the record of an upload domain. */
      readonly evidence?: SwitchEvidence;
    };

/** Questions about records that the user, or the administrator of the zone, has to add. */
export type RecordByHandAsk =
  | {
      readonly kind: 'addTxt';
      readonly purpose: TxtPurpose;
      readonly host: string;
      readonly value: string;
      /** The type of the record; absent for a TXT. */
      readonly type?: 'CNAME';
      /** Set if the zone is in Alibaba Cloud DNS, but this account may not change it. */
      readonly barred?: true;
      /** Further records that the same administrator can already add now. */
      readonly others?: readonly { readonly host: string; readonly value: string }[];
    }
  /** The registrar delegates the zone to name servers other than those of Alibaba Cloud DNS, so records written there have no effect. */
  | {
      readonly kind: 'zoneElsewhere';
      readonly zone: string;
      readonly servers: readonly string[];
      readonly existing?: readonly ExistingRecord[];
      readonly leave?: string;
      readonly evidence?: SwitchEvidence;
    }
  /** The zone is hosted elsewhere. `existing` are the records to replace; absent if the host has none. */
  | {
      readonly kind: 'addRecordElsewhere';
      readonly host: string;
      readonly value: string;
      readonly ttl: number;
      readonly existing?: readonly ExistingRecord[];
      readonly leave?: string;
      /** The evidence for the change; absent for the record of an upload domain. */
      readonly evidence?: SwitchEvidence;
      /** Set if the zone is in Alibaba Cloud DNS, but this account may not change it. `error` is the refusal. */
      readonly barred?: true;
      readonly error?: StepFailure;
    };

/** Definitions of the questions about the binding of a domain to the bucket, and about its origin host. */
export type BindingAsk =
  /** OSS does not bind the domain to the bucket; `error` is the reason. */
  | {
      readonly kind: 'bindingRefused';
      readonly purpose: TxtPurpose;
      readonly domain: string;
      readonly error: StepFailure;
    }
  /** The domain was unbound after the run had bound it. `first`: it never was bound, and has visitors. */
  | {
      readonly kind: 'bindAgain';
      readonly purpose: TxtPurpose;
      readonly domain: string;
      readonly first?: true;
      readonly approval: string;
    }
  /** The domain is bound to the bucket `from` of this account, and would be unbound there. */
  | { readonly kind: 'rebind'; readonly from: BucketRef; readonly approval: string }
  /** CDN sends an unwanted Host. `host` is absent if ours was removed or, with `first`, never set for a domain with visitors. */
  | { readonly kind: 'setHost'; readonly host?: string; readonly first?: true; readonly approval: string };

/** Questions about Auto CDN Cache Update. `confirmAutoUpdate` asks the user whether it is on, if OSS does not report that. */
export type AutoUpdateAsk = { readonly kind: 'turnOnAutoUpdate' } | { readonly kind: 'confirmAutoUpdate' };

/** Questions about publishing a folder of the workspace. Folders are URI texts. */
export type FolderAsk =
  | { readonly kind: 'openFolder' }
  /** `gone` was chosen before, and is not in this workspace. */
  | { readonly kind: 'chooseFolder'; readonly gone?: string }
  /** A mapping publishes the folder, but the user has not agreed to publish its files. */
  | { readonly kind: 'allowPublishing'; readonly folder: string }
  /**
   * Files of the folder would replace objects with other content. `replaced` names at most 100 keys; `added` counts new objects. If visitors see the bucket
   * now, `served` names at most 100 domains through which they do; it is empty if these cannot be listed.
   */
  | {
      readonly kind: 'approveReplacing';
      readonly folder: string;
      readonly replaced: readonly string[];
      readonly count: number;
      readonly added: number;
      readonly served?: readonly string[];
      readonly approval: string;
    }
  /** The upload of files failed. At most 100 keys are named, and `error` is why the first upload failed. */
  | {
      readonly kind: 'filesFailed';
      readonly folder: string;
      readonly failed: readonly string[];
      readonly count: number;
      readonly error?: StepFailure;
      readonly approval: string;
    };

/**
 * Why a free certificate failed. `unnamed`: the service does not name its validation record. `wildcard`: the record would hide the name from the wildcard
 * record that leads visitors to it.
 */
export type FreeFailure = 'usedElsewhere' | 'over' | 'refused' | 'unconfirmed' | 'unnamed' | 'wildcard';

/** Why Let's Encrypt issued no certificate. `spent`: too many certificates were lost before they were stored. `until` is in ms since the epoch. */
export type AcmeFailure =
  | AcmeObstacle
  | { readonly kind: 'spent' }
  | { readonly kind: 'refused'; readonly problem: AcmeProblem }
  | { readonly kind: 'limited'; readonly until?: number; readonly message?: string };

/** Why a chosen certificate cannot be obtained. `unshown`: CDN accepted the certificate and does not show it. */
export type ChoiceProblem =
  | { readonly kind: 'refused'; readonly error: StepFailure }
  | { readonly kind: 'free'; readonly failure: FreeFailure }
  | { readonly kind: 'acme'; readonly failure: AcmeFailure }
  | { readonly kind: 'unshown' };

/** Questions about the certificate and HTTPS. */
export type CertificateAsk =
  /** A certificate has to be chosen. `held` is CDN's present one and `present` the text that identifies it. `problem` is absent if none was chosen yet. */
  | {
      readonly kind: 'chooseCertificate';
      readonly held?: DomainCertificate;
      readonly present?: string;
      readonly problem?: ChoiceProblem;
    }
  /** The records that validate a certificate are to be written. */
  | {
      readonly kind: 'approveValidation';
      readonly records: readonly NewRecord[];
      readonly approval: string;
      readonly issuer: ProofIssuer;
    }
  /** Another certificate was set after the user chose, and would be replaced. */
  | {
      readonly kind: 'replaceCertificate';
      readonly held?: DomainCertificate;
      readonly present: string;
      readonly chosen: NewCertificate;
      readonly approval: string;
    }
  /** For minutes, the edge has not served the certificate. `shown` are the names of the certificate that it serves instead. */
  | { readonly kind: 'certificateUnserved'; readonly shown?: readonly string[] }
  /** `opposite`: https is redirected to http today, which would end. `expires` is the end of the certificate, in ms since the epoch. */
  | {
      readonly kind: 'offerRedirect';
      readonly approval: string;
      readonly expires?: number;
      readonly opposite?: true;
      readonly doubt?: HttpsDoubt;
    };

/** Questions about a setting that CDN does not put into effect. */
export type SettingAsk =
  /** CDN failed to apply the setting twice, or accepts it without lasting effect. */
  | { readonly kind: 'settingFailed'; readonly functionName: string; readonly approval: string }
  /**
   * CDN does not offer an optional setting here; `leave` names it with those left out before. `ofPlan`: the domain uses
   * a Global Resource Plan, and `leave` names everything that it lacks.
   */
  | {
      readonly kind: 'settingRefused';
      readonly functionName: string;
      readonly error: StepFailure;
      readonly leave: string;
      readonly ofPlan?: true;
    };

/** Questions about the settings of a site. */
export type SiteAsk =
  /** The user has to approve all changes of the run. */
  | {
      readonly kind: 'approveSite';
      readonly type: SiteType;
      readonly changes: readonly SettingChange[];
      readonly approval: string;
    }
  /** The edge may still serve copies that it cached before the change. */
  | { readonly kind: 'offerDrop'; readonly approval: string }
  /** For minutes, the edge has not served the site as wanted. */
  | { readonly kind: 'siteUnserved'; readonly checks: readonly SiteCheck[] };

/** Returns the question about these changes. Its approval is for exactly these changes. */
export function toApproveSite(type: SiteType, changes: readonly SettingChange[]): AskOf<'approveSite'> {
  return { kind: 'approveSite', type, changes, approval: settingsApproval(changes) };
}

import type { SiteCheck } from '../../delivery/proveSite.js';
import { type SettingChange, settingsApproval } from '../../delivery/settingChange.js';
import type { SiteType } from '../../delivery/siteType.js';
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

/** The questions of one kind. */
export type AskOf<K extends UserAsk['kind']> = Extract<UserAsk, { readonly kind: K }>;

/** A question of a step to the user. Its `approval` and `leave` are texts that the answer has to repeat. */
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

/** Questions about the account's use of CDN. */
export type ServiceAsk =
  | { readonly kind: 'openService' }
  | { readonly kind: 'settleDebt' }
  /** `limit` is absent where CDN does not say it. */
  | { readonly kind: 'domainLimit'; readonly limit?: number };

/** Questions about the domain on CDN. */
export type DomainAsk =
  | { readonly kind: 'domainTaken'; readonly by: OtherProduct | 'otherAccount' }
  /** The domain was on CDN and is no longer: creating it again costs money. */
  | { readonly kind: 'recreateDomain'; readonly approval: string }
  /** A wildcard domain of the account serves this name, whose DNS leads to CDN: adding it is what visitors notice at once. */
  | { readonly kind: 'addCovered'; readonly wildcard: string; readonly approval: string }
  | { readonly kind: 'otherOrigin'; readonly origins: readonly string[] }
  /** `error` is what AddCdnDomain said, where it was asked. */
  | { readonly kind: 'fileIcp'; readonly error?: StepFailure }
  | { readonly kind: 'originLoop'; readonly host: string }
  | {
      readonly kind: 'domainFailed';
      readonly status: 'check_failed' | 'configure_failed';
      readonly description?: string;
    }
  | { readonly kind: 'domainOffline' };

/** Questions about the way from the edge to the bucket, and its proof. */
export type EdgeAsk =
  /** CDN has no role by which it reads private buckets; only the console creates it. */
  | { readonly kind: 'authorizeRole' }
  | { readonly kind: 'privateBucket'; readonly approval: string }
  /** The bucket has no file that could be compared. */
  | { readonly kind: 'emptyBucket' }
  /** For minutes the edge gave nothing to compare. */
  | {
      readonly kind: 'edgeUnproven';
      readonly outcome: EdgeAnswer['outcome'];
      readonly status?: number;
      readonly key: string;
    }
  | { readonly kind: 'edgeDiffers'; readonly status?: number; readonly key: string; readonly isPrivate?: true };

/** Questions about the domain for uploads. */
export type UploadAsk =
  | { readonly kind: 'chooseUploadDomain' }
  /** The upload domain reaches OSS, which has no certificate for it. */
  | { readonly kind: 'uploadCertificate'; readonly domain: string };

/** Questions about a change of live DNS that this account can make. */
export type RecordAsk =
  | {
      readonly kind: 'approveRecord';
      readonly record: NewRecord;
      readonly approval: string;
      readonly leave: string;
      readonly evidence: SwitchEvidence;
    }
  | { readonly kind: 'approveUploadRecord'; readonly record: NewRecord; readonly approval: string }
  /** Without `leave` and `evidence` for the record of an upload domain. */
  | {
      readonly kind: 'recordPaused';
      readonly existing: DnsRecord;
      readonly approval: string;
      readonly leave?: string;
      readonly evidence?: SwitchEvidence;
    }
  /**
   * `approval` is what an approved switch answers; absent when not every record in the way can be paused for ours. `changed` is the
   * id of the one that it changes into ours in place of pausing it, and `copy` that of ours where it is there, paused, which it deletes.
   * `leave` is what answers that they stay as they are; absent where the run needs the record.
   */
  | {
      readonly kind: 'recordConflict';
      readonly wanted: NewRecord;
      readonly existing: readonly DnsRecord[];
      readonly approval?: string;
      readonly changed?: string;
      readonly copy?: string;
      readonly leave?: string;
      /** Absent for the record of an upload domain. */
      readonly evidence?: SwitchEvidence;
    };

/** Records that the user, or the administrator of the zone, has to add. */
export type RecordByHandAsk =
  | {
      readonly kind: 'addTxt';
      readonly purpose: TxtPurpose;
      readonly host: string;
      readonly value: string;
      /** Absent for a TXT. */
      readonly type?: 'CNAME';
      /** The zone is in Alibaba Cloud DNS, but this account may not change it. */
      readonly barred?: true;
      /** What else is needed of the same administrator and can be added now. */
      readonly others?: readonly { readonly host: string; readonly value: string }[];
    }
  /** The registrar points at other name servers than Alibaba Cloud DNS's: records written here have no effect. */
  | {
      readonly kind: 'zoneElsewhere';
      readonly zone: string;
      readonly servers: readonly string[];
      readonly existing?: readonly ExistingRecord[];
      readonly leave?: string;
      readonly evidence?: SwitchEvidence;
    }
  /** `existing` has to be replaced; absent where the host has no record. */
  | {
      readonly kind: 'addRecordElsewhere';
      readonly host: string;
      readonly value: string;
      readonly ttl: number;
      readonly existing?: readonly ExistingRecord[];
      readonly leave?: string;
      /** Absent for the record of an upload domain. */
      readonly evidence?: SwitchEvidence;
      /** The zone is in Alibaba Cloud DNS, but this account may not change it; `error` is what refused that. */
      readonly barred?: true;
      readonly error?: StepFailure;
    };

/** Questions about the binding of a domain to the bucket, and the origin Host that goes with it. */
export type BindingAsk =
  /** OSS does not bind the domain to the bucket; `error` says why. */
  | {
      readonly kind: 'bindingRefused';
      readonly purpose: TxtPurpose;
      readonly domain: string;
      readonly error: StepFailure;
    }
  /** The domain was unbound after the run had bound it; `first`: it never was, and has visitors. */
  | {
      readonly kind: 'bindAgain';
      readonly purpose: TxtPurpose;
      readonly domain: string;
      readonly first?: true;
      readonly approval: string;
    }
  /** The domain is bound to this other bucket of the account: it is unbound there and bound here. */
  | { readonly kind: 'rebind'; readonly from: BucketRef; readonly approval: string }
  /** CDN sends a Host that is neither the domain nor its own; `host` is absent where ours was removed, or with `first` never set while the domain has visitors. */
  | { readonly kind: 'setHost'; readonly host?: string; readonly first?: true; readonly approval: string };

/** Questions about Auto CDN Cache Update; `confirmAutoUpdate` where OSS does not report it. */
export type AutoUpdateAsk = { readonly kind: 'turnOnAutoUpdate' } | { readonly kind: 'confirmAutoUpdate' };

/** Questions about publishing a folder of the workspace. Folders are URI texts. */
export type FolderAsk =
  | { readonly kind: 'openFolder' }
  /** `gone` was chosen before, and is not in this workspace. */
  | { readonly kind: 'chooseFolder'; readonly gone?: string }
  /** The folder is mapped, but the user has not agreed that its files are published. */
  | { readonly kind: 'allowPublishing'; readonly folder: string }
  /**
   * Objects that other files of the folder take the place of, at most 100 of their keys by name; `added` are new ones. `served`: visitors see
   * the bucket now, by at most 100 of these domains; none where they may not be listed.
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
  /** The upload of so many files failed, at most 100 of their keys by name; `error` says why the first one did. */
  | {
      readonly kind: 'filesFailed';
      readonly folder: string;
      readonly failed: readonly string[];
      readonly count: number;
      readonly error?: StepFailure;
      readonly approval: string;
    };

/**
 * The end of a free certificate after which another one has to be chosen. `unnamed`: the service does not say which record validates it.
 * `wildcard`: its record would take the domain from the wildcard by which alone it is reached.
 */
export type FreeFailure = 'usedElsewhere' | 'over' | 'refused' | 'unconfirmed' | 'unnamed' | 'wildcard';

/**
 * The end of the request for a certificate of Let's Encrypt after which another one has to be chosen. `spent`: some were issued and
 * lost before they were stored, each of which counts towards a limit. `until` is in ms since the epoch.
 */
export type AcmeFailure =
  | AcmeObstacle
  | { readonly kind: 'spent' }
  | { readonly kind: 'refused'; readonly problem: AcmeProblem }
  | { readonly kind: 'limited'; readonly until?: number; readonly message?: string };

/** The reason for which a chosen certificate cannot be had. `unshown`: CDN accepted it and does not show it. */
export type ChoiceProblem =
  | { readonly kind: 'refused'; readonly error: StepFailure }
  | { readonly kind: 'free'; readonly failure: FreeFailure }
  | { readonly kind: 'acme'; readonly failure: AcmeFailure }
  | { readonly kind: 'unshown' };

/** Questions of setting up HTTPS. */
export type CertificateAsk =
  /** `held` is the present one, with what identifies it; without a problem none was chosen yet. */
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
  /** Another one was set since the choice. */
  | {
      readonly kind: 'replaceCertificate';
      readonly held?: DomainCertificate;
      readonly present: string;
      readonly chosen: NewCertificate;
      readonly approval: string;
    }
  /** For minutes the edge has not shown the certificate; `shown` are the names of the one that it shows. */
  | { readonly kind: 'certificateUnserved'; readonly shown?: readonly string[] }
  /** `opposite`: https is redirected to http today, which ends with it. `expires` is the end of the certificate, in ms since the epoch. */
  | {
      readonly kind: 'offerRedirect';
      readonly approval: string;
      readonly expires?: number;
      readonly opposite?: true;
      readonly doubt?: HttpsDoubt;
    };

/** Questions about a setting of the domain that CDN does not make. */
export type SettingAsk =
  /** CDN failed to make this setting, also when it was made once more, or the setting does not last. */
  | { readonly kind: 'settingFailed'; readonly functionName: string; readonly approval: string }
  /**
   * CDN does not offer a setting here that the run can do without; `leave` names it beside those that were left out before. `ofPlan`: the
   * domain uses a Global Resource Plan, and `leave` names all that this lacks.
   */
  | {
      readonly kind: 'settingRefused';
      readonly functionName: string;
      readonly error: StepFailure;
      readonly leave: string;
      readonly ofPlan?: true;
    };

/** Questions of having a domain serve a site. */
export type SiteAsk =
  /** Everything that the run is going to change, as it stands now. */
  | {
      readonly kind: 'approveSite';
      readonly type: SiteType;
      readonly changes: readonly SettingChange[];
      readonly approval: string;
    }
  /** Copies that the edge has cached before the change may be served on. */
  | { readonly kind: 'offerDrop'; readonly approval: string }
  /** For minutes the edge has not served the site so. */
  | { readonly kind: 'siteUnserved'; readonly checks: readonly SiteCheck[] };

/** The question about these changes; its approval is for exactly them. */
export function toApproveSite(type: SiteType, changes: readonly SettingChange[]): AskOf<'approveSite'> {
  return { kind: 'approveSite', type, changes, approval: settingsApproval(changes) };
}

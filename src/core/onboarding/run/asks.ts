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

/** A question of a step. Its `approval` and `leave` are texts that the answer repeats. */
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
  /** `limit` is absent if CDN does not return it. */
  | { readonly kind: 'domainLimit'; readonly limit?: number };

/** Questions about the domain on CDN. */
export type DomainAsk =
  | { readonly kind: 'domainTaken'; readonly by: OtherProduct | 'otherAccount' }
  /** The domain was on CDN and no longer is: creating it again costs money. */
  | { readonly kind: 'recreateDomain'; readonly approval: string }
  /** A wildcard domain of the account serves this name, whose DNS leads to CDN: visitors notice the new domain at once. */
  | { readonly kind: 'addCovered'; readonly wildcard: string; readonly approval: string }
  | { readonly kind: 'otherOrigin'; readonly origins: readonly string[] }
  /** `error` is AddCdnDomain's, if it was called. */
  | { readonly kind: 'fileIcp'; readonly error?: StepFailure }
  | { readonly kind: 'originLoop'; readonly host: string }
  | {
      readonly kind: 'domainFailed';
      readonly status: 'check_failed' | 'configure_failed';
      readonly description?: string;
    }
  | { readonly kind: 'domainOffline' };

/** Questions about the edge's access to the bucket, and its proof. */
export type EdgeAsk =
  /** CDN lacks the role for private buckets, which only the console creates. */
  | { readonly kind: 'authorizeRole' }
  | { readonly kind: 'privateBucket'; readonly approval: string }
  /** The bucket has no file to compare. */
  | { readonly kind: 'emptyBucket' }
  /** The edge had nothing to compare for minutes. */
  | {
      readonly kind: 'edgeUnproven';
      readonly outcome: EdgeAnswer['outcome'];
      readonly status?: number;
      readonly key: string;
    }
  | { readonly kind: 'edgeDiffers'; readonly status?: number; readonly key: string; readonly isPrivate?: true };

/** Questions about the upload domain. */
export type UploadAsk =
  | { readonly kind: 'chooseUploadDomain' }
  /** The upload domain reaches OSS, which has no certificate for it. */
  | { readonly kind: 'uploadCertificate'; readonly domain: string };

/** Questions about a live DNS change that this account can make. */
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
   * `approval` answers an approved switch; absent if not every conflicting record can be paused. `changed` is the id of
   * the record that becomes ours instead of being paused, and `copy` that of our existing paused one, which is deleted.
   * `leave` answers that they stay; absent if the run needs the record.
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
      /** Other records for the same administrator that can be added now. */
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
  /** `existing` has to be replaced; absent if the host has no record. */
  | {
      readonly kind: 'addRecordElsewhere';
      readonly host: string;
      readonly value: string;
      readonly ttl: number;
      readonly existing?: readonly ExistingRecord[];
      readonly leave?: string;
      /** Absent for the record of an upload domain. */
      readonly evidence?: SwitchEvidence;
      /** The zone is in Alibaba Cloud DNS, but this account may not change it; `error` is the refusal. */
      readonly barred?: true;
      readonly error?: StepFailure;
    };

/** Questions about the binding of a domain to the bucket, and its origin host. */
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
  /** The domain is bound to this other bucket of the account, and would be unbound there. */
  | { readonly kind: 'rebind'; readonly from: BucketRef; readonly approval: string }
  /** CDN sends an unwanted Host. `host` is absent if ours was removed or, with `first`, never set for a domain with visitors. */
  | { readonly kind: 'setHost'; readonly host?: string; readonly first?: true; readonly approval: string };

/** Questions about Auto CDN Cache Update; `confirmAutoUpdate` if OSS does not report it. */
export type AutoUpdateAsk = { readonly kind: 'turnOnAutoUpdate' } | { readonly kind: 'confirmAutoUpdate' };

/** Questions about publishing a folder of the workspace. Folders are URI texts. */
export type FolderAsk =
  | { readonly kind: 'openFolder' }
  /** `gone` was chosen before, and is not in this workspace. */
  | { readonly kind: 'chooseFolder'; readonly gone?: string }
  /** The folder is mapped, but the user has not agreed to publish its files. */
  | { readonly kind: 'allowPublishing'; readonly folder: string }
  /**
   * Objects that other files of the folder would replace, at most 100 keys by name; `added` are new ones. `served`:
   * visitors see the bucket now, through at most 100 of these domains; empty if they cannot be listed.
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
  /** The upload of this many files failed, at most 100 keys by name; `error` is the first one's reason. */
  | {
      readonly kind: 'filesFailed';
      readonly folder: string;
      readonly failed: readonly string[];
      readonly count: number;
      readonly error?: StepFailure;
      readonly approval: string;
    };

/** Why a free certificate failed. `unnamed`: its record is unknown. `wildcard`: it would hide the name from its wildcard. */
export type FreeFailure = 'usedElsewhere' | 'over' | 'refused' | 'unconfirmed' | 'unnamed' | 'wildcard';

/** Why Let's Encrypt issued nothing. `spent`: too many were lost before they were stored. `until` in ms since the epoch. */
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

/** Questions about HTTPS. */
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
  /** Another one was set after the choice. */
  | {
      readonly kind: 'replaceCertificate';
      readonly held?: DomainCertificate;
      readonly present: string;
      readonly chosen: NewCertificate;
      readonly approval: string;
    }
  /** The edge has not shown the certificate for minutes; `shown` are the names of its current one. */
  | { readonly kind: 'certificateUnserved'; readonly shown?: readonly string[] }
  /** `opposite`: https is redirected to http today, which would end. `expires` is the end of the certificate, in ms since the epoch. */
  | {
      readonly kind: 'offerRedirect';
      readonly approval: string;
      readonly expires?: number;
      readonly opposite?: true;
      readonly doubt?: HttpsDoubt;
    };

/** Questions about a setting that CDN does not make. */
export type SettingAsk =
  /** CDN failed to make this setting twice, or the setting does not last. */
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

/** Questions about a site. */
export type SiteAsk =
  /** All changes of the run. */
  | {
      readonly kind: 'approveSite';
      readonly type: SiteType;
      readonly changes: readonly SettingChange[];
      readonly approval: string;
    }
  /** The edge may still serve copies from before the change. */
  | { readonly kind: 'offerDrop'; readonly approval: string }
  /** The edge has not served the site like this for minutes. */
  | { readonly kind: 'siteUnserved'; readonly checks: readonly SiteCheck[] };

/** The question about these changes; its approval is for exactly them. */
export function toApproveSite(type: SiteType, changes: readonly SettingChange[]): AskOf<'approveSite'> {
  return { kind: 'approveSite', type, changes, approval: settingsApproval(changes) };
}

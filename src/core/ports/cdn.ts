import type { AccountCertificate, CertificateRef, DomainCertificate, HttpsDomain } from './certificates.js';

/** The content that a domain serves. `web`: images and small files. `download`: large files. `video`: video on demand. Cannot be changed after creation. */
export type BusinessType = 'web' | 'download' | 'video';
/** Where a domain is accelerated. `domestic`: mainland China. `overseas`: outside it. `global`: both. */
export type CdnRegion = 'domestic' | 'overseas' | 'global';
/** The status of a domain, in the words that the vendor uses for DomainStatus. */
export type DomainStatus =
  | 'online'
  | 'offline'
  | 'configuring'
  | 'configure_failed'
  | 'checking'
  | 'check_failed'
  | 'stopping'
  | 'deleting';

/** An origin from which CDN fetches the files of a domain. */
export interface CdnSource {
  readonly type: 'oss' | 'ipaddr' | 'domain' | 'fc_domain';
  readonly content: string;
  readonly port: number;
  /** `20` for a primary origin, `30` for a backup. */
  readonly priority: string;
  readonly weight: string;
}

/** A CDN domain. `cname` is absent until CDN has assigned it. A wildcard is spelled `.example.com`. */
export interface CdnDomain {
  readonly name: string;
  readonly cname?: string;
  readonly status: DomainStatus;
  readonly type: BusinessType;
  readonly region?: CdnRegion;
  readonly sources: readonly CdnSource[];
  readonly httpsOn: boolean;
  /** The vendor's remark. After a rejected review it may hold the reason. */
  readonly description?: string;
}

/** The CNAME of a domain, and whether CDN has seen it in DNS. */
export interface CnameState {
  readonly cname?: string;
  readonly configured: boolean;
}

/** The parameters of AddCdnDomain. */
export interface NewCdnDomain {
  readonly name: string;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  readonly sources: readonly CdnSource[];
}

/** A setting of a CDN domain, by the vendor's function names. It is in effect once `success`. */
export interface CdnConfig {
  readonly id: string;
  readonly functionName: string;
  readonly args: Readonly<Record<string, string>>;
  readonly status: 'success' | 'configuring' | 'failed';
}

/** A setting in the list of all settings of a domain. If `ofCondition` is set, it applies to some requests only and must not be changed. */
export interface ListedConfig extends CdnConfig {
  readonly ofCondition?: true;
}

export type RefreshStatus = 'pending' | 'refreshing' | 'complete' | 'failed';

export type RefreshTaskKind = 'file' | 'directory' | 'regex' | 'prefetch';

/** A refresh or prefetch task and its progress. A task has one entry per URL. */
export interface RefreshTask {
  readonly id: string;
  readonly url: string;
  /** The kind of the task; absent if the vendor uses a word that is not known here. */
  readonly kind?: RefreshTaskKind;
  /** When the task was submitted, in ms since the epoch. */
  readonly createdAt?: number;
  readonly status: RefreshStatus;
  /** How much of the task is done, 0 to 100. */
  readonly percent: number;
  readonly description?: string;
}

/** A page of refresh tasks, newest first. `total` counts the tasks of all pages; if the vendor gives no total, those up to this page. */
interface RefreshTaskPage {
  readonly tasks: readonly RefreshTask[];
  readonly total: number;
}

/** Another product of the account that uses a name; `otherProduct` if it is not known which. */
export type OtherProduct = 'dcdn' | 'dcdnIpa' | 'scdn' | 'vod' | 'live' | 'otherProduct';
/** Who has a name: `free` if it is not used, this account's CDN, another account, or another product of this account. */
export type NameHolder = 'free' | 'thisAccount' | 'otherAccount' | OtherProduct;

/** Numbers of refreshes and prefetches per day, by kind. */
interface RefreshCounts {
  readonly urls?: number;
  readonly directories?: number;
  readonly patterns?: number;
  readonly prefetches?: number;
}

/** The rest of today's quota (until midnight, UTC+8), and the daily limits. Each is absent if the vendor did not return it. */
export interface RefreshQuota extends RefreshCounts {
  readonly limits?: RefreshCounts;
}

/** A setting to make. A repeatable function gets a further entry, unless `configId` says which entry to replace. */
export interface NewConfig {
  readonly functionName: string;
  readonly args: CdnConfig['args'];
  readonly configId?: string;
}

/** Calls Alibaba Cloud CDN. Each call throws an `AppError`. */
export interface CdnPort {
  readServiceState(signal: AbortSignal): Promise<'open' | 'notOpen' | 'locked'>;
  /** Activates CDN for the account, billed by traffic. Succeeds if it is already activated. */
  openService(signal: AbortSignal): Promise<void>;
  /** Reads the maximum number of domains of the account; resolves to `undefined` if the vendor does not return it. */
  readDomainQuota(signal: AbortSignal): Promise<number | undefined>;
  checkDomain(name: string, signal: AbortSignal): Promise<NameHolder>;
  /** Checks whether the name has an ICP filing; resolves to `unknown` if the vendor refuses to say. */
  checkIcp(name: string, signal: AbortSignal): Promise<'filed' | 'notFiled' | 'unknown'>;
  /** Reads the value of the TXT record on host `verification` that proves ownership of the root domain. */
  readVerifyContent(name: string, signal: AbortSignal): Promise<string>;
  /** Resolves to `true` once the vendor accepts the TXT record or already trusts the root domain, and to `false` while it does not see the record. */
  verifyOwner(name: string, signal: AbortSignal): Promise<boolean>;
  createDomain(domain: NewCdnDomain, signal: AbortSignal): Promise<{ readonly requestId?: string }>;
  /** Lists the domains. If that takes several calls, `onPart` receives those of the first, in no order. */
  listDomains(signal: AbortSignal, onPart?: (some: readonly CdnDomain[]) => void): Promise<readonly CdnDomain[]>;
  readDomain(name: string, signal: AbortSignal): Promise<CdnDomain | undefined>;
  /**
   * Reads what CDN itself knows about the CNAMEs of these domains in DNS, which is about 10 minutes late. Takes at most 50 domains. Of several domains,
   * those of which CDN knows nothing are left out.
   */
  readCnameStates(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, CnameState>>;
  /** Lists the domains that have exactly this origin. */
  listDomainsBySource(
    origin: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly name: string; readonly status: string }[]>;
  /** Replaces all origins. Throws `domainBusy` while an earlier change is in progress; so does every call below that changes a domain. */
  updateSources(name: string, sources: readonly CdnSource[], signal: AbortSignal): Promise<void>;
  startDomain(name: string, signal: AbortSignal): Promise<void>;
  /** Disables the domain. Its CNAME then no longer resolves, which is an outage for visitors whose DNS still points at CDN. */
  stopDomain(name: string, signal: AbortSignal): Promise<void>;
  deleteDomain(name: string, signal: AbortSignal): Promise<void>;
  /** Reads the settings of these functions, such as `host_redirect`. A function that is not set has no entry in the result. */
  readConfigs(name: string, functionNames: readonly string[], signal: AbortSignal): Promise<readonly CdnConfig[]>;
  /** Lists all settings of a domain, including those of conditions. */
  listConfigs(name: string, signal: AbortSignal): Promise<readonly ListedConfig[]>;
  /**
   * Returns whether a staging configuration of the domain is under test. CDN refuses other changes until it is published
   * or rolled back.
   */
  hasStagingConfig(name: string, signal: AbortSignal): Promise<boolean>;
  /** Makes settings of an online domain in one call, at most 50. If CDN refuses one of them, it is not documented whether the others are made. */
  setConfigs(name: string, configs: readonly NewConfig[], signal: AbortSignal): Promise<void>;
  /** Deletes a setting. Succeeds if it is already gone. */
  deleteConfig(name: string, configId: string, signal: AbortSignal): Promise<void>;
  /** Lists the domains that have HTTPS, with the validity of their certificates. */
  listHttpsDomains(signal: AbortSignal): Promise<readonly HttpsDomain[]>;
  /** Reads the certificate that CDN has for a domain; resolves to `undefined` if the domain has no HTTPS. */
  readCertificate(name: string, signal: AbortSignal): Promise<DomainCertificate | undefined>;
  /** Lists certificates of the account that cover a domain, the latest first. */
  listCertificates(name: string, signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** Sets or replaces the certificate of an online domain. The edges show it some minutes later. */
  setCertificate(name: string, certificate: CertificateRef, signal: AbortSignal): Promise<void>;
  /** Disables HTTPS: CDN deletes the certificate and its key. */
  deleteCertificate(name: string, signal: AbortSignal): Promise<void>;
  /** Has the edges fetch files in advance (at most 100 URLs, no directories). Resolves to the ids of the tasks. */
  prefetch(
    urls: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /**
   * Makes the edges drop URLs (at most 1,000 on at most 10 domains). Resolves to the ids of the tasks. The content of a `Directory`, or of the single
   * pattern of a `Regex`, is only revalidated, so old headers may stay; a `WholeDirectory` is dropped.
   */
  refresh(
    urls: readonly string[],
    type: 'File' | 'Directory' | 'WholeDirectory' | 'Regex',
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /** Reads the progress of tasks. Takes at most 10 ids per call. */
  readRefreshTasks(ids: readonly string[], signal: AbortSignal): Promise<readonly RefreshTask[]>;
  /** Lists refreshes and prefetches of the last 3 days, without those that OSS starts automatically. `page` counts from 1; `limit` is 1 to 100. */
  listRefreshTasks(
    query: { readonly page: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<RefreshTaskPage>;
  readRefreshQuota(signal: AbortSignal): Promise<RefreshQuota>;
}

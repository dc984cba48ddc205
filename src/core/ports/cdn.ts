import type { AccountCertificate, CertificateRef, DomainCertificate, HttpsDomain } from './certificates.js';

/** `web`: images and small files. `download`: large files. `video`: VOD. Fixed after creation. */
export type BusinessType = 'web' | 'download' | 'video';
/** `domestic`: mainland China. `overseas`: outside it. `global`: both. */
export type CdnRegion = 'domestic' | 'overseas' | 'global';
/** The vendor's words for DomainStatus. */
export type DomainStatus =
  | 'online'
  | 'offline'
  | 'configuring'
  | 'configure_failed'
  | 'checking'
  | 'check_failed'
  | 'stopping'
  | 'deleting';

/** An origin of a CDN domain. */
export interface CdnSource {
  readonly type: 'oss' | 'ipaddr' | 'domain' | 'fc_domain';
  readonly content: string;
  readonly port: number;
  /** `20` primary, `30` backup. */
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

/** Whether CDN has seen DNS lead to a domain's CNAME; it notices about 10 minutes late. */
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

/** A setting in the full list. With `ofCondition` it applies to some requests only, and must not be changed. */
export interface ListedConfig extends CdnConfig {
  readonly ofCondition?: true;
}

export type RefreshStatus = 'pending' | 'refreshing' | 'complete' | 'failed';

export type RefreshTaskKind = 'file' | 'directory' | 'regex' | 'prefetch';

/** The progress of a refresh task, one entry per URL. */
export interface RefreshTask {
  readonly id: string;
  readonly url: string;
  /** Absent if the vendor uses another word. */
  readonly kind?: RefreshTaskKind;
  /** When it was submitted, ms since the epoch. */
  readonly createdAt?: number;
  readonly status: RefreshStatus;
  /** 0 to 100. */
  readonly percent: number;
  readonly description?: string;
}

/** A page of refresh tasks, newest first. `total` counts all pages, or up to this one if the vendor gives no total. */
interface RefreshTaskPage {
  readonly tasks: readonly RefreshTask[];
  readonly total: number;
}

/** Another product of the account that uses a name; `otherProduct` if unknown. */
export type OtherProduct = 'dcdn' | 'dcdnIpa' | 'scdn' | 'vod' | 'live' | 'otherProduct';
/** The holder of a name: none, this account's CDN, another account, or another product of this account. */
export type NameHolder = 'free' | 'thisAccount' | 'otherAccount' | OtherProduct;

/** Daily limits by kind. */
interface RefreshCounts {
  readonly urls?: number;
  readonly directories?: number;
  readonly patterns?: number;
  readonly prefetches?: number;
}

/** The remaining quota of today (until midnight, UTC+8) and its limits; absent where the vendor did not say. */
export interface RefreshQuota extends RefreshCounts {
  readonly limits?: RefreshCounts;
}

/** Alibaba Cloud CDN. Each call throws an `AppError`. */
export interface CdnPort {
  readServiceState(signal: AbortSignal): Promise<'open' | 'notOpen' | 'locked'>;
  /** Activates the service, billed by traffic. No error if it is already activated. */
  openService(signal: AbortSignal): Promise<void>;
  /** The most domains of the account; `undefined` if the vendor does not say. */
  readDomainQuota(signal: AbortSignal): Promise<number | undefined>;
  checkDomain(name: string, signal: AbortSignal): Promise<NameHolder>;
  /** Whether the name has an ICP filing; `unknown` if the vendor refuses to tell. */
  checkIcp(name: string, signal: AbortSignal): Promise<'filed' | 'notFiled' | 'unknown'>;
  /** The TXT value for the host `verification` of the root domain. */
  readVerifyContent(name: string, signal: AbortSignal): Promise<string>;
  /** True once the vendor accepts the TXT record (or already trusts the root domain), false while it does not see it. */
  verifyOwner(name: string, signal: AbortSignal): Promise<boolean>;
  createDomain(domain: NewCdnDomain, signal: AbortSignal): Promise<{ readonly requestId?: string }>;
  listDomains(signal: AbortSignal): Promise<readonly CdnDomain[]>;
  readDomain(name: string, signal: AbortSignal): Promise<CdnDomain | undefined>;
  /** CDN's own view of the DNS of these domains, at most 50; of several, one that CDN does not have is left out. */
  readCnameStates(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, CnameState>>;
  /** Lists the domains with exactly this origin. */
  listDomainsBySource(
    origin: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly name: string; readonly status: string }[]>;
  /** Replaces all origins. Throws `domainBusy` during an earlier change, like every change of a domain below. */
  updateSources(name: string, sources: readonly CdnSource[], signal: AbortSignal): Promise<void>;
  startDomain(name: string, signal: AbortSignal): Promise<void>;
  /** An outage for visitors whose DNS still points at CDN: the CNAME no longer resolves. */
  stopDomain(name: string, signal: AbortSignal): Promise<void>;
  deleteDomain(name: string, signal: AbortSignal): Promise<void>;
  /** Reads the settings of these functions, such as `host_redirect`; none for a function that is not set. */
  readConfigs(name: string, functionNames: readonly string[], signal: AbortSignal): Promise<readonly CdnConfig[]>;
  /** Lists all settings of a domain, including those of conditions. */
  listConfigs(name: string, signal: AbortSignal): Promise<readonly ListedConfig[]>;
  /**
   * Returns whether a staging configuration of the domain is under test. CDN refuses other changes until it is published
   * or rolled back.
   */
  hasStagingConfig(name: string, signal: AbortSignal): Promise<boolean>;
  /** Sets a function of an online domain. For a repeatable function this adds an entry, unless `configId` says which to replace. */
  setConfig(
    name: string,
    config: { readonly functionName: string; readonly args: CdnConfig['args']; readonly configId?: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** No error if it is already gone. */
  deleteConfig(name: string, configId: string, signal: AbortSignal): Promise<void>;
  /** Lists the domains with HTTPS and the expiry of their certificates. */
  listHttpsDomains(signal: AbortSignal): Promise<readonly HttpsDomain[]>;
  /** The certificate of a domain at CDN; `undefined` without HTTPS. */
  readCertificate(name: string, signal: AbortSignal): Promise<DomainCertificate | undefined>;
  /** Lists certificates of the account that cover a domain, the latest first. */
  listCertificates(name: string, signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** Sets or replaces the certificate of an online domain. The edges show it some minutes later. */
  setCertificate(name: string, certificate: CertificateRef, signal: AbortSignal): Promise<void>;
  /** Disables HTTPS: CDN deletes the certificate and its key. */
  deleteCertificate(name: string, signal: AbortSignal): Promise<void>;
  /** Prefetches files (at most 100 URLs, no directories); returns task ids. */
  prefetch(
    urls: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /**
   * Drops URLs (at most 1,000 on at most 10 domains) from the edges; returns task ids. A `Directory`, or the single
   * pattern of a `Regex`, is only revalidated, so old headers may stay. A `WholeDirectory` is dropped.
   */
  refresh(
    urls: readonly string[],
    type: 'File' | 'Directory' | 'WholeDirectory' | 'Regex',
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /** At most 10 ids per call. */
  readRefreshTasks(ids: readonly string[], signal: AbortSignal): Promise<readonly RefreshTask[]>;
  /** Lists refreshes and prefetches of the last 3 days, without automatic ones of OSS; `page` from 1, `limit` 1 to 100. */
  listRefreshTasks(
    query: { readonly page: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<RefreshTaskPage>;
  readRefreshQuota(signal: AbortSignal): Promise<RefreshQuota>;
}

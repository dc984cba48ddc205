import type { AccountCertificate, CertificateChoice, DomainCertificate, HttpsDomain } from './certificates.js';

/** `web` image and small file, `download` large files, `video` VOD. Fixed once the domain exists. */
export type BusinessType = 'web' | 'download' | 'video';
/** `domestic` mainland China, `overseas` outside it, `global` both. */
export type CdnRegion = 'domestic' | 'overseas' | 'global';
/** The vendor's DomainStatus words. */
export type DomainStatus =
  | 'online'
  | 'offline'
  | 'configuring'
  | 'configure_failed'
  | 'checking'
  | 'check_failed'
  | 'stopping'
  | 'deleting';

/** One origin of an accelerated domain. */
export interface CdnSource {
  readonly type: 'oss' | 'ipaddr' | 'domain' | 'fc_domain';
  readonly content: string;
  readonly port: number;
  /** `20` primary, `30` backup. */
  readonly priority: string;
  readonly weight: string;
}

/** An accelerated domain. `cname` is absent until CDN has assigned it. A wildcard is written `.example.com`. */
export interface CdnDomain {
  readonly name: string;
  readonly cname?: string;
  readonly status: DomainStatus;
  readonly type: BusinessType;
  readonly region?: CdnRegion;
  readonly sources: readonly CdnSource[];
  readonly httpsOn: boolean;
  /** The vendor's remark; in a failed review it may hold the reason. */
  readonly description?: string;
}

/** Whether CDN has seen DNS lead to a domain's CNAME; it notices about 10 minutes late. */
export interface CnameState {
  readonly cname?: string;
  readonly configured: boolean;
}

/** What AddCdnDomain needs. */
export interface NewCdnDomain {
  readonly name: string;
  readonly type: BusinessType;
  readonly region: CdnRegion;
  readonly sources: readonly CdnSource[];
}

/** One setting of an accelerated domain, named as the vendor names its functions; it works once `success`. */
export interface CdnConfig {
  readonly id: string;
  readonly functionName: string;
  readonly args: Readonly<Record<string, string>>;
  readonly status: 'success' | 'configuring' | 'failed';
}

/** A setting as the list of all has it; `ofCondition` where it holds only for some requests, and is not to be changed from here. */
export interface ListedConfig extends CdnConfig {
  readonly ofCondition?: true;
}

export type RefreshStatus = 'pending' | 'refreshing' | 'complete' | 'failed';

export type RefreshTaskKind = 'file' | 'directory' | 'regex' | 'prefetch';

/** A refresh task's progress, one entry per URL. */
export interface RefreshTask {
  readonly id: string;
  readonly url: string;
  /** Absent when the vendor uses another word. */
  readonly kind?: RefreshTaskKind;
  /** When it was submitted, ms since the epoch. */
  readonly createdAt?: number;
  readonly status: RefreshStatus;
  /** 0 to 100. */
  readonly percent: number;
  readonly description?: string;
}

/** A page of refresh tasks, the newest first; `total` counts those of all pages or, where the vendor does not say, up to this one. */
interface RefreshTaskPage {
  readonly tasks: readonly RefreshTask[];
  readonly total: number;
}

/** Another product of the account that has a name; `otherProduct` where the vendor does not say which. */
export type OtherProduct = 'dcdn' | 'dcdnIpa' | 'scdn' | 'vod' | 'live' | 'otherProduct';
/** Who has a name: no account, this account's CDN, another account, or another product of this one. */
export type NameHolder = 'free' | 'thisAccount' | 'otherAccount' | OtherProduct;

/** How much of a kind may be submitted a day. */
interface RefreshCounts {
  readonly urls?: number;
  readonly directories?: number;
  readonly patterns?: number;
  readonly prefetches?: number;
}

/** What is left today (until midnight, UTC+8), and of how much; absent where the vendor did not say. */
export interface RefreshQuota extends RefreshCounts {
  readonly limits?: RefreshCounts;
}

/** Alibaba Cloud CDN. Each call throws an `AppError`. */
export interface CdnPort {
  readServiceState(signal: AbortSignal): Promise<'open' | 'notOpen' | 'locked'>;
  /** Opens the service, billed by traffic from then on; it being open already is no error. */
  openService(signal: AbortSignal): Promise<void>;
  /** How many domains the account may have; `undefined` when the vendor does not say. */
  readDomainQuota(signal: AbortSignal): Promise<number | undefined>;
  checkDomain(name: string, signal: AbortSignal): Promise<NameHolder>;
  /** Whether the name has an ICP filing; `unknown` whenever the vendor refuses to say. */
  checkIcp(name: string, signal: AbortSignal): Promise<'filed' | 'notFiled' | 'unknown'>;
  /** The TXT value that host `verification` of the root domain must carry. */
  readVerifyContent(name: string, signal: AbortSignal): Promise<string>;
  /** True once the vendor accepts the TXT (or already trusts the root domain), false while it does not see it. */
  verifyOwner(name: string, signal: AbortSignal): Promise<boolean>;
  createDomain(domain: NewCdnDomain, signal: AbortSignal): Promise<{ readonly requestId?: string }>;
  listDomains(signal: AbortSignal): Promise<readonly CdnDomain[]>;
  readDomain(name: string, signal: AbortSignal): Promise<CdnDomain | undefined>;
  /** CDN's own view of the DNS of these domains, at most 50; of several, one that CDN does not have is left out. */
  readCnameStates(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, CnameState>>;
  /** The names whose origin is exactly this host. */
  listDomainsBySource(
    origin: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly name: string; readonly status: string }[]>;
  /** Replaces all origins; `domainBusy` while an earlier change is under way, as for every change of a domain below. */
  updateSources(name: string, sources: readonly CdnSource[], signal: AbortSignal): Promise<void>;
  startDomain(name: string, signal: AbortSignal): Promise<void>;
  /** An outage for visitors whose DNS still points at CDN: the CNAME no longer resolves. */
  stopDomain(name: string, signal: AbortSignal): Promise<void>;
  deleteDomain(name: string, signal: AbortSignal): Promise<void>;
  /** The settings of these functions, such as `host_redirect`; a function that is not set has none. */
  readConfigs(name: string, functionNames: readonly string[], signal: AbortSignal): Promise<readonly CdnConfig[]>;
  /** Every setting of a domain, also those that belong to a condition. */
  listConfigs(name: string, signal: AbortSignal): Promise<readonly ListedConfig[]>;
  /** Whether a staging configuration of the domain is under test: until it is published or rolled back, CDN refuses other changes. */
  hasStagingConfig(name: string, signal: AbortSignal): Promise<boolean>;
  /** Sets a function of an online domain. One that may be set several times gets another entry unless `configId` says which to replace. */
  setConfig(
    name: string,
    config: { readonly functionName: string; readonly args: CdnConfig['args']; readonly configId?: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** It being gone already is no error. */
  deleteConfig(name: string, configId: string, signal: AbortSignal): Promise<void>;
  /** The domains that have HTTPS, with how long their certificates last. */
  listHttpsDomains(signal: AbortSignal): Promise<readonly HttpsDomain[]>;
  /** The certificate that CDN has for a domain; `undefined` without HTTPS. */
  readCertificate(name: string, signal: AbortSignal): Promise<DomainCertificate | undefined>;
  /** The certificates of the account that are good for a domain, the latest first. */
  listCertificates(name: string, signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** Gives an online domain a certificate, in place of the one that it has; the edges show it some minutes later. */
  setCertificate(name: string, choice: CertificateChoice, signal: AbortSignal): Promise<void>;
  /** Ends HTTPS: CDN drops the certificate and its key. */
  deleteCertificate(name: string, signal: AbortSignal): Promise<void>;
  /** Has the edges fetch these files (at most 100 URLs, no directories); answers task ids. */
  prefetch(
    urls: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /**
   * Drops these URLs (at most 1,000 over at most 10 domains) from the edge; answers task ids. What is below a
   * `Directory`, or fits the pattern that `Regex` takes alone, is only asked about again, so that its old headers may stay; a
   * `WholeDirectory` is dropped.
   */
  refresh(
    urls: readonly string[],
    type: 'File' | 'Directory' | 'WholeDirectory' | 'Regex',
    signal: AbortSignal,
  ): Promise<{ readonly taskIds: readonly string[]; readonly requestId?: string }>;
  /** At most 10 ids a call. */
  readRefreshTasks(ids: readonly string[], signal: AbortSignal): Promise<readonly RefreshTask[]>;
  /** Refreshes and prefetches of the last 3 days; `page` from 1, `limit` 1 to 100. Automatic ones of OSS are not among them. */
  listRefreshTasks(
    query: { readonly page: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<RefreshTaskPage>;
  readRefreshQuota(signal: AbortSignal): Promise<RefreshQuota>;
}

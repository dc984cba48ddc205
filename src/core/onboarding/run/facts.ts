import type { SiteCheck } from '../../delivery/proveSite.js';
import type { UploadAccess } from '../../oss/bucketAddress.js';
import type { DnsRecord } from '../../ports/dns.js';

/** Everything that a run has learned. Only a bookmark: every step reads the cloud again. */
export interface RunFacts {
  /** Whether CDN had the domain when the run first checked. Only a new one has no visitors before its DNS is changed. */
  readonly domain: 'unknown' | 'new' | 'former';
  readonly dns: DnsPlace;
  /** The CNAME of the domain; empty until CDN has assigned it. */
  readonly cname: string;
  readonly proof: EdgeProof;
  readonly upload: UploadAccess;
  readonly record: RecordFacts;
  /** Temporary TXT records of this run, recorded before they are written, so that a crash leaves none behind. */
  readonly ownTxt: readonly OwnTxt[];
  /** How often each approved act was seen done. An approval is used once; what is undone by hand is asked about again. */
  readonly consumed: Readonly<Partial<Record<OnceKind, number>>>;
  readonly hostRefresh: RefreshFacts;
  /** Parts to do once DNS leads to CDN. */
  readonly putOff: readonly PutOff[];
  /** The domain was bound again as approved, which includes its origin host. */
  readonly hostAgain: boolean;
  /** How often each CDN function was set again after a failure. */
  readonly setAgain: Readonly<Record<string, number>>;
  /** How often CDN accepted each function since it was last seen in effect. */
  readonly settingTries: Readonly<Record<string, number>>;
  readonly site: SiteFacts;
  readonly certificate: SentCertificate;
  readonly request: CertificateRequest;
  /** Why HTTPS may fail although its proof counts as done; `none` also before that, and once the edge served a trusted certificate. */
  readonly httpsDoubt: 'none' | HttpsDoubt;
  /** HTTP/2 and the TLS versions were seen as wanted, and are not changed again. */
  readonly protocolsSet: boolean;
  /** Absent before publishing has ended. */
  readonly published?: PublishedFolder;
}

/** A completely published folder, as a URI text. */
interface PublishedFolder {
  readonly folder: string;
  /** How many of its files the bucket has. */
  readonly files: number;
  /** At most 100 names of unpublished files, pages first, and the number of others, `unnamed`. */
  readonly unsent: readonly string[];
  readonly unnamed?: number;
  /** How many source maps were left out. */
  readonly sourceMaps?: number;
}

/** Postponed parts: what OSS refused, and what needs a record that would take the name from the wildcard that it depends on. */
export type PutOff = 'binding' | 'certificate';

/** The domain's place in Alibaba Cloud DNS; `elsewhere` also before it was searched. */
type DnsPlace =
  | { readonly kept: 'elsewhere' }
  | { readonly kept: 'here'; readonly zone: string; readonly rr: string; readonly minTtl: number };

/** The last proof of the edge: the compared object, if any, and what visitors will notice. */
type EdgeProof = { readonly state: 'none' } | ({ readonly state: 'seen'; readonly key?: string } & EdgeEvidence);

/** The answers of the edge before DNS leads there. */
export interface EdgeEvidence {
  /** The time of the check, ms since the epoch. */
  readonly at: number;
  readonly checks: readonly SiteCheck[];
  /** The number of checked addresses. */
  readonly addresses: number;
  /** The end of the domain's certificate, ms since the epoch; absent if the edge has no valid one. */
  readonly httpsUntil?: number;
}

/**
 * Reasons to leave DNS unchanged: the home page, https if the present site has it, a forced download, mail at the name
 * itself, or unpublished pages.
 */
export type SwitchDoubt = 'homePage' | 'https' | 'download' | 'mail' | 'pages';

/** The evidence for a DNS change that affects visitors: the last proof of the edge, and the unpublished files of the folder. */
export interface SwitchEvidence extends Pick<PublishedFolder, 'unsent' | 'unnamed' | 'sourceMaps'> {
  readonly proof?: EdgeEvidence;
  readonly doubts: readonly SwitchDoubt[];
}

/** The CNAME record of a run, and the records that it replaced. */
interface RecordFacts {
  /** How often an approved record was seen written. An approval is used once; a record deleted by hand is asked about again. */
  readonly written: number;
  /**
   * The record that this run wrote, or the user's paused one that it resumed. The latter is recorded before the act,
   * since an undo pauses it again.
   */
  readonly own: { readonly state: 'none' } | { readonly state: 'written' | 'resumed'; readonly id: string };
  /** Records that a switch pauses, with all their fields. Recorded before the act, for the undo. */
  readonly paused: readonly DnsRecord[];
  /** Conflicting records were left as they are, as the user chose. */
  readonly left: boolean;
  /** The CNAME was seen in DNS, so CDN may have visitors. */
  readonly seen: boolean;
  /**
   * The last conflicting record with all its fields. It is changed into the CNAME, so that the host always has a record.
   * Recorded before the act.
   */
  readonly changed?: DnsRecord;
}

/** The refresh after a change of the origin host or the site; `before` are earlier tasks, to find one whose answer was lost. */
type RefreshFacts =
  | { readonly state: 'none' | 'sent' | 'refused' }
  | { readonly state: 'due'; readonly before: readonly string[] };

/** Steps with settings, each seen once as wanted. */
export type SettingStepId = 'addresses' | 'notFound' | 'caching' | 'transfer';

interface SiteFacts {
  /** The steps whose settings were seen as wanted; later changes are kept. */
  readonly set: readonly SettingStepId[];
  /** The run has changed the delivery of the domain, so edges may have old copies. */
  readonly changed: boolean;
}

/**
 * The certificate that CDN has accepted and not shown yet, and when, in ms since the epoch: with its approval or, once
 * the user is asked because it stays `unshown`, the approval to set it again.
 */
type SentCertificate =
  | { readonly state: 'none' }
  | { readonly state: 'sent' | 'unshown'; readonly approval: string; readonly at: number };

/** The progress of the request for the last chosen certificate; `none` also for one of the account. */
type CertificateRequest =
  | { readonly kind: 'none' }
  /** `at` is when the application was accepted, in ms since the epoch. */
  | { readonly kind: 'free'; readonly state: 'applied'; readonly instance: string; readonly at: number }
  | { readonly kind: 'free'; readonly state: 'issued'; readonly instance: string; readonly certificateId: number }
  | AcmeRequest;

/**
 * The request to Let's Encrypt that was chosen at `askedAt`. `order` is the URL of its order, `name` the future name of
 * its certificate, `spent` the number of lost certificates, `toldAt` when the server was last told that it is its turn,
 * in ms since the epoch.
 */
export type AcmeRequest = { readonly kind: 'acme'; readonly askedAt: number; readonly spent: number } & (
  | { readonly state: 'ordered'; readonly order: string; readonly toldAt?: number }
  | { readonly state: 'named'; readonly order: string; readonly name: string; readonly toldAt?: number }
  | { readonly state: 'stored'; readonly certificateId: number; readonly region: string }
);

/** Why visitors over HTTPS may get an error: the edge was not seen to serve the certificate, or this computer does not trust it. */
export type HttpsDoubt = 'unproven' | 'untrusted';

/** Acts with an approval that is used once: they cost money, make something public, change live DNS, or revert a later change. */
export type OnceKind =
  | 'domain'
  | 'privateOrigin'
  | 'uploadRecord'
  | 'resume'
  | 'binding'
  | 'uploadBinding'
  | 'originHost'
  | 'certificate'
  | 'validation'
  | 'redirect'
  | 'dropCopies'
  | 'rebind'
  | 'replace'
  | 'retryFiles';

/** The purposes of proof records: the root domain in CDN, the domain at the bucket, the upload domain at the bucket, a certificate. */
export type TxtPurpose = 'ownership' | 'binding' | 'uploadBinding' | 'validation';

/** The services for which such a record proves a domain. */
export type ProofIssuer = 'letsencrypt' | 'alibabacloud';

/** A proof record of ours with its place and value. A certificate may be validated by a CNAME. */
export type OwnTxt = {
  readonly purpose: TxtPurpose;
  readonly zone: string;
  readonly rr: string;
  readonly type: 'TXT' | 'CNAME';
  readonly value: string;
} & (
  | { readonly state: 'written' }
  /** An existing paused record with this value, resumed as long as needed and then paused again. */
  | { readonly state: 'resumed'; readonly id: string }
);

/** The facts at the beginning of a run. */
export const newFacts: RunFacts = {
  domain: 'unknown',
  dns: { kept: 'elsewhere' },
  cname: '',
  proof: { state: 'none' },
  upload: { state: 'default' },
  record: { written: 0, own: { state: 'none' }, paused: [], left: false, seen: false },
  ownTxt: [],
  consumed: {},
  hostRefresh: { state: 'none' },
  putOff: [],
  hostAgain: false,
  setAgain: {},
  settingTries: {},
  site: { set: [], changed: false },
  certificate: { state: 'none' },
  request: { kind: 'none' },
  httpsDoubt: 'none',
  protocolsSet: false,
};

/** The key of the object that proved the edge; `undefined` before that. */
export function provenKey({ proof }: RunFacts): string | undefined {
  return proof.state === 'seen' ? proof.key : undefined;
}

/** The facts with this part postponed until DNS leads to CDN. */
export function putOff(part: PutOff, facts: RunFacts): RunFacts {
  return facts.putOff.includes(part) ? facts : { ...facts, putOff: [...facts.putOff, part] };
}

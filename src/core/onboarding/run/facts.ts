import type { SiteCheck } from '../../delivery/proveSite.js';
import type { UploadAccess } from '../../oss/bucketAddress.js';
import type { DnsRecord } from '../../ports/dns.js';

/** The facts that a run has learned. They serve only as a bookmark, since every step reads the state of the cloud again. */
export interface RunFacts {
  /** Whether CDN had the domain when the run first checked. Only a new one has no visitors before its DNS is changed. */
  readonly domain: 'unknown' | 'new' | 'former';
  readonly dns: DnsPlace;
  /** The CNAME that CDN assigned to the domain; empty until then. */
  readonly cname: string;
  readonly proof: EdgeProof;
  readonly upload: UploadAccess;
  readonly record: RecordFacts;
  /** The temporary proof records of this run. Each is saved here before it is written to DNS, so that it can still be removed after a crash. */
  readonly ownTxt: readonly OwnTxt[];
  /** How often each approved act was seen done. An approval can be used once, so that the user is asked again after an act was undone by hand. */
  readonly consumed: Readonly<Partial<Record<OnceKind, number>>>;
  readonly hostRefresh: RefreshFacts;
  /** The parts that the run makes only once DNS leads to CDN. */
  readonly putOff: readonly PutOff[];
  /** Whether the domain was bound again as the user approved. That approval also covers its origin host. */
  readonly hostAgain: boolean;
  /** By function name, how often a CDN setting was sent again after CDN failed to apply it. */
  readonly setAgain: Readonly<Record<string, number>>;
  /** By function name, and by path where a function has several entries, how often CDN accepted a setting since it was last seen in effect. */
  readonly settingTries: Readonly<Record<string, number>>;
  /** Whether a call with several settings failed. From then on each is made by a call of its own. */
  readonly settingsApart: boolean;
  readonly site: SiteFacts;
  readonly certificate: SentCertificate;
  readonly request: CertificateRequest;
  /** Why HTTPS may fail although its proof counts as done; `none` also before that, and once the edge served a trusted certificate. */
  readonly httpsDoubt: 'none' | HttpsDoubt;
  /** Whether HTTP/2 and the TLS versions were once seen as wanted. They are not changed again after that. */
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
  /** The number of source maps that were left out. */
  readonly sourceMaps?: number;
}

/**
 * The parts that can be postponed until DNS leads to CDN: what OSS refused before, and what needs a record that would hide the name from the wildcard record
 * that visitors follow.
 */
export type PutOff = 'binding' | 'certificate';

/** The place of the domain in Alibaba Cloud DNS. `elsewhere` also if the domain was not looked for yet. */
type DnsPlace =
  | { readonly kept: 'elsewhere' }
  | { readonly kept: 'here'; readonly zone: string; readonly rr: string; readonly minTtl: number };

/** The last proof of the edge: the object that was compared, if there was one, and what visitors will notice. */
type EdgeProof = { readonly state: 'none' } | ({ readonly state: 'seen'; readonly key?: string } & EdgeEvidence);

/** The answers of the edge before DNS leads visitors there. */
export interface EdgeEvidence {
  /** The time of the check, ms since the epoch. */
  readonly at: number;
  readonly checks: readonly SiteCheck[];
  /** The number of edge addresses that were checked. */
  readonly addresses: number;
  /** When the domain's certificate expires, in ms since the epoch; absent if the edge serves no valid one. */
  readonly httpsUntil?: number;
}

/**
 * The reasons to leave DNS unchanged. `https` is one only if the present site has HTTPS, `mail` if the name itself receives mail, `pages` if pages are
 * unpublished.
 */
export type SwitchDoubt = 'homePage' | 'https' | 'download' | 'mail' | 'pages';

/** The facts that the user should know before a DNS change that affects visitors: the last proof of the edge, and which files of the folder are unpublished. */
export interface SwitchEvidence extends Pick<PublishedFolder, 'unsent' | 'unnamed' | 'sourceMaps'> {
  readonly proof?: EdgeEvidence;
  readonly doubts: readonly SwitchDoubt[];
}

/** The CNAME record of a run, and the records that it replaced. */
interface RecordFacts {
  /** How often an approved record was seen written. An approval can be used once, so that the user is asked again after the record was deleted by hand. */
  readonly written: number;
  /** The CNAME that this run wrote, or the user's paused one that it resumed. A resumed record is saved before the act, since an undo has to pause it again. */
  readonly own: { readonly state: 'none' } | { readonly state: 'written' | 'resumed'; readonly id: string };
  /** The records that a switch pauses, with all their fields. Saved before the act, so that an undo can resume them. */
  readonly paused: readonly DnsRecord[];
  /** Whether conflicting records were left unchanged, as the user chose. */
  readonly left: boolean;
  /** Whether the CNAME was seen in DNS. If so, CDN may have visitors. */
  readonly seen: boolean;
  /**
   * The last conflicting record, with all its fields. It is changed into the CNAME instead of being paused, so that the host always has a record. Saved
   * before the act.
   */
  readonly changed?: DnsRecord;
}

/** The refresh after a change of the origin host or the site; `before` are earlier tasks, to find one whose answer was lost. */
type RefreshFacts =
  | { readonly state: 'none' | 'sent' | 'refused' }
  | { readonly state: 'due'; readonly before: readonly string[] };

/** The steps that make settings. Once such a step has seen its settings as wanted, it makes no more. */
export type SettingStepId = 'addresses' | 'notFound' | 'caching' | 'transfer';

interface SiteFacts {
  /** The steps whose settings were seen as wanted; later changes are kept. */
  readonly set: readonly SettingStepId[];
  /** Whether the run has changed how the domain is delivered. If so, the edge may have copies from before. */
  readonly changed: boolean;
}

/**
 * A certificate that CDN has accepted but not shown yet. `at` is when CDN accepted it, in ms since the epoch. `approval` is that for setting it; once the
 * user is asked because it stays `unshown`, the approval to set it again.
 */
type SentCertificate =
  | { readonly state: 'none' }
  | { readonly state: 'sent' | 'unshown'; readonly approval: string; readonly at: number };

/** The progress of the request for the last chosen certificate. `none` also if a certificate of the account was chosen, which needs no request. */
type CertificateRequest =
  | { readonly kind: 'none' }
  /** `at` is when the application was accepted, in ms since the epoch. */
  | { readonly kind: 'free'; readonly state: 'applied'; readonly instance: string; readonly at: number }
  | { readonly kind: 'free'; readonly state: 'issued'; readonly instance: string; readonly certificateId: number }
  | AcmeRequest;

/**
 * The request to Let's Encrypt that was chosen at `askedAt`. `order` is the URL of its order, `name` the future name of its certificate, `spent` how many
 * certificates were lost, and `toldAt` when the server was last told to check the records, in ms since the epoch.
 */
export type AcmeRequest = { readonly kind: 'acme'; readonly askedAt: number; readonly spent: number } & (
  | { readonly state: 'ordered'; readonly order: string; readonly toldAt?: number }
  | { readonly state: 'named'; readonly order: string; readonly name: string; readonly toldAt?: number }
  | { readonly state: 'stored'; readonly certificateId: number; readonly region: string }
);

/** Why visitors over HTTPS may get an error: the edge was not seen to serve the certificate, or this computer does not trust it. */
export type HttpsDoubt = 'unproven' | 'untrusted';

/** The acts that need an approval each time, since they cost money, make something public, change live DNS or revert a later change. */
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

/** The purpose of a proof record. It proves the root domain to CDN, the domain to OSS, the upload domain to OSS, or the domain to a certificate authority. */
export type TxtPurpose = 'ownership' | 'binding' | 'uploadBinding' | 'validation';

/** The services to which a proof record proves a domain. */
export type ProofIssuer = 'letsencrypt' | 'alibabacloud';

/** A proof record that the run writes or resumes. It is a TXT, or a CNAME for some certificates. */
export type OwnTxt = {
  readonly purpose: TxtPurpose;
  readonly zone: string;
  readonly rr: string;
  readonly type: 'TXT' | 'CNAME';
  readonly value: string;
} & (
  | { readonly state: 'written' }
  /** A paused record with this value already exists. The run resumes it while it is needed and then pauses it again. */
  | { readonly state: 'resumed'; readonly id: string }
);

/** The facts with which a run begins. */
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
  settingsApart: false,
  site: { set: [], changed: false },
  certificate: { state: 'none' },
  request: { kind: 'none' },
  httpsDoubt: 'none',
  protocolsSet: false,
};

/** Returns the key of the object with which the edge was proven; `undefined` if there is no proof yet or no object was compared. */
export function provenKey({ proof }: RunFacts): string | undefined {
  return proof.state === 'seen' ? proof.key : undefined;
}

/** Returns the facts with this part postponed until DNS leads to CDN. */
export function putOff(part: PutOff, facts: RunFacts): RunFacts {
  return facts.putOff.includes(part) ? facts : { ...facts, putOff: [...facts.putOff, part] };
}

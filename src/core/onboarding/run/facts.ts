import type { SiteCheck } from '../../delivery/proveSite.js';
import type { UploadAccess } from '../../oss/bucketAddress.js';
import type { DnsRecord } from '../../ports/dns.js';

/** Everything that a run has learned, from its beginning on. A bookmark only: every step reads the cloud again. */
export interface RunFacts {
  /** Whether CDN had the domain when the run first looked: only one that is new has no visitors before its DNS is changed. */
  readonly domain: 'unknown' | 'new' | 'former';
  readonly dns: DnsPlace;
  /** The CNAME of the domain; empty until CDN has assigned it. */
  readonly cname: string;
  readonly proof: EdgeProof;
  readonly upload: UploadAccess;
  readonly record: RecordFacts;
  /** TXT records that this run writes and removes again; noted before the act, so that a crash leaves none behind. */
  readonly ownTxt: readonly OwnTxt[];
  /** How often each of these was seen done as approved: an approval serves once, what is undone by hand is asked about again. */
  readonly consumed: Readonly<Partial<Record<OnceKind, number>>>;
  readonly hostRefresh: RefreshFacts;
  /** What is done only once DNS leads to CDN. */
  readonly putOff: readonly PutOff[];
  /** The domain was bound again as approved, which covers the origin Host that goes with it. */
  readonly hostAgain: boolean;
  /** How often each function of CDN was set once more after it had failed. */
  readonly setAgain: Readonly<Record<string, number>>;
  /** How often CDN accepted each function since it was last seen in effect. */
  readonly settingTries: Readonly<Record<string, number>>;
  readonly site: SiteFacts;
  readonly certificate: SentCertificate;
  readonly request: CertificateRequest;
  /** Why HTTPS may fail although its proof counts as done; `none` too before that, and once the edge served a trusted certificate. */
  readonly httpsDoubt: 'none' | HttpsDoubt;
  /** HTTP/2 and the versions of TLS were seen as wanted: they are not changed again. */
  readonly protocolsSet: boolean;
  /** How many files of the folder the bucket has, and at most 100 names of those that it lacks, pages first, of which so many others are `unnamed`; absent before publishing came to its end. */
  readonly published?: PublishedFolder;
}

/** A folder, as a URI text, that was published to its end; of the files that were not at most 100 names, and how many others there are. */
interface PublishedFolder {
  readonly folder: string;
  readonly files: number;
  readonly unsent: readonly string[];
  readonly unnamed?: number;
  /** How many source maps were left out. */
  readonly sourceMaps?: number;
}

/** Parts that wait for DNS: what OSS refused before, and what needs a record that would take the name from the wildcard by which alone it is reached. */
export type PutOff = 'binding' | 'certificate';

/** The place of the domain in Alibaba Cloud DNS; `elsewhere` also until it was looked for. */
type DnsPlace =
  | { readonly kept: 'elsewhere' }
  | { readonly kept: 'here'; readonly zone: string; readonly rr: string; readonly minTtl: number };

/** The last proof of the edge: the object that was compared, where there was one, and what visitors will notice. */
type EdgeProof = { readonly state: 'none' } | ({ readonly state: 'seen'; readonly key?: string } & EdgeEvidence);

/** What the edge was seen to serve before DNS leads there. */
export interface EdgeEvidence {
  /** When it was seen, ms since the epoch. */
  readonly at: number;
  readonly checks: readonly SiteCheck[];
  /** How many addresses were asked. */
  readonly addresses: number;
  /** Until when the certificate of the domain is valid, ms since the epoch; absent where the edge has none that is good for it. */
  readonly httpsUntil?: number;
}

/** Why DNS is better left as it is: the home page, https where the present site has it, the download that OSS forces, mail at the name itself, or pages that are not published. */
export type SwitchDoubt = 'homePage' | 'https' | 'download' | 'mail' | 'pages';

/** The evidence for a change of DNS that visitors use: the last proof of the edge, and the files of the folder that are not published. */
export interface SwitchEvidence {
  readonly proof?: EdgeEvidence;
  /** At most 100 of their names, pages first; so many others are `unnamed`. */
  readonly unsent: readonly string[];
  readonly unnamed?: number;
  /** How many source maps were left out. */
  readonly sourceMaps?: number;
  readonly doubts: readonly SwitchDoubt[];
}

/** The CNAME record of a run, and the records that made room for it. */
interface RecordFacts {
  /** How often an approved record was seen written: an approval serves once, a record deleted by hand is asked about again. */
  readonly written: number;
  /** The record that this run wrote, or a paused one of the user's that it resumes; the latter noted before the act, since an undo pauses it again. */
  readonly own: { readonly state: 'none' } | { readonly state: 'written' | 'resumed'; readonly id: string };
  /** Records that a switch pauses, all fields as they were; noted before the act, and needed to undo it. */
  readonly paused: readonly DnsRecord[];
  /** The records that conflict with the CNAME were left as they are, as chosen by the user. */
  readonly left: boolean;
  /** The CNAME was seen in DNS, so that visitors may be on CDN. */
  readonly seen: boolean;
  /** The last record in the way, all fields as they were: it is changed into the CNAME, so that the host is never without a record; noted before the act. */
  readonly changed?: DnsRecord;
}

/** The refresh after the origin host or the site was changed; `before` are the tasks there before, to find one whose answer was lost. */
type RefreshFacts =
  | { readonly state: 'none' | 'sent' | 'refused' }
  | { readonly state: 'due'; readonly before: readonly string[] };

/** Steps that make settings, each seen once as it is wanted. */
export type SettingStepId = 'addresses' | 'notFound' | 'caching' | 'transfer';

interface SiteFacts {
  /** The steps whose settings were seen as the site needs them: what is changed later is left alone. */
  readonly set: readonly SettingStepId[];
  /** The run has changed how the domain is served, so that what the edge has cached may be of before. */
  readonly changed: boolean;
}

/**
 * The certificate that CDN accepted and has not shown yet, and when, in ms since the epoch: the approval by which it was set or, once the
 * user is asked because it stays `unshown`, by which it may be set again.
 */
type SentCertificate =
  | { readonly state: 'none' }
  | { readonly state: 'sent' | 'unshown'; readonly approval: string; readonly at: number };

/** How far the request for the certificate that was chosen last has come; `none` also for one of the account. */
type CertificateRequest =
  | { readonly kind: 'none' }
  /** `at` is when the application was accepted, in ms since the epoch. */
  | { readonly kind: 'free'; readonly state: 'applied'; readonly instance: string; readonly at: number }
  | { readonly kind: 'free'; readonly state: 'issued'; readonly instance: string; readonly certificateId: number }
  | AcmeRequest;

/**
 * The request to Let's Encrypt that was chosen at `askedAt`. `order` is the URL of its order, `name` the one under which its certificate
 * will be stored, `spent` how many were issued and lost before they were stored, `toldAt` when the server was told last that it is its turn,
 * in ms since the epoch.
 */
export type AcmeRequest = { readonly kind: 'acme'; readonly askedAt: number; readonly spent: number } & (
  | { readonly state: 'ordered'; readonly order: string; readonly toldAt?: number }
  | { readonly state: 'named'; readonly order: string; readonly name: string; readonly toldAt?: number }
  | { readonly state: 'stored'; readonly certificateId: number; readonly region: string }
);

/** The reason for which visitors over HTTPS may get an error: the edge was not seen to serve the certificate, or this computer does not trust it. */
export type HttpsDoubt = 'unproven' | 'untrusted';

/** Acts that need an approval, used once: they cost money, make something public, change live DNS, or revert a later change. */
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

/** The proofs that a record may give: the root domain in CDN, the domain at the bucket, the upload domain at the bucket, a certificate. */
export type TxtPurpose = 'ownership' | 'binding' | 'uploadBinding' | 'validation';

/** The services for which such a record proves a domain. */
export type ProofIssuer = 'letsencrypt' | 'alibabacloud';

/** A proof record of ours: its place and its value. A certificate may be validated by a CNAME. */
export type OwnTxt = {
  readonly purpose: TxtPurpose;
  readonly zone: string;
  readonly rr: string;
  readonly type: 'TXT' | 'CNAME';
  readonly value: string;
} & (
  | { readonly state: 'written' }
  /** An existing paused record with this value: resumed for as long as it is needed, then paused again. */
  | { readonly state: 'resumed'; readonly id: string }
);

/** The facts of a run at its beginning. */
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

/** The key of the object that proved the edge; `undefined` before one did. */
export function provenKey({ proof }: RunFacts): string | undefined {
  return proof.state === 'seen' ? proof.key : undefined;
}

/** The facts with this part put off until DNS leads to CDN. */
export function putOff(part: PutOff, facts: RunFacts): RunFacts {
  return facts.putOff.includes(part) ? facts : { ...facts, putOff: [...facts.putOff, part] };
}

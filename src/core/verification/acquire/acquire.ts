import { hasBytes, largestProof, type Proof, readProof } from '../../cdn/edgeProof.js';
import { originHostFunction } from '../../cdn/functionNames.js';
import { withTimeout } from '../../concurrency/withTimeout.js';
import { checkAddresses, listForProof } from '../../delivery/proveSite.js';
import { siteFunctions, siteTypeOf, toSitePlan } from '../../delivery/siteType.js';
import { receivesMail } from '../../dns/existingRecords.js';
import { probeName, recordName, sameHost } from '../../dns/hostNames.js';
import { AppError, type ErrorKind, throwIfAborted } from '../../errors.js';
import { isRootDenied, viewInBrowser } from '../../https/browserView.js';
import { standardPorts } from '../../origin.js';
import { bucketsOf } from '../../oss/binding.js';
import { isPrivateBucket } from '../../oss/isPrivateBucket.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { DnsAnswer, EdgeAnswer, EdgePort, ResolverPort } from '../../ports/probe.js';
import { isLocalAddress } from '../../publicAddress.js';
import { toView } from '../diagnosis/view.js';
import type { EdgeFact, VerificationFacts } from '../facts.js';
import { askOnce, askServer, type DnsAsker } from './askServer.js';
import { FactsCollector } from './factsCollector.js';
import { askAuthority, findZone, firstFound, listZoneCandidates } from './nameServers.js';

/** The ports through which the sources are queried. If `account` is absent, only DNS and the edge are checked. */
export interface AcquirePorts extends AccountAccess {
  readonly resolver: ResolverPort;
  readonly edge: EdgePort;
  /** Returns whether anyone may register names under a name. By default, that is so for top-level domains only. */
  isPublicSuffix?(name: string): boolean;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** Which servers to query, and what a running onboarding already knows about the domain. */
export interface AcquireOptions {
  readonly resolvers: readonly string[];
  /** The servers to query instead of the zone's own. If empty, the zone's own servers are found by its NS records. */
  readonly authoritativeServers: readonly string[];
  readonly bucket?: BucketRef | undefined;
  readonly cname?: string | undefined;
  /** The key of an object with which the edge was proven before. */
  readonly key?: string | undefined;
  /** Called with the facts known so far, while a source is slow. */
  readonly onPart?: ((facts: VerificationFacts) => void) | undefined;
}

interface Look {
  readonly name: string;
  /** The name that is queried in DNS and at the edge. */
  readonly asked: string;
  readonly ports: AcquirePorts;
  readonly options: AcquireOptions;
  readonly signal: AbortSignal;
  readonly collector: FactsCollector;
  readonly dns: DnsAsker;
}

/** The page of a bucket at `/`, by a rewrite of CDN or as the default page of OSS. */
const indexPage = 'index.html';

/** The time until the first partial facts are reported, in ms. The fast sources have answered by then, which avoids a redraw for each. */
const firstPictureMs = 1_000;

/** How long silent name servers are waited for in total, in ms, so that a verification ends within 5 s. */
const dnsPatienceMs = 4_200;

/**
 * Queries all sources about a domain (as the CDN API writes it) at the same time. If a source fails, its facts are missing and `sources` has the reason;
 * throws only `cancelled`. While a source is slow, `options.onPart` is called with partial facts after a second and with each further answer; `pending`
 * lists the missing sources.
 */
export async function acquireFacts(
  name: string,
  ports: AcquirePorts,
  options: AcquireOptions,
  signal: AbortSignal,
): Promise<VerificationFacts> {
  throwIfAborted(signal);
  const { onPart } = options;
  const done = new AbortController();
  let showing = false;
  const show = () => {
    if (showing && !done.signal.aborted && !signal.aborted) onPart?.(collector.toFacts());
  };
  const collector = new FactsCollector(name, ports.clock, options.cname, show);
  const start = () => {
    showing = true;
    show();
  };
  if (onPart) ports.clock.sleep(firstPictureMs, AbortSignal.any([signal, done.signal])).then(start, () => undefined);
  try {
    const dns = { ...ports, deadline: ports.clock.now() + dnsPatienceMs };
    await askEveryone({ name, asked: probeName(name), ports, options, signal, collector, dns });
  } finally {
    done.abort();
  }
  throwIfAborted(signal);
  return collector.toFacts();
}

async function askEveryone(look: Look): Promise<void> {
  const { name, ports, signal, collector } = look;
  const cdn = askCdn(collector, name, ports, signal);
  const resolvers = startResolvers(look);
  const zone = askZone(look);
  await Promise.all([
    cdn,
    askAlidns(collector, name, ports, signal),
    resolvers.all,
    zone,
    collector.ask('edge', () => askEdges(look, cdn, resolvers.address)),
  ]);
}

/** `address` resolves to the first address in an answer, a public one if possible, or `undefined` if there is none. */
function startResolvers({ asked, dns, options, signal, collector }: Look) {
  let found: (address: string | undefined) => void = () => undefined;
  const address = new Promise<string | undefined>((resolve) => {
    found = resolve;
  });
  const byServer = new Map<string, DnsAnswer>();
  const all = collector.ask('resolvers', async (partial) => {
    await Promise.all(
      options.resolvers.map(async (server) => {
        const answer = await askServer(dns, server, asked, signal);
        byServer.set(server, answer);
        // In the order of the settings, not of the answers.
        partial.resolvers = options.resolvers.flatMap((each) => byServer.get(each) ?? []);
        const usable = addressesOf(answer).find((address) => !isLocalAddress(address));
        if (usable !== undefined) found(usable);
        collector.note();
      }),
    ).finally(() => found(partial.resolvers.flatMap(addressesOf)[0]));
  });
  return { all, address };
}

/** Finds the zone and then queries its own servers. The facts of either may be missing afterwards. */
async function askZone(look: Look): Promise<void> {
  const { asked, ports, dns, options, signal, collector } = look;
  const { resolvers, authoritativeServers: given } = options;
  const candidates = listZoneCandidates(asked, (each) => ports.isPublicSuffix?.(each) ?? false);
  const views = resolvers.map((server) => findZone(dns, server, candidates, signal));
  const first = firstFound(views, signal);
  await Promise.all([
    collector.ask('delegation', async (partial) => {
      partial.zones = (await Promise.all(views)).flatMap((view) => view ?? []);
    }),
    collector.ask('authoritative', async (partial) => {
      const found = given.length > 0 ? undefined : await first;
      // Enough to show before the silent servers time out.
      if (found) partial.zones ??= [found];
      const query = { resolvers, given, nameServers: found?.nameServers ?? [], ...(found && { zone: found.zone }) };
      Object.assign(partial, await askAuthority(dns, query, asked, signal));
    }),
    first.then((found) => (found && sameHost(found.zone, asked) ? askMail(look) : undefined)),
  ]);
}

/** Reads whether the name receives mail. It matters only for a zone's own name, where some providers allow an MX record beside a CNAME and mail may be lost. */
async function askMail({ asked, dns, options, signal, collector }: Look): Promise<void> {
  const resolver: Pick<ResolverPort, 'query'> = {
    query: (server, name) => askOnce(dns, server, { name, type: 'MX' }, signal),
  };
  const means = { cloud: { resolver }, resolvers: options.resolvers, signal };
  collector.partial.receivesMail = await receivesMail(asked, means);
  collector.note();
}

/** Requests the CNAME target over HTTPS and HTTP at once, and the address of DNS once it is known. */
async function askEdges(look: Look, cdn: Promise<void>, address: Promise<string | undefined>): Promise<void> {
  const { ports, options, signal, collector } = look;
  await cdn;
  const bucket = await askBucket(collector, options.bucket, ports, signal);
  const proof = readBytes(look, bucket);
  const site = readSite(look, bucket);
  // Without an account, only the CNAME in DNS is known.
  const cname = collector.expected ?? (await address.then(() => toView(collector.toFacts()).target));
  const ask = async (via: EdgePlace['via'], connectTo: string | undefined) => {
    if (connectTo === undefined) return;
    const known = await proof;
    const schemes = ['https', 'http'] as const;
    await Promise.all(schemes.map((scheme) => askOne(look, { via, connectTo, scheme }, known)));
  };
  await Promise.all([
    ask('cname', cname).then(() => Promise.all([askRootPage(look, cname, proof), askPages(look, cname, site)])),
    address.then((each) => ask('dns', each)),
  ]);
  const isForced = ({ answer, scheme }: EdgeFact) => {
    const view = viewInBrowser(look.name, { answer, scheme }, ports.clock.now());
    return view.kind === 'downloaded' && view.forced;
  };
  if (bucket && collector.partial.edges?.some(isForced)) await askForcedDownload(collector, bucket, ports, signal);
}

async function askOne(look: Look, place: EdgePlace, proof: Proof | undefined): Promise<void> {
  const fact = await askEdge(look, place, proof);
  const { partial } = look.collector;
  partial.edges = [...(partial.edges ?? []), fact];
  look.collector.note();
}

/** Compares an object. Prefers a page, which tells most about browsers. Without permission to read the bucket, requests the page at `/`. */
async function readBytes(look: Look, bucket: BucketRef | undefined): Promise<Proof | undefined> {
  const { ports, options, signal, collector } = look;
  if (!ports.account || !bucket) return undefined;
  const { oss } = ports.account;
  try {
    collector.partial.hasIndex = (await oss.readObjectHead(bucket, indexPage, signal)) !== undefined;
    return await readProof(oss, bucket, collector.partial.hasIndex ? indexPage : options.key, signal);
  } catch {
    return undefined;
  }
}

/** Reads the first objects of the bucket and the site that the settings of an online domain make of them; resolves to `undefined` if that cannot be read. */
async function readSite({ ports: { account }, signal, collector }: Look, bucket: BucketRef | undefined) {
  const domain = collector.partial.domain?.found;
  if (!account || !bucket || domain?.status !== 'online') return undefined;
  try {
    const [objects, configs] = await Promise.all([
      listForProof(account.oss, bucket, signal),
      account.cdn.readConfigs(domain.name, siteFunctions, signal),
    ]);
    if (!objects) return undefined;
    // Without the rules of a site, each file has its own address only.
    const type = siteTypeOf(configs) ?? 'downloads';
    return { domain, objects, site: toSitePlan(type, { paths: new Set(objects.map(({ key }) => key)) }, domain) };
  } catch {
    return undefined;
  }
}

/** Requests pages and files in each form of their address, once the CNAME target serves the domain. */
async function askPages(look: Look, cname: string | undefined, reading: ReturnType<typeof readSite>): Promise<void> {
  const { ports, signal, collector } = look;
  const found = await reading;
  const serves = ({ answer: { outcome, status = 0 } }: EdgeFact) => outcome === 'answered' && status < 400;
  const served = collector.partial.edges?.filter((edge) => edge.via === 'cname' && serves(edge)) ?? [];
  if (!found || cname === undefined || served.length === 0) return;
  const httpsOn = served.some(({ scheme }) => scheme === 'https');
  const work = { ...found, cloud: ports, domain: { ...found.domain, cname, httpsOn }, signal };
  collector.partial.pages = await checkAddresses(work);
}

/** Checks whether OSS refuses the page at `/`. If it is not known whether the bucket is private, nothing is reported, since the right fix is unknown then. */
async function askRootPage(look: Look, cname: string | undefined, proof: Promise<Proof | undefined>): Promise<void> {
  const { partial } = look.collector;
  if (cname === undefined) return;
  // Without an object to compare, this page was already requested.
  if (await proof) {
    const places = (['https', 'http'] as const).map((scheme) => ({ via: 'cname', connectTo: cname, scheme }) as const);
    partial.root = await Promise.all(places.map((place) => askEdge(look, place)));
  }
  const isDenied = (partial.root ?? partial.edges ?? []).some(({ answer }) => isRootDenied(answer));
  if (!isDenied || partial.bucket?.isPrivate === undefined) return;
  const { isPrivate, ...bucket } = partial.bucket;
  partial.rootDenied = { bucket, isPrivate };
}

function addressesOf(answer: DnsAnswer): readonly string[] {
  return answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
}

/** How long an edge may take to answer, in ms. Connections across borders may be slow. */
const patienceMs = 8_000;

/** Where the edge is requested: at the CNAME target or at an address in DNS, over one scheme. */
type EdgePlace = Pick<EdgeFact, 'via' | 'connectTo' | 'scheme'>;

/**
 * Requests the object, or `/` without one, from one edge under the accelerated name. If a proxy forwards no plain HTTP
 * to a chosen address, requests the name itself, as a browser behind it does.
 */
async function askEdge(look: Look, place: EdgePlace, proof?: Proof): Promise<EdgeFact> {
  const { asked: name, ports, signal } = look;
  const path = proof?.path ?? '/';
  const { connectTo, scheme } = place;
  const request = { connectTo, scheme, name, path, maxBytes: proof ? largestProof + 1 : 4096 };
  const answer = await withTimeout(
    (stop) => ports.edge.probe(request, stop),
    (): EdgeAnswer => ({ outcome: 'timeout', headers: {}, durationMs: patienceMs }),
    { clock: ports.clock, ms: patienceMs, signal },
  );
  if (answer.outcome === 'proxyRefused' && scheme === 'http' && place.via === 'dns' && connectTo !== name) {
    return askEdge(look, { ...place, connectTo: name }, proof);
  }
  const isCompared = proof && answer.outcome === 'answered';
  return { ...place, path, answer, ...(isCompared && { sameBytes: hasBytes(answer, proof.bytes) }) };
}

/** Access to the cloud of the account, or the reason why there is none. */
interface AccountAccess {
  readonly account?: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  /** Why there is no account; `notSignedIn` by default. */
  readonly accountFailed?: ErrorKind;
}

/** Reads the domain from CDN, and what CDN itself sees in DNS. Settles once both have been read or have failed. */
async function askCdn(
  collector: FactsCollector,
  name: string,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    collector.ask('cdnDomain', async (partial) => {
      partial.domain = { found: await need(access).cdn.readDomain(name, signal) };
    }),
    collector.ask('cdnCname', async (partial) => {
      partial.cnameState = (await need(access).cdn.readCnameStates([name], signal)).get(name);
    }),
  ]);
}

/** Reads the zone and the records of the host, if the zone is in Alibaba Cloud DNS. */
function askAlidns(collector: FactsCollector, name: string, access: AccountAccess, signal: AbortSignal): Promise<void> {
  return collector.ask('alidns', async (partial) => {
    const { dns } = need(access);
    const place = await dns.locate(recordName(name), signal);
    if (!place) return;
    partial.alidns = { place };
    const [zone, records] = await Promise.allSettled([
      dns.readZone(place.zone, signal),
      dns.listRecords(place.zone, place.rr, signal),
    ]);
    if (zone.status === 'fulfilled') {
      partial.hosted = zone.value.nameServers;
      partial.alidns = { ...partial.alidns, minTtl: zone.value.minTtl };
    }
    if (records.status === 'fulfilled') partial.alidns = { ...partial.alidns, records: records.value };
    for (const each of [records, zone]) if (each.status === 'rejected') throw each.reason;
  });
}

/**
 * Finds the bucket of the domain and whether it is private. `known`, the bucket of an onboarding, adds the upload domain. It replaces the bucket only if CDN
 * cannot be asked, since the origin may have changed.
 */
async function askBucket(
  collector: FactsCollector,
  known: BucketRef | undefined,
  { account }: AccountAccess,
  signal: AbortSignal,
): Promise<BucketRef | undefined> {
  const found = collector.partial.domain?.found;
  const bucket = found ? bucketBehind(found, known) : known;
  if (!bucket) return undefined;
  collector.partial.bucket = bucket;
  const info = await account?.oss.readBucketInfo(bucket, signal).catch(() => undefined);
  if (info) collector.partial.bucket = { ...bucket, isPrivate: isPrivateBucket(info) };
  return bucket;
}

function bucketBehind({ sources }: Pick<CdnDomain, 'sources'>, known: BucketRef | undefined): BucketRef | undefined {
  const buckets = bucketsOf(sources);
  return buckets.some(({ name, region }) => name === known?.name && region === known.region) ? known : buckets[0];
}

/** Reads why OSS may force a download; resolves to `undefined` if the account may not read that. */
async function askForcedDownload(
  { partial }: FactsCollector,
  bucket: BucketRef,
  { account }: AccountAccess,
  signal: AbortSignal,
): Promise<void> {
  const found = partial.domain?.found;
  if (!account || !found) return;
  const { name, sources } = found;
  const [cnames, configs] = await Promise.allSettled([
    account.oss.listCnames(bucket, signal),
    account.cdn.readConfigs(name, [originHostFunction], signal),
  ]);
  if (cnames.status === 'rejected' || configs.status === 'rejected') return;
  partial.forcedDownload = {
    isBound: cnames.value.some(({ domain, enabled }) => enabled && sameHost(domain, name)),
    isPlain: sources.every(({ port }) => port === standardPorts.http),
    isAskedByDomain: configs.value.some(
      ({ args, status }) => status === 'success' && sameHost(args.domain_name ?? '', name),
    ),
  };
}

function need({ account, accountFailed = 'notSignedIn' }: AccountAccess): NonNullable<AccountAccess['account']> {
  if (!account) throw new AppError(accountFailed);
  return account;
}

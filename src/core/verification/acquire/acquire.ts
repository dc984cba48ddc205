import { hasBytes, largestProof, type Proof, readProof } from '../../cdn/edgeProof.js';
import { withTimeout } from '../../concurrency/withTimeout.js';
import { receivesMail } from '../../dns/existingRecords.js';
import { probeName, sameHost } from '../../dns/hostNames.js';
import { throwIfAborted } from '../../errors.js';
import { isRootDenied, viewInBrowser } from '../../https/browserView.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { DnsAnswer, EdgeAnswer, EdgePort, ResolverPort } from '../../ports/probe.js';
import { isLocalAddress } from '../../publicAddress.js';
import { toView } from '../diagnosis/view.js';
import type { EdgeFact, VerificationFacts } from '../facts.js';
import { type AccountAccess, askAlidns, askBucket, askCdn, askForcedDownload } from './askAccount.js';
import { askOnce, askServer, type DnsAsker } from './askServer.js';
import { FactsCollector } from './factsCollector.js';
import { askAuthority, findZone, firstFound, listZoneCandidates } from './nameServers.js';

/** The ports to query. Without `account`, only DNS and the edge are checked. */
export interface AcquirePorts extends AccountAccess {
  readonly resolver: ResolverPort;
  readonly edge: EdgePort;
  /** Returns whether anyone may register under a name. By default only top-level domains. */
  isPublicSuffix?(name: string): boolean;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** The servers to query, and what a running onboarding already knows. */
export interface AcquireOptions {
  readonly resolvers: readonly string[];
  /** Servers to query instead of the zone's own, which are found by NS if empty. */
  readonly authoritativeServers: readonly string[];
  readonly bucket?: BucketRef;
  readonly cname?: string;
  /** The key of an object that proved the edge before. */
  readonly key?: string;
  /** Called with partial facts while a source is slow. */
  readonly onPart?: (facts: VerificationFacts) => void;
}

interface Look {
  readonly name: string;
  /** The name for queries of DNS and the edge. */
  readonly asked: string;
  readonly ports: AcquirePorts;
  readonly options: AcquireOptions;
  readonly signal: AbortSignal;
  readonly collector: FactsCollector;
  readonly dns: DnsAsker;
}

/** The page of a bucket at `/`, by a rewrite of CDN or as the default page of OSS. */
const indexPage = 'index.html';

/** Delay of the first partial facts, ms. The fast sources have answered by then, which avoids a redraw for each. */
const firstPictureMs = 1_000;

/** Total time limit for silent name servers, ms, so that a verification ends within 5 s. */
const dnsPatienceMs = 4_200;

/**
 * Queries all sources about a domain (in the CDN API's spelling) in parallel. A part that fails is omitted, with the
 * reason in `sources`; throws only `cancelled`. If a source is slow, `options.onPart` gets partial facts after a second
 * and with each further answer; `pending` lists what is missing.
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

/** Finds the zone, then queries its own servers. Either part may be missing. */
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

/** Only a zone's own name can have MX beside a CNAME at some providers, and may lose mail. */
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
  // Without an account, only the CNAME in DNS is known.
  const cname = collector.expected ?? (await address.then(() => toView(collector.toFacts()).target));
  const ask = async (via: EdgePlace['via'], connectTo: string | undefined) => {
    if (connectTo === undefined) return;
    const known = await proof;
    const schemes = ['https', 'http'] as const;
    await Promise.all(schemes.map((scheme) => askOne(look, { via, connectTo, scheme }, known)));
  };
  await Promise.all([
    ask('cname', cname).then(() => askRootPage(look, cname, proof)),
    address.then((each) => ask('dns', each)),
  ]);
  const isForced = ({ answer, scheme }: EdgeFact) => {
    const view = viewInBrowser(look.name, { answer, scheme }, ports.clock.now());
    return view.kind === 'downloaded' && view.forced;
  };
  if (bucket && collector.partial.edges?.some(isForced)) await askForcedDownload(collector, bucket, ports, signal);
}

async function askOne(
  { asked, ports, signal, collector }: Look,
  place: EdgePlace,
  proof: Proof | undefined,
): Promise<void> {
  const fact = await askEdge({ ...ports, signal }, asked, place, proof);
  collector.partial.edges = [...(collector.partial.edges ?? []), fact];
  collector.note();
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

/** Checks the page at `/`. If the bucket cannot be read, the right fix is unknown. */
async function askRootPage(look: Look, cname: string | undefined, proof: Promise<Proof | undefined>): Promise<void> {
  const { ports, asked, signal, collector } = look;
  const { partial } = collector;
  if (cname === undefined) return;
  // Without an object to compare, this page was already requested.
  if (await proof) {
    const places = (['https', 'http'] as const).map((scheme) => ({ via: 'cname', connectTo: cname, scheme }) as const);
    partial.root = await Promise.all(places.map((place) => askEdge({ ...ports, signal }, asked, place)));
  }
  const isDenied = (partial.root ?? partial.edges ?? []).some(({ answer }) => isRootDenied(answer));
  if (!isDenied || partial.bucket?.isPrivate === undefined) return;
  const { isPrivate, ...bucket } = partial.bucket;
  partial.rootDenied = { bucket, isPrivate };
}

function addressesOf(answer: DnsAnswer): readonly string[] {
  return answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
}

/** Time limit for an edge, ms. Connections across borders may be slow. */
const patienceMs = 8_000;

/** The context of requests to the edge. */
interface EdgeAsker {
  readonly edge: EdgePort;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  readonly signal: AbortSignal;
}

/** An edge at the CNAME target or at an address of DNS. */
type EdgePlace = Pick<EdgeFact, 'via' | 'connectTo' | 'scheme'>;

/**
 * Requests the object, or `/` without one, from one edge under the accelerated name. If a proxy forwards no plain HTTP
 * to a chosen address, requests the name itself, as a browser behind it does.
 */
async function askEdge(
  { edge, clock, signal }: EdgeAsker,
  name: string,
  place: EdgePlace,
  proof?: Proof,
): Promise<EdgeFact> {
  const path = proof?.path ?? '/';
  const { connectTo, scheme } = place;
  const request = { connectTo, scheme, name, path, maxBytes: proof ? largestProof + 1 : 4096 };
  const answer = await withTimeout(
    (stop) => edge.probe(request, stop),
    (): EdgeAnswer => ({ outcome: 'timeout', headers: {}, durationMs: patienceMs }),
    { clock, ms: patienceMs, signal },
  );
  if (answer.outcome === 'proxyRefused' && scheme === 'http' && place.via === 'dns' && connectTo !== name) {
    return askEdge({ edge, clock, signal }, name, { ...place, connectTo: name }, proof);
  }
  const isCompared = proof && answer.outcome === 'answered';
  return { ...place, path, answer, ...(isCompared && { sameBytes: hasBytes(answer, proof.bytes) }) };
}

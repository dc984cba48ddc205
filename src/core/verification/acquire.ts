import { pickProofObject, proveEdge } from '../edgeProof.js';
import { isErrorOf, throwIfAborted } from '../errors.js';
import { probeName, recordName } from '../onboarding/names.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';
import type { EdgePort, ResolverPort } from '../ports/probe.js';
import type { VerificationFacts } from './facts.js';
import { askAuthoritative } from './nameServers.js';
import { askRoot } from './rootPage.js';

/** What is asked: without `account` only DNS, and the edge when the CNAME is known, can be looked at. */
export interface AcquirePorts {
  readonly resolver: ResolverPort;
  readonly edge: EdgePort;
  readonly clock: Pick<ClockPort, 'now'>;
  readonly account?: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
}

/** Whom to ask, and what a running onboarding already knows. */
export interface AcquireOptions {
  readonly resolvers: readonly string[];
  /** Servers to ask as the zone's own; when empty they are found by NS. */
  readonly authoritativeServers: readonly string[];
  readonly bucket?: BucketRef;
  readonly cname?: string;
  /** The object that proved the edge before. */
  readonly key?: string;
}

/**
 * Asks everyone at once about a domain (as the CDN API writes it). A part that cannot be asked is left out;
 * throws only `cancelled`.
 */
export async function acquireFacts(
  name: string,
  ports: AcquirePorts,
  options: AcquireOptions,
  signal: AbortSignal,
): Promise<VerificationFacts> {
  const asked = probeName(name);
  const account = askAccount(name, ports.account, signal);
  const [known, hosted, edge, rootDenied, resolvers, authoritative] = await Promise.all([
    account,
    readRecords(name, ports.account, signal),
    account.then((found) => askEdge(asked, found, ports, options, signal)),
    account.then((found) => askRootPage(asked, found, ports, options, signal)),
    Promise.all(options.resolvers.map((server) => ports.resolver.query(server, asked, 'A', signal))),
    askAuthoritative(ports.resolver, asked, options.authoritativeServers, signal),
  ]);
  throwIfAborted(signal);
  const expected = known.cname ?? options.cname;
  return {
    name,
    at: ports.clock.now(),
    resolvers,
    authoritative,
    ...(expected !== undefined && { expected }),
    ...(known.domain && { status: known.domain.status }),
    ...(known.configured !== undefined && { cdnConfigured: known.configured }),
    ...hosted,
    ...(edge && { edge }),
    ...(rootDenied && { rootDenied }),
    ...(known.unknown && { accountUnknown: true }),
  };
}

interface AccountView {
  readonly cname?: string;
  readonly domain?: CdnDomain;
  readonly configured?: boolean;
  readonly unknown: boolean;
}

async function askAccount(name: string, account: AcquirePorts['account'], signal: AbortSignal): Promise<AccountView> {
  if (!account) return { unknown: true };
  const [domain, state] = await Promise.all([
    tolerate(account.cdn.readDomain(name, signal).then((found) => ({ found }))),
    tolerate(account.cdn.readCnameState(name, signal)),
  ]);
  const cname = domain?.found?.cname ?? state?.cname;
  return {
    unknown: domain === undefined,
    ...(cname !== undefined && { cname }),
    ...(domain?.found && { domain: domain.found }),
    ...(domain?.found && state && { configured: state.configured }),
  };
}

async function readRecords(
  name: string,
  account: AcquirePorts['account'],
  signal: AbortSignal,
): Promise<Pick<VerificationFacts, 'place' | 'records'>> {
  const place = account && (await tolerate(account.dns.locate(recordName(name), signal)));
  if (!account || !place) return {};
  const records = await tolerate(account.dns.listRecords(place.zone, place.rr, signal));
  return { place, ...(records && { records }) };
}

async function askEdge(
  asked: string,
  known: AccountView,
  ports: AcquirePorts,
  options: AcquireOptions,
  signal: AbortSignal,
): Promise<VerificationFacts['edge']> {
  const connectTo = known.cname ?? options.cname;
  if (connectTo === undefined) return undefined;
  const at = { connectTo, name: asked };
  const proof = await tolerate(compareBytes(at, options.bucket ?? toBucket(known.domain), ports, options.key, signal));
  if (proof) return proof;
  return { path: '/', answer: await ports.edge.probe({ ...at, path: '/', maxBytes: 1024 }, signal) };
}

async function askRootPage(
  asked: string,
  { cname, domain }: AccountView,
  { account, edge }: AcquirePorts,
  options: AcquireOptions,
  signal: AbortSignal,
): Promise<VerificationFacts['rootDenied']> {
  const connectTo = cname ?? options.cname;
  const bucket = options.bucket ?? toBucket(domain);
  if (connectTo === undefined || !bucket || !account) return undefined;
  return tolerate(askRoot({ edge, oss: account.oss }, { connectTo, name: asked }, bucket, signal));
}

async function compareBytes(
  at: { readonly connectTo: string; readonly name: string },
  bucket: BucketRef | undefined,
  { account, edge }: AcquirePorts,
  preferred: string | undefined,
  signal: AbortSignal,
): Promise<VerificationFacts['edge']> {
  if (!account || !bucket) return undefined;
  const key = await pickProofObject(account.oss, bucket, preferred, signal);
  return key === undefined ? undefined : proveEdge({ oss: account.oss, edge }, { ...at, bucket, key }, signal);
}

function toBucket(domain: CdnDomain | undefined): BucketRef | undefined {
  const source = domain?.sources.find(({ type }) => type === 'oss');
  const found = source && /^([a-z0-9-]+)\.oss-([a-z0-9-]+)\.aliyuncs\.com$/.exec(source.content);
  return found?.[1] && found[2] ? { name: found[1], region: found[2] } : undefined;
}

/** A part that fails leaves a gap; only the person's own cancelling goes on. */
async function tolerate<T>(part: Promise<T>): Promise<T | undefined> {
  try {
    return await part;
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
    return undefined;
  }
}

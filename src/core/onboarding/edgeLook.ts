import { pickSmallest, proveEdge } from '../cdn/edgeProof.js';
import { askForRoot, checkDownload, proveSite, type SiteCheck } from '../delivery/proveSite.js';
import { readSitePages } from '../delivery/siteType.js';
import { queryAll } from '../dns/aliases.js';
import { isInformative } from '../dns/answers.js';
import { probeName } from '../dns/hostNames.js';
import { isErrorOf } from '../errors.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { BucketRef, ObjectPage } from '../ports/oss.js';
import type { EdgeAnswer, PeerCertificate } from '../ports/probe.js';
import { whyWithoutHttps } from './https/protocols.js';
import { judgeServed, type Served } from './https/served.js';
import { provenKey } from './run/facts.js';
import type { StepContext } from './run/step.js';

/** The maximum number of addresses of the CNAME target to which requests are sent. */
const mostAddresses = 4;
/** The maximum number of further objects that are tried if an object is archived. Each object costs three requests. */
const mostOthers = 5;

/** The files of a bucket that can be compared with what the edge serves. */
export interface ProofFiles {
  readonly bucket: BucketRef;
  /** The keys to try in order. The next key is used if an object is archived. */
  readonly keys: readonly string[];
  readonly objects: ObjectPage['objects'];
  readonly hasIndex: boolean;
}

/** Reads which files of a bucket can be compared at the edge. Costs one listing of its first 1,000 objects and at most three HEAD requests. */
export async function readProofFiles(
  { cloud: { oss }, plan, facts, signal }: Pick<StepContext, 'cloud' | 'plan' | 'facts' | 'signal'>,
  bucket: BucketRef,
): Promise<ProofFiles> {
  const proven = provenKey(facts);
  const [{ objects }, { hasIndex }, head] = await Promise.all([
    oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal),
    readSitePages(oss, bucket, signal, plan.site?.routes?.base),
    proven === undefined ? undefined : oss.readObjectHead(bucket, proven, signal),
  ]);
  const keys = proven !== undefined && head ? [proven] : [];
  while (keys.length <= mostOthers) {
    const key = pickSmallest(objects, (each) => !keys.includes(each));
    if (key === undefined) break;
    keys.push(key);
  }
  return { bucket, keys, objects, hasIndex };
}

/** At most this many addresses of the site are checked at each further address of the edge, which has the same settings. */
const fewAddresses = 6;

/** The findings at one address of the edge. */
export interface EdgeLook {
  readonly checks: readonly SiteCheck[];
  /** The answer that shows whether the node knows the domain. */
  readonly answer: EdgeAnswer;
  /** The key of the object that was compared; absent if no object could be read. */
  readonly key?: string;
  /** How the served certificate was judged. Absent if HTTPS is not part of the proof, or if the node did not answer. */
  readonly served?: Served;
  /** The certificate that the node presented in the TLS handshake. */
  readonly certificate?: PeerCertificate;
}

/** One address of the edge with its answers to `/`: `root` over the preferred scheme, `secure` over HTTPS and `plain` over HTTP. */
interface Node {
  readonly domain: { readonly name: string; readonly cname: string; readonly httpsOn: boolean };
  readonly root: EdgeAnswer;
  /** The answer over HTTPS; absent if the domain gets no HTTPS. */
  readonly secure?: EdgeAnswer;
  readonly plain: EdgeAnswer;
}

/**
 * Checks the edge like a visitor at each address of the CNAME target, one address per iteration. Nodes that do not show `/` come first, so that the caller
 * can stop early and the wait costs few requests.
 */
export async function* lookAtEdge(context: StepContext, files: ProofFiles | undefined): AsyncGenerator<EdgeLook> {
  const { cloud, plan, signal } = context;
  const isPlanned = whyWithoutHttps(context) === undefined;
  const reading = cloud.cdn.readCertificate(plan.domain, signal);
  // An existing certificate is good for visitors, whatever the plan.
  const held = await (isPlanned ? reading : ifReadable(reading));
  const nodes = await findNodes(context, isPlanned || held !== undefined);
  const isShown = ({ root }: Node) => root.status !== undefined && root.status < 400;
  let known = files;
  let isFurther = false;
  for (const node of [...nodes].sort((left, right) => Number(isShown(left)) - Number(isShown(right)))) {
    const look = await lookAt(node, held, { ...context, files: known, ...(isFurther && { most: fewAddresses }) });
    isFurther = true;
    yield look;
    // A readable object is compared at the other addresses too.
    if (known && look.key !== undefined) known = { ...known, keys: [look.key] };
  }
}

/** The addresses with their answers to `/`; the CNAME target itself if it has none, or if a proxy forwards nothing to addresses. */
async function findNodes(context: StepContext, isSecure: boolean): Promise<readonly Node[]> {
  const {
    facts: { cname },
  } = context;
  const answers = await queryAll(context, cname, 'A');
  const records = answers.filter(isInformative).flatMap((answer) => answer.records);
  const addresses = new Set(records.filter(({ type }) => type === 'A').map(({ data }) => data));
  const ask = (targets: readonly string[]) => Promise.all(targets.map((target) => askNode(target, isSecure, context)));
  const nodes = await ask([...addresses].sort().slice(0, mostAddresses));
  const isBarred = nodes.every(({ root }) => root.outcome === 'proxyRefused');
  return isBarred ? ask([cname]) : nodes;
}

async function askNode(cname: string, isSecure: boolean, { cloud, plan, signal }: StepContext): Promise<Node> {
  const at = (httpsOn: boolean) => ({ name: plan.domain, cname, httpsOn });
  const ask = (httpsOn: boolean) => askForRoot({ cloud, domain: at(httpsOn), signal });
  const [secure, plain] = await Promise.all([isSecure ? ask(true) : undefined, ask(false)]);
  const isPlain = plain.outcome === 'answered' && (!secure || secure.outcome === 'tlsFailed');
  if (secure && !isPlain) return { domain: at(true), root: secure, secure, plain };
  if (isPlain) return { domain: at(false), root: plain, ...(secure && { secure }), plain };
  // If only HTTPS gets through, the certificate is not the domain's and is not judged.
  const other = await ask(true);
  return {
    plain,
    ...(other.outcome === 'answered' ? { domain: at(true), root: other } : { domain: at(false), root: plain }),
  };
}

async function lookAt(
  node: Node,
  held: DomainCertificate | undefined,
  context: StepContext & { readonly files: ProofFiles | undefined; readonly most?: number },
): Promise<EdgeLook> {
  const { cloud, plan, now, signal, files, most } = context;
  const { domain, root, secure, plain } = node;
  const work = {
    cloud,
    domain,
    mark: now.toString(36),
    now,
    signal,
    ...(files && { objects: files.objects }),
    ...(most !== undefined && { most }),
  };
  const [site, compared] = await Promise.all([
    plan.site ? proveSite({ ...work, site: plan.site }, Promise.resolve(root)) : checkPlain(node, now),
    files && compare(domain.cname, files, context),
  ]);
  const isJudged = secure?.outcome === 'answered' || secure?.outcome === 'tlsFailed';
  const served = isJudged ? judgeServed(held, secure.certificate) : undefined;
  return {
    checks: [
      ...site.map((check) => (check.kind === 'root' ? withPlain(check, node) : check)),
      ...(served ? [{ kind: 'certificate', path: '/', holds: served === 'trusted' } as const] : []),
      ...(compared ? [compared.check] : []),
    ],
    answer: compared?.answer ?? (root.outcome === 'answered' ? root : plain),
    ...(compared && { key: compared.key }),
    ...(served && { served }),
    ...(secure?.certificate && { certificate: secure.certificate }),
  };
}

/** Returns the checks for a domain whose settings are kept. They only cover whether its home page answers and whether browsers would download it. */
function checkPlain({ domain, root }: Node, now: number): readonly SiteCheck[] {
  const { status } = root;
  const holds = status !== undefined && status < 400;
  return [
    { kind: 'root', path: '/', holds, ...(status !== undefined && { status }) },
    ...checkDownload({ domain, now }, root),
  ];
}

/** Visitors also come over HTTP, and are redirected to HTTPS or see the same. If HTTP does not get through, that cannot be checked. */
function withPlain(check: SiteCheck, { plain }: Node): SiteCheck {
  if (!check.holds || plain.outcome !== 'answered' || plain.status === undefined || plain.status < 400) return check;
  return { ...check, holds: false, status: plain.status };
}

/** Compares the first readable file with what the edge serves; resolves to `undefined` if all files are archived. */
async function compare(connectTo: string, { bucket, keys }: ProofFiles, { cloud, plan, signal }: StepContext) {
  for (const key of keys) {
    try {
      const at = { connectTo, name: probeName(plan.domain), bucket, key };
      const { answer, path, sameBytes } = await proveEdge(cloud, at, signal);
      const { status } = answer;
      const check = { kind: 'bytes', path, holds: sameBytes, ...(status !== undefined && { status }) } as const;
      return { answer, key, check };
    } catch (error) {
      if (!isErrorOf(error, 'objectArchived')) throw error;
    }
  }
  return undefined;
}

/** Merges the checks of several addresses into one check of each kind and path. It fails if it fails at any address. */
export function mergeChecks(looks: readonly EdgeLook[]): readonly SiteCheck[] {
  const merged = new Map<string, SiteCheck>();
  for (const check of looks.flatMap(({ checks }) => checks)) {
    const name = `${check.kind} ${check.path}`;
    if (merged.get(name)?.holds !== false) merged.set(name, check);
  }
  return [...merged.values()];
}

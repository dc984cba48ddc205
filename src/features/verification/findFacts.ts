import { type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import { bucketOf } from '../../core/onboarding/bucketOf.js';
import type { RunRecord } from '../../core/onboarding/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { type AcquirePorts, acquireFacts } from '../../core/verification/acquire.js';
import { diagnoseAgain, type Look } from '../../core/verification/diagnose.js';
import type { FactPart, Verdict } from '../../core/verification/facts.js';
import type { FeatureDeps } from '../../host/deps.js';

/** What finding facts uses; DNS and the edge are asked without an account too. */
export interface FindFactsDeps extends Pick<FeatureDeps, 'session' | 'settings' | 'clock'> {
  loadProbes(): Promise<Pick<CloudPorts, 'resolver' | 'edge'>>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
}

/** What is known of a domain before it is looked at. */
export interface Known {
  readonly run?: RunRecord;
  /** The look before this one. */
  readonly last?: Look;
}

/**
 * Asks everyone about a domain, of this account or not, with what its onboarding knows, and judges. `onPart` gets what
 * can be said already while somebody is slow. Throws only `cancelled`.
 */
export async function findFacts(
  deps: FindFactsDeps,
  domain: string,
  { run, last }: Known,
  signal: AbortSignal,
  onPart?: (found: Look) => void,
): Promise<Look> {
  const bucket = run && bucketOf(run);
  const authoritativeServers = deps.settings.get('verification.authoritativeServers');
  const resolvers = deps.settings.get('verification.resolvers');
  const facts = await acquireFacts(
    domain,
    await openPorts(deps),
    {
      authoritativeServers,
      // Servers of one's own serve names that this computer's resolver need not know.
      resolvers: authoritativeServers.length > 0 ? resolvers : ['system', ...resolvers],
      ...(bucket && { bucket }),
      ...(run?.facts.cname && { cname: run.facts.cname }),
      ...(run?.facts.provenKey && { key: run.facts.provenKey }),
    },
    signal,
    onPart && ((part) => tellEarly(diagnoseAgain(part, last), onPart)),
  );
  return diagnoseAgain(facts, last);
}

async function openPorts({ session, clock, loadProbes, loadIsPublicSuffix }: FindFactsDeps): Promise<AcquirePorts> {
  const isPublicSuffix = await loadIsPublicSuffix();
  const account = await session.cloud().catch((error: unknown): ErrorKind => {
    if (isErrorOf(error, 'cancelled')) throw error;
    return toAppError(error).kind;
  });
  if (typeof account === 'string') return { ...(await loadProbes()), clock, isPublicSuffix, accountFailed: account };
  return { resolver: account.resolver, edge: account.edge, clock, isPublicSuffix, account };
}

/** What a slower part would turn round is not shown yet. */
function tellEarly(found: Look, onPart: (found: Look) => void): void {
  const { kind } = found.diagnosis.verdict;
  const { pending = [] } = found.facts;
  if (!waitsFor[kind].some((part) => part === 'all' || pending.includes(part))) onPart(found);
}

type Part = FactPart | 'all';
const account: readonly Part[] = ['cdnDomain', 'alidns'];
/** Resolvers only remember: what they say is compared with the zone's own servers first. */
const source: readonly Part[] = [...account, 'authoritative'];
/** Nothing is wrong with a record that the world does not ask for. */
const zone: readonly Part[] = [...source, 'delegation'];

/** The parts without which a verdict may be another one. */
const waitsFor: Readonly<Record<Verdict['kind'], readonly Part[]>> = {
  stopped: account,
  notOnline: account,
  conflicting: account,
  working: source,
  cdnLags: source,
  propagating: source,
  negativeCached: source,
  certificate: source,
  edgeRefuses: source,
  originRefuses: source,
  missing: zone,
  paused: zone,
  wrongTarget: zone,
  addressInTheWay: zone,
  zoneElsewhere: zone,
  notOnCdn: ['all'],
  cannotTell: ['all'],
};

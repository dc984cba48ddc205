import { type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import { bucketOf } from '../../core/oss/bucketAddress.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { type AcquirePorts, acquireFacts } from '../../core/verification/acquire/acquire.js';
import { diagnoseAgain, type Look } from '../../core/verification/diagnosis/diagnose.js';
import { isConclusive } from '../../core/verification/diagnosis/isConclusive.js';
import type { VerificationFacts } from '../../core/verification/facts.js';
import type { FeatureDeps } from '../../host/deps.js';

/** What finding facts uses; DNS and the edge are asked without an account too. */
export interface FindFactsDeps extends Pick<FeatureDeps, 'session' | 'settings' | 'clock'> {
  loadProbes(): Promise<Pick<CloudPorts, 'resolver' | 'edge'>>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
}

/** What is known of a domain before it is checked, and who hears of it early. */
export interface Known {
  readonly run?: RunRecord;
  /** The look before this one. */
  readonly last?: Look;
  /** Gets the partial result while a source is slow. */
  readonly onPart?: (found: Look) => void;
}

/**
 * Queries all sources about a domain, of this account or not, with what its onboarding knows, and diagnoses it.
 * Throws only `cancelled`.
 */
export async function findFacts(
  deps: FindFactsDeps,
  domain: string,
  { run, last, onPart }: Known,
  signal: AbortSignal,
): Promise<Look> {
  const bucket = run && bucketOf(run);
  const authoritativeServers = deps.settings.get('verification.authoritativeServers');
  const resolvers = deps.settings.get('verification.resolvers');
  const show = (part: VerificationFacts) => {
    const early = diagnoseAgain(part, last);
    if (isConclusive(early)) onPart?.(early);
  };
  const facts = await acquireFacts(
    domain,
    await openPorts(deps),
    {
      authoritativeServers,
      // Servers of one's own serve names that this computer's resolver need not know.
      resolvers: authoritativeServers.length > 0 ? resolvers : ['system', ...resolvers],
      ...(bucket && { bucket }),
      ...(run?.facts.cname && { cname: run.facts.cname }),
      ...(run?.facts.proof.state === 'seen' && { key: run.facts.proof.key }),
      ...(onPart && { onPart: show }),
    },
    signal,
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

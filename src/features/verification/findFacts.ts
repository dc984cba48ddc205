import { type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import { bucketOf } from '../../core/onboarding/bucketOf.js';
import type { RunRecord } from '../../core/onboarding/run.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { type AcquirePorts, acquireFacts } from '../../core/verification/acquire.js';
import { diagnose } from '../../core/verification/diagnose.js';
import type { Diagnosis, VerificationFacts } from '../../core/verification/facts.js';
import type { FeatureDeps } from '../../host/deps.js';

/** What finding facts uses; DNS and the edge are asked without an account too. */
export interface FindFactsDeps extends Pick<FeatureDeps, 'session' | 'settings' | 'clock'> {
  loadProbes(): Promise<Pick<CloudPorts, 'resolver' | 'edge'>>;
}

/** What was found out about a domain, and what it means. */
export interface Found {
  readonly facts: VerificationFacts;
  readonly diagnosis: Diagnosis;
}

/**
 * Asks everyone about a domain, of this account or not, with what its onboarding knows, and judges. `onPart` gets what
 * can be said already while somebody is slow. Throws only `cancelled`.
 */
export async function findFacts(
  deps: FindFactsDeps,
  domain: string,
  run: RunRecord | undefined,
  signal: AbortSignal,
  onPart?: (found: Found) => void,
): Promise<Found> {
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
    onPart && ((part) => tellEarly(part, onPart)),
  );
  return { facts, diagnosis: diagnose(facts) };
}

async function openPorts({ session, clock, loadProbes }: FindFactsDeps): Promise<AcquirePorts> {
  const account = await session.cloud().catch((error: unknown): ErrorKind => {
    if (isErrorOf(error, 'cancelled')) throw error;
    return toAppError(error).kind;
  });
  if (typeof account === 'string') return { ...(await loadProbes()), clock, accountFailed: account };
  return { resolver: account.resolver, edge: account.edge, clock, account };
}

/** A verdict that a slower part would turn round is not shown yet. */
function tellEarly(facts: VerificationFacts, onPart: (found: Found) => void): void {
  const diagnosis = diagnose(facts);
  const waits = facts.pending?.some((part) => part === 'cdnDomain' || part === 'alidns');
  if (!waits && !['cannotTell', 'notOnCdn'].includes(diagnosis.verdict.kind)) onPart({ facts, diagnosis });
}

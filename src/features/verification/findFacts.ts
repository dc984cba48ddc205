import { bucketOf } from '../../core/onboarding/bucketOf.js';
import type { RunRecord } from '../../core/onboarding/run.js';
import { acquireFacts } from '../../core/verification/acquire.js';
import { diagnose } from '../../core/verification/diagnose.js';
import type { FeatureDeps } from '../../host/deps.js';
import type { PageInput } from './page.js';

type Deps = Pick<FeatureDeps, 'session' | 'settings' | 'clock'>;

/** Asks everyone about a domain, with what its onboarding knows, and judges. Throws `cancelled` and `notSignedIn`. */
export async function findFacts(
  { session, settings, clock }: Deps,
  domain: string,
  run: RunRecord | undefined,
  signal: AbortSignal,
): Promise<NonNullable<PageInput['result']>> {
  const cloud = await session.cloud();
  const bucket = run && bucketOf(run);
  const authoritativeServers = settings.get('verification.authoritativeServers');
  const resolvers = settings.get('verification.resolvers');
  const facts = await acquireFacts(
    domain,
    { resolver: cloud.resolver, edge: cloud.edge, clock, account: cloud },
    {
      authoritativeServers,
      // Servers of one's own serve names that this computer's resolver need not know.
      resolvers: authoritativeServers.length > 0 ? resolvers : ['system', ...resolvers],
      ...(bucket && { bucket }),
      ...(run?.facts.cname && { cname: run.facts.cname }),
      ...(run?.facts.provenKey && { key: run.facts.provenKey }),
    },
    signal,
  );
  return { facts, diagnosis: diagnose(facts) };
}

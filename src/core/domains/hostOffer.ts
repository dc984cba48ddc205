import { bucketHost, findLeftHost } from '../cdn/originHost.js';
import { type HostContext, resetHostConfig } from '../cdn/resetHostConfig.js';
import { deniedKinds, fallback } from '../errors.js';
import type { CdnDomain } from '../ports/cdn.js';

/** An origin host that the user may change after its origins were changed. */
export interface HostOffer {
  readonly before: string;
  /** The new bucket; `undefined` if CDN should choose. */
  readonly after: string | undefined;
  /** Makes the change and waits until it is in effect. */
  set(): Promise<void>;
}

/** Checks whether CDN still sends the Host of another bucket; `undefined` if not, or without permission. */
export async function readHostOffer(
  context: HostContext,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
): Promise<HostOffer | undefined> {
  const reading = findLeftHost(context.cloud.cdn, domain, context.signal);
  const left = await reading.catch(fallback(undefined, ...deniedKinds));
  if (!left) return undefined;
  const after = bucketHost(domain.sources);
  const set = () => resetHostConfig(context, domain.name, left, after);
  return { before: left.args.domain_name ?? '', after, set };
}

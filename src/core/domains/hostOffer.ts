import { bucketHost, findLeftHost } from '../cdn/originHost.js';
import { type HostContext, resetHostConfig } from '../cdn/resetHostConfig.js';
import { isErrorOf } from '../errors.js';
import type { CdnDomain } from '../ports/cdn.js';

/** An origin host that may be changed after the origins were; the user decides. */
export interface HostOffer {
  readonly before: string;
  /** The new bucket; `undefined` where CDN is to choose. */
  readonly after: string | undefined;
  /** Makes the change and waits until it is in effect. */
  set(): Promise<void>;
}

/** Looks whether CDN has kept the Host of another bucket; `undefined` where it has not, or it may not be read. */
export async function readHostOffer(
  context: HostContext,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
): Promise<HostOffer | undefined> {
  const left = await findLeftHost(context.cloud.cdn, domain, context.signal).catch((error: unknown) => {
    if (isErrorOf(error, 'forbidden', 'refused')) return undefined;
    throw error;
  });
  if (!left) return undefined;
  const after = bucketHost(domain.sources);
  const set = () => resetHostConfig(context, domain.name, left, after);
  return { before: left.args.domain_name ?? '', after, set };
}

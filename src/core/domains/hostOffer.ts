import { bucketHost, findLeftHost, resetHostConfig } from '../cdn/originHost.js';
import { isErrorOf } from '../errors.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

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
  cdn: Pick<CdnPort, 'readConfigs' | 'setConfig' | 'deleteConfig'>,
  clock: ClockPort,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<HostOffer | undefined> {
  const left = await findLeftHost(cdn, domain, signal).catch((error: unknown) => {
    if (isErrorOf(error, 'forbidden', 'refused')) return undefined;
    throw error;
  });
  if (!left) return undefined;
  const after = bucketHost(domain.sources);
  const set = () => resetHostConfig(cdn, clock, domain.name, left, after, signal);
  return { before: left.args.domain_name ?? '', after, set };
}

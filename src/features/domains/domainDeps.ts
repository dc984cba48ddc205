import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { FeatureDeps } from '../../host/deps.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';

/** The dependencies of commands on a CDN domain. */
export interface DomainDeps
  extends Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'clock' | 'activity' | 'board' | 'memory'> {}

/** The context of a command on one domain, as read at its start. */
export interface DomainWork {
  readonly deps: DomainDeps;
  readonly cloud: CloudPorts;
  readonly domain: CdnDomain;
  readonly signal: AbortSignal;
}

/**
 * Reads the given domain, or one that the user chooses among those that match `fits`; `undefined` if cancelled. Throws
 * `domainNotFound`.
 */
export async function openWork(
  deps: DomainDeps,
  given: string | undefined,
  fits: (domain: CdnDomain) => boolean = () => true,
): Promise<DomainWork | undefined> {
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const labelOf = (each: CdnDomain) => (fits(each) ? showDomain(each.name) : undefined);
  const name = given ?? (await pickDomain(deps, labelOf))?.name;
  if (name === undefined) return undefined;
  const domain = await cloud.cdn.readDomain(name, signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  return { deps, cloud, domain, signal };
}

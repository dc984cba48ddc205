import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { FeatureDeps } from '../../host/deps.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';

/** The dependencies of commands on a CDN domain. */
export interface DomainDeps
  extends Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'clock' | 'activity' | 'board' | 'memory'> {}

/** The dependencies of a command on one domain, as read when the command starts. */
export interface DomainWork {
  readonly deps: DomainDeps;
  readonly cloud: CloudPorts;
  readonly domain: CdnDomain;
  /** The name of the domain for the user: a wildcard begins with `*.`. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Reads the given domain, or a domain that the user chooses among those that match `fits`. Resolves to `undefined` if the user cancels. Throws
 * `domainNotFound` if CDN does not have the domain.
 */
export async function openWork(
  deps: DomainDeps,
  given: string | undefined,
  fits: (domain: CdnDomain) => boolean = () => true,
): Promise<DomainWork | undefined> {
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const labelOf = (each: CdnDomain) => (fits(each) ? showDomain(each.name) : undefined);
  const chosen = given ?? (await pickDomain(deps, labelOf))?.name;
  if (chosen === undefined) return undefined;
  const domain = await cloud.cdn.readDomain(chosen, signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(chosen) });
  return { deps, cloud, domain, name: showDomain(domain.name), signal };
}

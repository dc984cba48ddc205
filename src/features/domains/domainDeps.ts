import type { CdnDomain } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { FeatureDeps } from '../../host/deps.js';

/** What the commands on a CDN domain use. */
export interface DomainDeps
  extends Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'clock' | 'activity' | 'board' | 'memory'> {}

/** A command at work on one domain, as it was read when the command started. */
export interface DomainWork {
  readonly deps: DomainDeps;
  readonly cloud: CloudPorts;
  readonly domain: CdnDomain;
  readonly signal: AbortSignal;
}

import { AppError } from '../errors.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnPort } from '../ports/cdn.js';

/**
 * Throws `stagingActive` while a staging configuration of a domain is under test, since CDN would refuse the change.
 * Call it before asking the user. Without permission, CDN's refusal of the change reports it. Source:
 * DescribeCdnDomainStagingConfig.
 */
export async function requireNoStaging(
  cdn: Pick<CdnPort, 'hasStagingConfig'>,
  domain: string,
  signal: AbortSignal,
): Promise<void> {
  if (await ifReadable(cdn.hasStagingConfig(domain, signal))) throw new AppError('stagingActive', { subject: domain });
}

import { AppError } from '../errors.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnPort } from '../ports/cdn.js';

/**
 * Throws `stagingActive` while a staging configuration of a domain is under test, since CDN would refuse the change that the user is
 * about to be asked for. Where it may not be read, the refusal itself says so. Source: DescribeCdnDomainStagingConfig.
 */
export async function requireNoStaging(
  cdn: Pick<CdnPort, 'hasStagingConfig'>,
  domain: string,
  signal: AbortSignal,
): Promise<void> {
  if (await ifReadable(cdn.hasStagingConfig(domain, signal))) throw new AppError('stagingActive', { subject: domain });
}

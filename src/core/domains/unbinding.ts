import { bucketHost, resetHostConfig } from '../cdn/originHost.js';
import type { Binding } from '../oss/binding.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';

/** Takes a domain off its bucket; the origin host that names the domain goes first, or OSS would refuse what CDN asks. */
export async function unbind(
  { cdn, oss }: Pick<CloudPorts, 'cdn' | 'oss'>,
  clock: ClockPort,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  { bucket, hostConfig }: Pick<Binding, 'bucket' | 'hostConfig'>,
  signal: AbortSignal,
): Promise<void> {
  // The domain may be bound to another bucket than the one that CDN fetches from.
  if (hostConfig) await resetHostConfig(cdn, clock, name, hostConfig, bucketHost(sources), signal);
  await oss.deleteCname(bucket, name, signal);
}

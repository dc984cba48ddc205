import { bucketHost } from '../cdn/originHost.js';
import { type HostContext, resetHostConfig } from '../cdn/resetHostConfig.js';
import type { Binding } from '../oss/binding.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';

/** Takes a domain off its bucket; the origin host that names the domain goes first, or OSS would refuse what CDN asks. */
export async function unbind(
  context: HostContext & { readonly cloud: Pick<CloudPorts, 'oss'> },
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  { bucket, hostConfig }: Pick<Binding, 'bucket' | 'hostConfig'>,
): Promise<void> {
  // The domain may be bound to another bucket than the one that CDN fetches from.
  if (hostConfig) await resetHostConfig(context, name, hostConfig, bucketHost(sources));
  await context.cloud.oss.deleteCname(bucket, name, context.signal);
}

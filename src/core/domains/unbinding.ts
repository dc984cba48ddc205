import { bucketHost } from '../cdn/originHost.js';
import { type HostContext, resetHostConfig } from '../cdn/resetHostConfig.js';
import type { Binding } from '../oss/binding.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';

/** Unbinds a domain from its bucket. An origin host with the domain's name is removed first, or OSS would refuse CDN's requests. */
export async function unbind(
  context: HostContext & { readonly cloud: Pick<CloudPorts, 'oss'> },
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  { bucket, hostConfig }: Pick<Binding, 'bucket' | 'hostConfig'>,
): Promise<void> {
  // The domain may be bound to another bucket than its origin.
  if (hostConfig) await resetHostConfig(context, name, hostConfig, bucketHost(sources));
  await context.cloud.oss.deleteCname(bucket, name, context.signal);
}

import { bucketHost } from '../cdn/originHost.js';
import { type HostContext, resetHostConfig } from '../cdn/resetHostConfig.js';
import { l10n } from '../l10n.js';
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

/** Why the origin host goes before the binding does, and under which Host CDN then asks; `undefined` where CDN chooses. */
export function hostGoesFirst(next: string | undefined): string {
  return next === undefined
    ? l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will be removed first, and CDN will use its default.',
      )
    : l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will first be changed to {0}.',
        next,
      );
}

/** Takes the origin host away too, or changes it to `next`: what the button of such an unbinding says. */
export function unbindButton(next: string | undefined): string {
  return next === undefined ? l10n.t('Remove Origin Host and Unbind') : l10n.t('Change Origin Host and Unbind');
}

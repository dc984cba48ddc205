import { originHostFunction, privateBucketFunction } from '../../../core/cdn/functionNames.js';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { publicBucketHost, standardPorts } from '../../../core/origin.js';
import { bucketOfSource, bucketsOf, findBinding } from '../../../core/oss/binding.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import { plainText } from '../../../core/text/plainText.js';
import { beforeAfter, confirmChange, reportChange, tellChangedElsewhere } from '../../../host/changePrompts.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import type { FeatureDeps } from '../../../host/deps.js';

type Deps = Pick<FeatureDeps, 'session' | 'activity'>;

/**
 * Sets an origin host that OSS knows for the bucket, after showing the present and the new one. Resolves to `false` if the user declines. For any other
 * origin only the user knows the right name, so this opens the console instead.
 */
export async function setOriginHost(
  { session, activity, settings }: Deps & Pick<FeatureDeps, 'settings'>,
  domain: string,
): Promise<boolean> {
  const cloud = await session.cloud();
  const { signal } = new AbortController();
  const found = await readDomain(cloud, domain, signal);
  const host = await readHost(cloud, found, signal);
  if (host === undefined) {
    await openPage(consoleLinks(settings.get('console')).cdnDomainPage(domain, 'backSrc'));
    return false;
  }
  const read = async () => (await cloud.cdn.readConfigs(domain, [originHostFunction], signal))[0];
  const old = await read();
  const before = old?.args.domain_name;
  const isConfirmed = await confirmChange({
    question: l10n.t('Change the live settings of {0}?', showDomain(domain)),
    detail: [
      beforeAfter(before === undefined ? l10n.t('not set') : plainText(before), host),
      [
        l10n.t(
          'CDN will send this name to the bucket in the Host header, so that browsers show pages instead of downloading them. URLs stay the same.',
        ),
        l10n.t('The setting takes a few minutes to reach all nodes.'),
        l10n.t('To undo: use Undo in the Activity view.'),
      ].join('\n'),
    ],
    button: l10n.t('Set Origin Host'),
  });
  if (!isConfirmed) return false;
  if ((await read())?.args.domain_name !== before) {
    tellChangedElsewhere(showDomain(domain));
    return false;
  }
  const args = { domain_name: host };
  await cloud.cdn.setConfigs(
    domain,
    [{ functionName: originHostFunction, args, ...(old && { configId: old.id }) }],
    signal,
  );
  void reportChange(activity, l10n.t('The origin host was set: {0}', host), configChange(domain));
  return true;
}

/** Lets CDN read the domain's private bucket, after explaining what that means. Resolves to `false` if the user declines. */
export async function allowPrivateBucket({ session, activity }: Deps, domain: string): Promise<boolean> {
  const { cdn } = await session.cloud();
  const { signal } = new AbortController();
  const found = await readDomain({ cdn }, domain, signal);
  const bucket = bucketsOf(found.sources)[0]?.name ?? '';
  const name = showDomain(domain);
  const isConfirmed = await confirmChange({
    question: l10n.t('Allow CDN to read the private bucket {0}?', bucket),
    detail: [
      l10n.t('Anyone will be able to read the whole bucket through {0}. The bucket itself will stay private.', name),
      l10n.t(
        'CDN says so if this account does not have the role AliyunCDNAccessingPrivateOSSRole yet. Then open the domain in the CDN console, select the Origin Fetch tab, and click the authorization button, once per account.',
      ),
      [l10n.t('URLs signed by OSS do not work through CDN.'), l10n.t('To undo: use Undo in the Activity view.')].join(
        '\n',
      ),
    ],
    button: l10n.t('Turn On Private Bucket Access'),
  });
  if (!isConfirmed) return false;
  const [old] = await cdn.readConfigs(domain, [privateBucketFunction], signal);
  const wanted = { functionName: privateBucketFunction, args: { private_oss_auth: 'on' } };
  await cdn.setConfigs(domain, [{ ...wanted, ...(old && { configId: old.id }) }], signal);
  void reportChange(activity, l10n.t('CDN can now read the bucket: {0}', bucket), configChange(domain));
  return true;
}

/** Returns how a change of the domain's settings is recorded in the Activity view. */
function configChange(domain: string) {
  return { action: 'BatchSetCdnDomainConfig', subject: showDomain(domain) };
}

async function readDomain({ cdn }: Pick<CloudPorts, 'cdn'>, domain: string, signal: AbortSignal): Promise<CdnDomain> {
  const found = await cdn.readDomain(domain, signal);
  if (!found) throw new AppError('domainNotFound', { subject: showDomain(domain) });
  return found;
}

/** OSS accepts a bound domain as Host only over port 80. Otherwise the bucket's name is always right. */
async function readHost(cloud: CloudPorts, domain: CdnDomain, signal: AbortSignal): Promise<string | undefined> {
  const source = domain.sources.find((each) => bucketOfSource(each) !== undefined);
  const bucket = source && bucketOfSource(source);
  if (!source || !bucket) return undefined;
  const binding = await findBinding(cloud, domain, signal);
  const isBound = binding?.bucket.name === bucket.name && binding.cname.enabled;
  return isBound && source.port === standardPorts.http ? domain.name : publicBucketHost(bucket);
}

import { exampleName } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { copyToClipboard } from '../../host/display.js';
import { openDomain } from './domainTask.js';
import type { RunCommandDeps } from './runCommands.js';

/** Copies the URL pattern of objects: the domain, then the path of the object. */
export async function copyUrlPattern(deps: RunCommandDeps, name?: string): Promise<void> {
  const domain = await openDomain(deps, name);
  if (domain) await copyToClipboard(urlPattern(domain));
}

/** Copies code that reads objects through the domain with the vendor's client. */
export async function copySdkSnippet(deps: RunCommandDeps, name?: string): Promise<void> {
  const domain = await openDomain(deps, name);
  if (domain) await copyToClipboard(sdkSnippet(domain), l10n.t('SDK snippet of {0}', showDomain(domain.name)));
}

/** The pattern of a URL, such as `https://img.example.com/path/to/object`. */
export function urlPattern(domain: Pick<CdnDomain, 'name' | 'httpsOn'>): string {
  return `${baseUrl(domain)}/path/to/object`;
}

/** Code for `ali-oss` with the domain as its endpoint; keys come from the environment. */
export function sdkSnippet(domain: Pick<CdnDomain, 'name' | 'httpsOn' | 'sources'>): string {
  const bucket = domain.sources.find(({ type }) => type === 'oss')?.content.split('.')[0] ?? 'bucket';
  return [
    "import OSS from 'ali-oss';",
    '',
    `// ${l10n.t('Reads through CDN. Do not upload through an accelerated domain: use the domain of the bucket.')}`,
    'const client = new OSS({',
    `  endpoint: '${baseUrl(domain)}',`,
    '  cname: true,',
    `  bucket: '${bucket}',`,
    '  accessKeyId: process.env.OSS_ACCESS_KEY_ID,',
    '  accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,',
    '});',
    "const { content } = await client.get('path/to/object');",
    '',
  ].join('\n');
}

function baseUrl({ name, httpsOn }: Pick<CdnDomain, 'name' | 'httpsOn'>): string {
  return `${httpsOn ? 'https' : 'http'}://${exampleName(name)}`;
}

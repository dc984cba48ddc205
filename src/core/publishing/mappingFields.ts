import { parseDomainName } from '../domainName.js';
import { isObjectKey } from '../objectKey.js';

/** The folder as a POSIX path without `./` and trailing `/`, or `undefined` when it is absolute or leaves the workspace. */
export function parseFolder(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (text.trim() === '' || /[\\\x00-\x1f]/.test(text) || text.startsWith('/') || text.startsWith('~'))
    return undefined;
  // A drive letter or a URL's scheme.
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return undefined;
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') ? undefined : segments.join('/');
}

/** The key prefix, ending in `/` unless empty, or `undefined` when no key can start with it. */
export function parsePrefix(text: string): string | undefined {
  if (text === '') return '';
  const prefix = text.endsWith('/') ? text : `${text}/`;
  const segments = prefix.slice(0, -1).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  return isObjectKey(`${prefix}x`) ? prefix : undefined;
}

/** Says whether the text has the form of a bucket name: 3 to 63 of `a-z0-9-`, a letter or digit at both ends. */
export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text);
}

/** Says whether the text has the form of a general region id such as `cn-hangzhou`; never a host, never `oss-…`. */
export function isRegionId(text: string): boolean {
  return text.length <= 40 && /^[a-z]{2}(-[a-z0-9]+)+$/.test(text);
}

/** The accelerated name in lower case, or `undefined` when it is not one plain name. */
export function parseMappedDomain(text: string): string | undefined {
  const parsed = parseDomainName(text, () => false);
  return parsed.ok && !parsed.wildcard && parsed.name === text.toLowerCase() ? parsed.name : undefined;
}

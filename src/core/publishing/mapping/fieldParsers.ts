import { parseDomainName } from '../../domainName.js';
import { isObjectKey } from '../../objectKey.js';

/** Normalizes a folder to a POSIX path without `./` and trailing `/`; `undefined` if it is absolute or leaves the workspace. */
export function parseFolder(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (text.trim() === '' || /[\\\x00-\x1f]/.test(text) || text.startsWith('/') || text.startsWith('~'))
    return undefined;
  // A drive letter or a URL's scheme.
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return undefined;
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') || segments.some(isReservedName) ? undefined : segments.join('/');
}

/**
 * Returns whether Windows treats a name as a device or cannot store it unchanged, with any case and extension.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function isReservedName(name: string): boolean {
  return /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?$/i.test(name) || /[^.][. ]$/.test(name);
}

/** Normalizes a key prefix, ending in `/` unless empty; `undefined` if no key can start with it. */
export function parsePrefix(text: string): string | undefined {
  if (text === '') return '';
  const prefix = text.endsWith('/') ? text : `${text}/`;
  const segments = prefix.slice(0, -1).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  return isObjectKey(`${prefix}x`) ? prefix : undefined;
}

/**
 * Returns whether the text looks like a public region id such as `cn-hangzhou` or `ap-southeast-1`: no host, no `oss-…`,
 * no internal endpoint (a region id and `-internal`).
 */
export function isRegionId(text: string): boolean {
  return text.length <= 40 && /^(cn|ap|us|eu|me|na|sa|af)-[a-z]{4,}(-(\d{1,2}|lr|finance|gov))*$/.test(text);
}

/** The domain in lower case; `undefined` unless it is one plain name. */
export function parseMappedDomain(text: string): string | undefined {
  const parsed = parseDomainName(text, () => false);
  return parsed.ok && !parsed.wildcard && parsed.name === text.toLowerCase() ? parsed.name : undefined;
}

/**
 * Normalizes a URL to refresh, percent-encoded and without wildcards: a path, one with `{path}`, or a whole URL at one
 * of the mapping's domains, with scheme and host in lower case; `undefined` for anything else.
 */
export function parseVariant(text: string, domains: ReadonlySet<string>): string | undefined {
  if (text.length > 1_000 || !/^[\x21-\x7e]+$/.test(text) || text.includes('#')) return undefined;
  // CDN refuses these, and with them the whole call.
  if (text.includes('*') || /%(?![0-9a-f]{2})/i.test(text)) return undefined;
  if (text.startsWith('{path}')) return text;
  if (text.startsWith('/')) return text.startsWith('//') ? undefined : text;
  const origin = /^https?:\/\/[^/{?]+(?=[/{]|$)/i.exec(text)?.[0];
  const host = origin?.toLowerCase().replace(/^https?:\/\//, '');
  return origin && host && domains.has(host) ? origin.toLowerCase() + text.slice(origin.length) : undefined;
}

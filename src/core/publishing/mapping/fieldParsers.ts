import { parseDomainName } from '../../domainName.js';
import { isObjectKey } from '../../objectKey.js';

/** Normalizes a folder to a POSIX path without a leading `./` and a trailing `/`. `undefined` if the path is absolute or leaves the workspace folder. */
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
 * Returns whether Windows takes the name for a device or cannot store it unchanged. Upper or lower case and the extension make no difference. Source:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function isReservedName(name: string): boolean {
  return /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?$/i.test(name) || /[^.][. ]$/.test(name);
}

/** Normalizes a key prefix so that it ends in `/`, unless it is empty. `undefined` if no valid object key can start with it. */
export function parsePrefix(text: string): string | undefined {
  if (text === '') return '';
  const prefix = text.endsWith('/') ? text : `${text}/`;
  const segments = prefix.slice(0, -1).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  return isObjectKey(`${prefix}x`) ? prefix : undefined;
}

/**
 * Returns whether the text has the form of a public region id such as `cn-hangzhou` or `ap-southeast-1`. Host names, `oss-…` names and internal endpoints (a
 * region id with `-internal`) do not.
 */
export function isRegionId(text: string): boolean {
  return text.length <= 40 && /^(cn|ap|us|eu|me|na|sa|af)-[a-z]{4,}(-(\d{1,2}|lr|finance|gov))*$/.test(text);
}

/** Returns the domain in lower case, or `undefined` if the text is anything but a single domain name, such as a wildcard or a URL. */
export function parseMappedDomain(text: string): string | undefined {
  const parsed = parseDomainName(text, () => false);
  return parsed.ok && !parsed.wildcard && parsed.name === text.toLowerCase() ? parsed.name : undefined;
}

/**
 * Checks a URL to refresh: a path, a text that starts with `{path}`, or a whole URL at one of the mapping's domains (scheme and host become lower case).
 * `undefined` for anything else, such as wildcards or unencoded characters.
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

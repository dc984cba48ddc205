import { listUrlPaths, toUrlPath } from '../../objectKey.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { Publication } from '../publication.js';

/** A URL to refresh and its object. `plain` URLs show the object's own bytes. */
export interface RefreshTarget {
  readonly id: string;
  readonly domain: CdnDomain;
  readonly path: string;
  readonly url: string;
  readonly plain: boolean;
}

/** Lists all URLs of an object at these domains: its own, its folder's for `index.html`, and the mapping's variants. */
export function listTargets(publication: Publication, domains: readonly CdnDomain[]): readonly RefreshTarget[] {
  const { request } = publication;
  if (request) return request.kind === 'directories' ? [] : listRequested(publication.id, request.url, domains);
  const own = toUrlPath(publication.key);
  return domains.flatMap((domain) => {
    const origin = `${domain.httpsOn ? 'https' : 'http'}://${domain.name}`;
    const paths = [...new Set([...listUrlPaths(publication.key), ...listVariants(publication, own, domain.name)])];
    return paths.map((path) => ({ id: publication.id, domain, path, url: origin + path, plain: path === own }));
  });
}

/** The URLs of directories whose refresh covers the object; empty if each URL is refreshed separately. */
export function listDirectories(
  { id, via, request }: Publication,
  domains: readonly CdnDomain[],
): readonly RefreshTarget[] {
  if (request?.kind === 'directories') return listRequested(id, request.url, domains);
  if (via === undefined) return [];
  return domains.map((domain) => {
    const url = `${domain.httpsOn ? 'https' : 'http'}://${domain.name}${via}`;
    return { id, domain, path: via, url, plain: false };
  });
}

function listRequested(id: string, url: string, [domain]: readonly CdnDomain[]): readonly RefreshTarget[] {
  const { pathname, search } = new URL(url);
  return domain ? [{ id, domain, path: pathname + search, url, plain: false }] : [];
}

/** The further paths of an object at a domain; `own` is its path. */
export function listVariants(
  { variants = [] }: Pick<Publication, 'variants'>,
  own: string,
  domain: string,
): readonly string[] {
  return variants.flatMap((variant) => {
    const text = variant.replaceAll('{path}', own);
    if (text.startsWith('/')) return [text];
    const [, host, path = '/'] = /^https?:\/\/([^/]+)(\/.*)?$/.exec(text) ?? [];
    return host === domain ? [path] : [];
  });
}

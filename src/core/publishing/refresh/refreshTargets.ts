import { listUrlPaths, toUrlPath } from '../../objectKey.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { Publication } from '../publication.js';

/** A URL to refresh. `plain` URLs show the object's own bytes. */
export interface RefreshTarget {
  readonly domain: CdnDomain;
  readonly path: string;
  readonly url: string;
  readonly plain: boolean;
}

/** Lists all URLs of an object at these domains: its own URL, the folder URL of an `index.html`, and the further URLs that the mapping names. */
export function listTargets(publication: Publication, domains: readonly CdnDomain[]): readonly RefreshTarget[] {
  const { request } = publication;
  if (request) return request.kind === 'directories' ? [] : listRequested(request.url, domains);
  const own = toUrlPath(publication.key);
  return domains.flatMap((domain) => {
    const origin = `${domain.httpsOn ? 'https' : 'http'}://${domain.name}`;
    const paths = [...new Set([...listUrlPaths(publication.key), ...listVariants(publication, own, domain.name)])];
    return paths.map((path) => ({ domain, path, url: origin + path, plain: path === own }));
  });
}

/** Lists the directory URLs whose refresh covers the object. Empty if the object is refreshed by its own URLs. */
export function listDirectories(
  { via, request }: Publication,
  domains: readonly CdnDomain[],
): readonly RefreshTarget[] {
  if (request?.kind === 'directories') return listRequested(request.url, domains);
  if (via === undefined) return [];
  return domains.map((domain) => {
    const url = `${domain.httpsOn ? 'https' : 'http'}://${domain.name}${via}`;
    return { domain, path: via, url, plain: false };
  });
}

function listRequested(url: string, [domain]: readonly CdnDomain[]): readonly RefreshTarget[] {
  const { pathname, search } = new URL(url);
  return domain ? [{ domain, path: pathname + search, url, plain: false }] : [];
}

/** Lists the further paths that a mapping names for an object at this domain. `own` is the path of the object. */
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

import { listUrlPaths } from '../objectKey.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { UploadedPublication } from './publication.js';

/** One URL to refresh and the file that it serves. */
export interface RefreshTarget {
  readonly uploaded: UploadedPublication;
  readonly domain: CdnDomain;
  readonly path: string;
  readonly url: string;
}

const urlsPerCall = 1_000;
const domainsPerCall = 10;

/** Every URL of the files at those of their domains that are known. */
export function listTargets(
  items: readonly UploadedPublication[],
  domains: ReadonlyMap<string, CdnDomain>,
): readonly RefreshTarget[] {
  return items.flatMap((uploaded) =>
    uploaded.publication.domains.flatMap((name) => {
      const domain = domains.get(name);
      if (!domain) return [];
      const origin = `${domain.httpsOn ? 'https' : 'http'}://${name}`;
      return listUrlPaths(uploaded.publication.key).map((path) => ({ uploaded, domain, path, url: origin + path }));
    }),
  );
}

/** Splits targets into as few calls as the vendor takes: at most 1,000 URLs over at most 10 domains each. */
export function splitTargets(targets: readonly RefreshTarget[]): readonly (readonly RefreshTarget[])[] {
  const calls: RefreshTarget[][] = [];
  let names = new Set<string>();
  const sorted = [...targets].sort((a, b) =>
    a.domain.name < b.domain.name ? -1 : Number(a.domain.name > b.domain.name),
  );
  for (const target of sorted) {
    const last = calls.at(-1);
    names.add(target.domain.name);
    if (last && last.length < urlsPerCall && names.size <= domainsPerCall) last.push(target);
    else {
      calls.push([target]);
      names = new Set([target.domain.name]);
    }
  }
  return calls;
}

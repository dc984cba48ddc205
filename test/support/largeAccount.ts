import { emptyBucket } from '../../sandbox/oss/newBucket.js';
import { givenTo } from '../../sandbox/state/certificates.js';
import type { SandboxState } from '../../sandbox/state/state.js';

const region = 'cn-hangzhou';

/**
 * Replaces the buckets and domains of the account by so many, with names from `b00000` and `d00000.shop-demo.com`. The domains are online with HTTPS, DNS
 * leads to none of them, and none is bound to its bucket `b00000`.
 */
export function makeLargeAccount(state: SandboxState, buckets: number, domains: number): void {
  const [domain] = [...state.cdnDomains.values()].filter(({ httpsOn }) => httpsOn);
  if (!domain) throw new Error('The seed has no domain with HTTPS');
  // All have the same certificate, since making one takes long.
  givenTo(state, domain);
  state.buckets.clear();
  state.cdnDomains.clear();
  for (const at of numbered(buckets)) {
    const name = `b${at}`;
    state.buckets.set(
      name,
      emptyBucket({ name, region, createdAt: domain.createdAt, acl: 'private', blockPublicAccess: true }),
    );
  }
  for (const at of numbered(domains)) {
    const name = `d${at}.shop-demo.com`;
    const sources = domain.sources.map((source) => ({ ...source, content: `b00000.oss-${region}.aliyuncs.com` }));
    state.cdnDomains.set(name, { ...domain, name, sources, status: 'online', cname: `${name}.w.kunlunsl.com` });
  }
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String(at).padStart(5, '0'));
}

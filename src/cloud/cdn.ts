import type { CdnPort } from '../core/ports/cdn.js';
import type { Link } from './call.js';
import { createDomains } from './cdnDomains.js';
import { createOwnership } from './cdnOwnership.js';
import { createRefresh } from './cdnRefresh.js';
import { lazyCdn } from './sdkClients.js';

/** Alibaba Cloud CDN through the vendor's client. */
export function createCdn(link: Link): CdnPort {
  const load = lazyCdn(link);
  return { ...createOwnership(link, load), ...createDomains(link, load), ...createRefresh(link, load) };
}

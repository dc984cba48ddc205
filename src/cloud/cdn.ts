import type { CdnPort } from '../core/ports/cdn.js';
import type { Link } from './call.js';
import { createConfigs } from './cdnConfigs.js';
import { createDomains } from './cdnDomains.js';
import { createLifecycle } from './cdnLifecycle.js';
import { createOwnership } from './cdnOwnership.js';
import { createRefresh } from './cdnRefresh.js';
import { openCdnApi } from './sdkClients.js';
import { tellDeniedApart } from './serviceDenied.js';

/** Alibaba Cloud CDN through the vendor's client. */
export function createCdn(link: Link): CdnPort {
  const api = tellDeniedApart(openCdnApi(link));
  return {
    ...createOwnership(api),
    ...createDomains(api),
    ...createLifecycle(api),
    ...createConfigs(api),
    ...createRefresh(api),
  };
}

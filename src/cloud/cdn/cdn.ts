import type { CdnPort } from '../../core/ports/cdn.js';
import type { Link } from '../callWithRetry.js';
import { openCdnApi } from '../sdkClients.js';
import { createConfigs } from './configs.js';
import { createDomains } from './domains.js';
import { createLifecycle } from './lifecycle.js';
import { createOwnership } from './ownership.js';
import { createRefresh } from './refresh.js';
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

import type { CdnPort } from '../../core/ports/cdn.js';
import type { Link } from '../callWithRetry.js';
import { bindCalls } from '../sdkApi.js';
import { openCdnApi } from './api.js';
import { certificateCalls } from './certificates.js';
import { configCalls } from './configs.js';
import { domainCalls } from './domains.js';
import { lifecycleCalls } from './lifecycle.js';
import { ownershipCalls } from './ownership.js';
import { refreshCalls } from './refresh.js';

/** Alibaba Cloud CDN through the vendor's client. */
export function createCdn(link: Link): CdnPort {
  const calls = {
    ...ownershipCalls,
    ...domainCalls,
    ...lifecycleCalls,
    ...configCalls,
    ...certificateCalls,
    ...refreshCalls,
  };
  return bindCalls(openCdnApi(link), calls);
}

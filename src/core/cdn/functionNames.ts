/** CDN's function for the Host header towards the origin. Source: BatchSetCdnDomainConfig. */
export const originHostFunction = 'set_req_host_header';

/** CDN's function for reading a private bucket of the same account. Source: BatchSetCdnDomainConfig. */
export const privateBucketFunction = 'l2_oss_key';

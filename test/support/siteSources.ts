/** The bucket `site` as the only origin of a domain, as CDN tells it. */
export const siteSource = {
  type: 'oss',
  content: 'site.oss-cn-hangzhou.aliyuncs.com',
  port: 80,
  priority: '20',
  weight: '10',
} as const;

/** The bucket of the sample site in the sandbox as an origin that CDN asks over HTTPS. */
export const demoSource = {
  ...siteSource,
  content: 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com',
  port: 443,
} as const;

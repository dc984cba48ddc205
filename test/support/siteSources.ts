/** The bucket `site` as the only origin of a domain, in CDN's format. */
export const siteSource = {
  type: 'oss',
  content: 'site.oss-cn-hangzhou.aliyuncs.com',
  port: 80,
  priority: '20',
  weight: '10',
} as const;

/** The sample site's bucket in the sandbox as an HTTPS origin. */
export const demoSource = {
  ...siteSource,
  content: 'site-hangzhou.oss-cn-hangzhou.aliyuncs.com',
  port: 443,
} as const;

const regions = new Set(
  `cn-hangzhou cn-shanghai cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-shenzhen cn-heyuan cn-guangzhou
  cn-chengdu cn-wuhan-lr cn-nanjing cn-fuzhou cn-hongkong ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-3
  ap-southeast-5 ap-southeast-6 ap-southeast-7 us-west-1 us-east-1 na-south-1 eu-central-1 eu-west-1 me-east-1`.split(
    /\s+/,
  ),
);

/** The target of an OSS host name: a region, or a bucket at the region's endpoint. */
export interface OssAddress {
  readonly region: string;
  readonly bucket?: string;
}

/** Parses `oss-REGION.aliyuncs.com` and `BUCKET.oss-REGION.aliyuncs.com`; `undefined` for other names, including internal endpoints. */
export function parseOssHost(host: string): OssAddress | undefined {
  const parts = /^(?:([a-z0-9-]+)\.)?oss-([a-z0-9-]+)\.aliyuncs\.com$/.exec(host);
  const region = parts?.[2];
  if (!region || !regions.has(region)) return undefined;
  return parts[1] ? { region, bucket: parts[1] } : { region };
}

/** Parses a valid CNAME target for OSS: a public endpoint, or `BUCKET.REGION.taihangcda.cn`. */
export function parseOssTarget(host: string): OssAddress | undefined {
  const parts = /^([a-z0-9-]+)\.([a-z0-9-]+)\.taihangcda\.cn$/.exec(host);
  return parseOssHost(parts ? `${parts[1]}.oss-${parts[2]}.aliyuncs.com` : host);
}

/** The public endpoint of a region. */
export function endpointOf(region: string): string {
  return `oss-${region}.aliyuncs.com`;
}

/** Returns whether a region is subject to the rules of the Chinese mainland (ICP filing, closed public endpoints). */
export function isMainland(region: string): boolean {
  return region.startsWith('cn-') && region !== 'cn-hongkong';
}

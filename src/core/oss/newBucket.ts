/**
 * Returns whether a text is a valid bucket name: 3 to 63 of `a-z0-9-`, a letter or digit at both ends. Source: OSS,
 * "HTTP status code 400", InvalidBucketName.
 */
export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text);
}

/** Returns whether a text may become a bucket name by typing more. */
export function beginsBucketName(text: string): boolean {
  return text === '' || /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

/**
 * The regions for new buckets, beginning with the Chinese mainland. China (Zhangjiakou) takes none, and local regions
 * are closing. Source: OSS, "Regions and endpoints" and "Create a bucket".
 */
export const newBucketRegions = [
  'cn-hangzhou',
  'cn-shanghai',
  'cn-qingdao',
  'cn-beijing',
  'cn-huhehaote',
  'cn-wulanchabu',
  'cn-shenzhen',
  'cn-heyuan',
  'cn-guangzhou',
  'cn-chengdu',
  'cn-hongkong',
  'ap-southeast-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'us-west-1',
  'us-east-1',
  'na-south-1',
  'eu-central-1',
  'eu-west-1',
  'me-east-1',
] as const;

/** A region for new buckets. */
export type NewBucketRegion = (typeof newBucketRegions)[number];

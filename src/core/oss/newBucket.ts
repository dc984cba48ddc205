import { l10n } from '../l10n.js';
import type { BucketRef } from '../ports/oss.js';

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
 * The regions for new buckets with their names in the vendor's documents, those of the Chinese mainland first. China
 * (Zhangjiakou) takes none, and local regions are closing. Source: OSS, "Regions and endpoints" and "Create a bucket".
 */
export const regionNames = {
  'cn-hangzhou': () => l10n.t('China (Hangzhou)'),
  'cn-shanghai': () => l10n.t('China (Shanghai)'),
  'cn-qingdao': () => l10n.t('China (Qingdao)'),
  'cn-beijing': () => l10n.t('China (Beijing)'),
  'cn-huhehaote': () => l10n.t('China (Hohhot)'),
  'cn-wulanchabu': () => l10n.t('China (Ulanqab)'),
  'cn-shenzhen': () => l10n.t('China (Shenzhen)'),
  'cn-heyuan': () => l10n.t('China (Heyuan)'),
  'cn-guangzhou': () => l10n.t('China (Guangzhou)'),
  'cn-chengdu': () => l10n.t('China (Chengdu)'),
  'cn-hongkong': () => l10n.t('China (Hong Kong)'),
  'ap-southeast-1': () => l10n.t('Singapore'),
  'ap-northeast-1': () => l10n.t('Japan (Tokyo)'),
  'ap-northeast-2': () => l10n.t('South Korea (Seoul)'),
  'ap-southeast-3': () => l10n.t('Malaysia (Kuala Lumpur)'),
  'ap-southeast-5': () => l10n.t('Indonesia (Jakarta)'),
  'ap-southeast-6': () => l10n.t('Philippines (Manila)'),
  'ap-southeast-7': () => l10n.t('Thailand (Bangkok)'),
  'us-west-1': () => l10n.t('US (Silicon Valley)'),
  'us-east-1': () => l10n.t('US (Virginia)'),
  'na-south-1': () => l10n.t('Mexico'),
  'eu-central-1': () => l10n.t('Germany (Frankfurt)'),
  'eu-west-1': () => l10n.t('UK (London)'),
  'me-east-1': () => l10n.t('UAE (Dubai)'),
} satisfies Readonly<Record<string, () => string>>;

/** A region for new buckets. */
export type NewBucketRegion = keyof typeof regionNames;

/** The regions that take new buckets, in the order in which they are offered. */
export function listNewBucketRegions(): readonly NewBucketRegion[] {
  return Object.keys(regionNames) as NewBucketRegion[];
}

/** The bucket to create and its costs, as paragraphs of a modal. */
export function newBucketDetail({ region }: BucketRef & { readonly region: NewBucketRegion }): readonly string[] {
  return [
    [
      l10n.t('Region: {0} ({1})', regionNames[region](), region),
      l10n.t('Access: private, Block Public Access on'),
      l10n.t('Storage class: Standard, locally redundant storage (LRS)'),
    ].join('\n'),
    l10n.t('The name and the region cannot be changed later.'),
    l10n.t('An empty bucket costs nothing; OSS bills stored files, requests, and traffic.'),
    l10n.t('To undo: use Undo in the Activity view while the bucket is empty.'),
  ];
}

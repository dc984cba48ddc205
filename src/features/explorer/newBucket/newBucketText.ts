import { l10n } from 'vscode';
import type { NewBucketRegion } from '../../../core/oss/newBucket.js';
import type { BucketRef } from '../../../core/ports/oss.js';

/** Names of regions in the vendor's documentation. Source: OSS, "Regions and endpoints". */
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
} satisfies Record<NewBucketRegion, () => string>;

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

import { l10n } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { Origin, OriginServer } from '../../core/origin.js';

/** The kinds of origin with what each is for. */
export function originKindItems(): readonly PickItem<Origin['kind']>[] {
  return [
    {
      label: l10n.t('OSS Bucket'),
      detail: l10n.t('A bucket of this account; it can be bound, published to and kept private'),
      value: 'bucket',
    },
    {
      label: l10n.t('OSS Domain'),
      detail: l10n.t('The public domain of a bucket typed by hand, also of another account'),
      value: 'ossDomain',
    },
    {
      label: l10n.t('IP Addresses'),
      detail: l10n.t('ECS skips the manual review; others may wait for it until the next business day'),
      value: 'ip',
    },
    {
      label: l10n.t('Site Domains'),
      detail: l10n.t('Domains of public servers, not the accelerated domain itself'),
      value: 'site',
    },
    {
      label: l10n.t('Function Compute Domain'),
      detail: l10n.t('The domain of a function: its region, then its domain'),
      value: 'functionCompute',
    },
  ];
}

/** A server's role and share, such as "primary · weight 10". */
export function describeServer({ backup, weight }: OriginServer): string {
  return `${backup ? l10n.t('backup') : l10n.t('primary')} · ${l10n.t('weight {0}', weight)}`;
}

/** Where Function Compute is offered. Source: Alibaba Cloud Function Compute, "Supported regions". */
export const functionRegions: readonly string[] = [
  'cn-hangzhou',
  'cn-shanghai',
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-shenzhen',
  'cn-chengdu',
  'cn-hongkong',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-west-1',
];

import { l10n } from 'vscode';
import type { OriginServer } from '../../core/origin.js';

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

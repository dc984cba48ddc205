import { l10n } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { Origin } from '../../core/origin.js';

/** The kinds of origin with what each is for. */
export function originKindItems(): readonly PickItem<Origin['kind']>[] {
  return [
    {
      label: l10n.t('OSS Bucket'),
      detail: l10n.t('A bucket of this account; files can be published to it, and it may be private'),
      value: 'bucket',
    },
    {
      label: l10n.t('OSS Domain'),
      detail: l10n.t('The public domain of a bucket typed by hand, also of another account'),
      value: 'ossDomain',
    },
    {
      label: l10n.t('IP Addresses'),
      detail: l10n.t('Alibaba Cloud ECS skips the manual review; others: up to the next business day'),
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

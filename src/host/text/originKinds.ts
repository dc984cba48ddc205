import { l10n } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { Origin } from '../../core/origin.js';

/** The kinds of origin with what each is for. */
export function originKindItems(): readonly PickItem<Origin['kind']>[] {
  return [
    {
      label: l10n.t('OSS Bucket'),
      detail: l10n.t('A bucket of this account, public or private; files can be published to it'),
      value: 'bucket',
    },
    {
      label: l10n.t('OSS Domain'),
      detail: l10n.t('Enter the public domain of a bucket, including one of another account'),
      value: 'ossDomain',
    },
    {
      label: l10n.t('IP Addresses'),
      detail: l10n.t('ECS addresses need no manual review; others may take until the next business day'),
      value: 'ip',
    },
    {
      label: l10n.t('Site Domains'),
      detail: l10n.t('Domain names of public servers, other than the accelerated domain'),
      value: 'site',
    },
    {
      label: l10n.t('Function Compute Domain'),
      detail: l10n.t('Domain name of a function; choose its region first'),
      value: 'functionCompute',
    },
  ];
}

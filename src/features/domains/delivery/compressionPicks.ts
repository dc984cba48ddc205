import { l10n } from 'vscode';
import type { Delivery } from '../../../core/delivery/readDelivery.js';
import type { PickItem } from '../../../core/form.js';
import type { DomainWork } from '../domainDeps.js';
import { makeSettings } from './makeSettings.js';
import { chooseWay, type Way } from './picks.js';

/** Changes whether the edge compresses texts on their way to browsers. */
export async function changeCompression(work: DomainWork, delivery: Delivery): Promise<unknown> {
  const choice = await chooseWay(work, delivery, { topic: 'compression', items: ways(), notes: minified(delivery) });
  return choice && makeSettings(work, choice, ['gzip', 'brotli']);
}

function ways(): readonly PickItem<Way>[] {
  const set = (gzip: string, brotli: string): Way => ({
    set: [
      { functionName: 'gzip', args: { enable: gzip } },
      { functionName: 'brotli', args: { enable: brotli } },
    ],
  });
  return [
    {
      label: l10n.t('gzip and Brotli'),
      detail: l10n.t('Text from 1 KB to 10 MB; Brotli where browsers support both. Reduces billed traffic'),
      value: set('on', 'on'),
    },
    { label: l10n.t('gzip Only'), value: set('on', 'off') },
    { label: l10n.t('Off'), value: set('off', 'off') },
  ];
}

/** Taking comments and spaces out of pages changes their bytes, by which a copy is recognized. */
function minified({ configs }: Delivery): readonly string[] {
  const isOn = configs.some(({ functionName, args }) => functionName === 'tesla' && args.enable === 'on');
  return isOn
    ? [
        l10n.t(
          'Page optimization (tesla) is on. It modifies pages in transit, so the edge checks of this extension, SRI, and signed pages fail. You can turn it off in the console.',
        ),
      ]
    : [];
}

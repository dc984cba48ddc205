import {
  configsOf,
  type Delivery,
  type DeliveryTopic,
  deliveryTopics,
  readDelivery,
  topicLabel,
  topicText,
} from '../../../core/delivery/readDelivery.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showInformation } from '../../../host/display.js';
import { type DomainDeps, type DomainWork, openWork } from '../domainDeps.js';
import { changeAccess } from './accessPicks.js';
import { changeCache } from './cachePicks.js';
import { changeCors } from './corsPicks.js';
import { changeHeaders } from './headerPicks.js';
import { makeSettings } from './makeSettings.js';
import { chooseWay, type Way } from './picks.js';
import { changeWebsite } from './websitePicks.js';

type Change = (work: DomainWork, delivery: Delivery) => Promise<unknown>;

const changes: Readonly<Record<DeliveryTopic, Change>> = {
  siteType: async ({ domain }) => executeCommand('ossCdn.setSiteType', domain.name),
  cache: changeCache,
  compression: changeCompression,
  headers: changeHeaders,
  access: changeAccess,
  cors: changeCors,
  website: changeWebsite,
  other: async ({ domain }) => executeCommand('ossCdn.openCdnConsole', domain.name),
};

/** Changes one delivery topic of a domain after showing before and after. Asks for missing arguments. */
export async function changeDelivery(deps: DomainDeps, target?: string): Promise<void> {
  const { topic, name } = parseTarget(target);
  const work = await openWork(deps, name, ({ status }) => status === 'online');
  if (!work) return;
  const delivery = await readDelivery(work.cloud, work.domain, work.signal);
  const chosen = topic ?? (await chooseTopic(work, delivery));
  if (chosen && hasHeaders(chosen) && isWildcard(work.domain.name)) return void showInformation(noHeadersText());
  if (chosen) await changes[chosen](work, delivery);
}

function hasHeaders(topic: DeliveryTopic): boolean {
  return topic === 'headers' || topic === 'cors';
}

/** Source: Alibaba Cloud CDN, "Modify outbound response headers". */
function noHeadersText(): string {
  return l10n.t(
    'CDN does not support response headers for wildcard domains: add the exact domain to CDN, or set them at the origin.',
  );
}

/** Parses `topic:domain`. A domain has no colon. */
function parseTarget(target: string | undefined): { readonly topic?: DeliveryTopic; readonly name?: string } {
  if (target === undefined) return {};
  const [first = '', name] = target.split(':');
  const topic = deliveryTopics.find((each) => each === first);
  return name === undefined ? { name: first } : { name, ...(topic && { topic }) };
}

async function chooseTopic({ deps, domain }: DomainWork, delivery: Delivery): Promise<DeliveryTopic | undefined> {
  const reply = await deps.ui.pick<DeliveryTopic>({
    title: `${l10n.t('Delivery')} · ${showDomain(domain.name)}`,
    placeholder: l10n.t('Choose what to change'),
    items: deliveryTopics.map((topic) => ({
      label: topicLabel(topic),
      description: topicText(topic, delivery, configsOf(topic, delivery)),
      value: topic,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** Changes whether the edge compresses texts. */
async function changeCompression(work: DomainWork, delivery: Delivery): Promise<unknown> {
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

/** Minifying pages changes their bytes, by which copies are recognized. */
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

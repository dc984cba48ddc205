import { l10n } from 'vscode';
import {
  configsOf,
  type Delivery,
  type DeliveryTopic,
  deliveryTopics,
  readDelivery,
} from '../../../core/delivery/readDelivery.js';
import { showDomain } from '../../../core/domainName.js';
import { executeCommand } from '../../../host/commandIds.js';
import { topicLabel, topicText } from '../../../host/text/delivery/deliveryText.js';
import type { DomainDeps, DomainWork } from '../domainDeps.js';
import { openWork } from '../openWork.js';
import { changeAccess } from './accessPicks.js';
import { changeCache } from './cachePicks.js';
import { changeCompression } from './compressionPicks.js';
import { changeCors } from './corsPicks.js';
import { changeHeaders } from './headerPicks.js';
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

/** Changes one topic of how a domain is delivered, after showing it before and after; asks for what is missing. */
export async function changeDelivery(deps: DomainDeps, target?: string): Promise<void> {
  const { topic, name } = parseTarget(target);
  const work = await openWork(deps, name, ({ status }) => status === 'online');
  if (!work) return;
  const delivery = await readDelivery(work.cloud, work.domain, work.signal);
  const chosen = topic ?? (await chooseTopic(work, delivery));
  if (chosen) await changes[chosen](work, delivery);
}

/** A domain has no colon. */
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

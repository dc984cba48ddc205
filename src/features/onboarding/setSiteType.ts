import { requireNoStaging } from '../../core/delivery/requireNoStaging.js';
import {
  isNotFoundPage,
  planSite,
  readSitePages,
  type SitePlan,
  type SiteType,
  siteFunctions,
  siteTypeItems,
  siteTypeOf,
  toSitePlan,
} from '../../core/delivery/siteType.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { toApproveSite } from '../../core/onboarding/run/asks.js';
import { ownBucket } from '../../core/origin.js';
import { ifReadable } from '../../core/oss/ifReadable.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { draftTask, openDomain, originOf, startAnswered, startTask } from './domainTask.js';
import { askBeforeStart, type RunCommandDeps } from './runCommands.js';

/**
 * Starts a run that sets the site type of a domain, after showing all changes. If a run has done that before, the
 * changes are shown before the start, so that the finished run stays if cancelled.
 */
export async function setSiteType(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const domain = await openDomain(deps, given, l10n.t('Set Site Type'));
  const site = domain && (await askForSite(deps, domain));
  if (!domain || !site) return;
  const task = { task: 'site', site } as const;
  const { isFinished, record } = await draftTask(deps, domain, task);
  const changes = isFinished ? await readChanges(deps, domain, site) : [];
  if (changes.length === 0) return startTask(deps, domain, { ...task, first: 'approveSite' }, watch);
  const ask = toApproveSite(site.type, changes);
  await askBeforeStart(deps, record, { ask, answer: startAnswered(deps, domain, task, watch) });
}

/** The changes of a new run. */
async function readChanges({ session }: RunCommandDeps, { name }: CdnDomain, site: SitePlan) {
  const { cdn } = await session.cloud();
  const { signal } = new AbortController();
  const changes = planSite(site, await cdn.readConfigs(name, siteFunctions, signal), name);
  if (changes.length > 0) await requireNoStaging(cdn, name, signal);
  return changes;
}

async function askForSite(deps: RunCommandDeps, domain: CdnDomain): Promise<SitePlan | undefined> {
  const { cdn } = await deps.session.cloud();
  const signal = new AbortController().signal;
  const [pages, configs] = await Promise.all([
    readPages(deps, domain, signal),
    cdn.readConfigs(domain.name, siteFunctions, signal),
  ]);
  const selected = siteTypeOf(configs);
  const type = await deps.ui.pick<SiteType>({
    title: `${l10n.t('Site type')} · ${showDomain(domain.name)}`,
    placeholder: l10n.t('Choose what the domain serves; you can review every change before it is made'),
    ...(pages?.hasIndex === false && { notes: [l10n.t('The bucket has no index.html yet: publish it first.')] }),
    items: siteTypeItems(),
    ...(selected && { selected }),
  });
  if (type.kind !== 'value') return undefined;
  const query = await deps.ui.pick<SitePlan['query'] | 'left'>({
    title: `${l10n.t('Query strings')} · ${showDomain(domain.name)}`,
    placeholder: l10n.t('Choose how many copies of a file the edge caches'),
    items: queries(),
    preset: 'imagesKept',
  });
  if (query.kind !== 'value') return undefined;
  // If the bucket cannot be read, a configured page is assumed to exist.
  const hasNotFound = pages ? pages.hasNotFound : configs.some((config) => isNotFoundPage(config, domain.name));
  return {
    ...toSitePlan(type.value, hasNotFound, domain),
    ...(query.value !== 'left' && query.value && { query: query.value }),
  };
}

/** Unreadable pages are unknown. */
async function readPages({ session }: RunCommandDeps, domain: CdnDomain, signal: AbortSignal) {
  const bucket = ownBucket(originOf(domain));
  return bucket && ifReadable(readSitePages((await session.cloud()).oss, bucket, signal));
}

function queries(): readonly PickItem<SitePlan['query'] | 'left'>[] {
  return [
    {
      label: l10n.t('One Copy, Except for Processed Images'),
      description: l10n.t('recommended'),
      detail: l10n.t('?v=2 is the same file; x-oss-process creates another one'),
      value: 'imagesKept',
    },
    { label: l10n.t('One Copy for All'), detail: l10n.t('Query strings never select another file'), value: 'ignored' },
    { label: l10n.t('Leave as It Is'), value: 'left' },
  ];
}

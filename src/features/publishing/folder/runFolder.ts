import { isPage } from '../../../core/delivery/siteFile.js';
import { listHidden } from '../../../core/delivery/siteRoutes.js';
import { l10n } from '../../../core/l10n.js';
import { type PlanProgress, type PlanResult, runPlan } from '../../../core/publishing/folder/runPlan.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import type { Disposable } from '../../../core/signal.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { Publishing } from '../services.js';

/** A part of a folder that is about to be sent. */
interface FolderRun {
  readonly name: string;
  readonly publications: readonly Publication[];
}

/** Sends the part of a folder with progress that can be cancelled, and reports the result. */
export async function runFolder(publishing: Pick<Publishing, 'deps' | 'publisher'>, run: FolderRun): Promise<void> {
  const end = await send(publishing, run);
  // Not awaited: the command has ended, and the notification may stay open.
  void guard(publishing.deps.log, 'publish folder', () => reportResult(publishing, run, end));
}

function send(
  { deps: { clock }, publisher }: Pick<Publishing, 'deps' | 'publisher'>,
  { name, publications }: FolderRun,
): Promise<PlanResult> {
  return withDelayedProgress(clock, l10n.t('Publishing {0}', noticeText(name)), (report, signal) => {
    const onProgress = (now: PlanProgress) => {
      if (signal.aborted) return;
      report({ message: progressText(now), percent: (now.done / Math.max(1, now.total)) * 100 });
    };
    return runPlan(publisher, publications, { clock, onProgress }, signal);
  });
}

/** Shows the result of a run, and offers what is left to do: to retry what failed, or else to check the site or change its rules. */
export async function reportResult(
  publishing: Pick<Publishing, 'deps' | 'publisher'>,
  run: FolderRun,
  end: PlanResult,
): Promise<void> {
  const { failures, waiting, cancelled } = end;
  const retry = l10n.t('Retry Failed');
  const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
  if (failures.length + waiting.length === 0) {
    const added = run.publications.filter(({ believedNew }) => believedNew);
    const site = cancelled ? undefined : await readSite(publishing, run.publications, added).catch(() => undefined);
    if (site) return showSite(endText(run, end), site);
    void showInformation(endText(run, end));
    return;
  }
  const buttons = failures.length > 0 ? [retry, show] : [show];
  const chosen = await showWarning(endText(run, end), ...buttons);
  if (chosen === show) await executeCommand('ossCdn.showPublishing');
  if (chosen !== retry) return;
  // Deletes that waited for failed files are followed to their end too.
  const deletes = waiting.filter(isDelete);
  await runFolder(publishing, {
    ...run,
    publications: [...failures.map(({ publication }) => publication), ...deletes],
  });
}

/** The site that a run published to, and how many new pages its domain does not show at their address. */
interface PublishedSite {
  readonly domain: string;
  readonly hidden: number;
}

/** Reads what the rules of the domains do with the pages among `added`. Resolves to `undefined` if no domain serves the files. */
async function readSite(
  { deps }: Pick<Publishing, 'deps'>,
  [first]: readonly Publication[],
  added: readonly Publication[],
): Promise<PublishedSite | undefined> {
  if (!first) return undefined;
  const { cdn } = await deps.session.cloud();
  const { signal } = new AbortController();
  const domains = first.domains.length > 0 ? first.domains : await listOwnDomains(cdn, first.bucket, signal);
  const pages = added.map(({ key }) => key);
  const sites = await Promise.all(
    domains.map(async (domain) => {
      const rules = pages.some(isPage) ? await cdn.readConfigs(domain, ['host_redirect'], signal) : [];
      const hidden = listHidden(
        pages,
        rules.map(({ args }) => args),
      );
      return { domain, hidden: hidden.length };
    }),
  );
  return sites.sort((left, right) => right.hidden - left.hidden)[0];
}

/** Shows the result of a run with the way to the rules that new pages need, or else to a check of the site. */
async function showSite(text: string, { domain, hidden }: PublishedSite): Promise<void> {
  if (hidden === 0) {
    const check = l10n.t('Check Site');
    if ((await showInformation(text, check)) === check) await executeCommand('ossCdn.verifyCname', domain);
    return;
  }
  const change = l10n.t('Set Site Type…');
  const more = l10n.t('new pages that need changed rules: {0}', countText(hidden));
  if ((await showWarning(`${text} · ${more}`, change)) === change) await executeCommand('ossCdn.setSiteType', domain);
}

/** How long after the first page the other pages of the same build are waited for, in ms. */
const buildMs = 3_000;

/**
 * Tells about pages that were saved, or published after a build, if the rules of their domain do not show them at their address. Each page is looked at once in a
 * window. Publish Folder tells about its own, whose requests carry what the user has seen in the bucket.
 */
export function registerHiddenPages({ deps, publisher }: Pick<Publishing, 'deps' | 'publisher'>): Disposable {
  const seen = new Set<string>();
  const end = new AbortController();
  let waiting: Publication[] = [];
  const tell = async () => {
    await deps.clock.sleep(buildMs, end.signal);
    const places = Map.groupBy(waiting, ({ bucket, domains }) => JSON.stringify([bucket, domains]));
    waiting = [];
    for (const pages of places.values()) {
      // What the account may not read is no reason to disturb a save.
      const site = await readSite({ deps }, pages, pages).catch(() => undefined);
      const name = noticeText(pages[0]?.label ?? '');
      // Not awaited: the notification may stay open.
      if (site && site.hidden > 0) void guard(deps.log, 'show hidden pages', () => showSite(name, site));
    }
  };
  const listener = publisher.onDidFinish(({ publication, as }) => {
    const { id, key, act = 'upload', approved } = publication;
    if (act !== 'upload' || approved !== undefined || !isPage(key) || seen.has(id)) return;
    if ((as !== 'fresh' && as !== 'unproven') || !publisher.isHere(publication)) return;
    seen.add(id);
    waiting.push(publication);
    if (waiting.length === 1) void guard(deps.log, 'check rules of pages', tell);
  });
  return {
    dispose: () => {
      end.abort();
      listener.dispose();
    },
  };
}

/** Describes the result of a run on one line. */
export function endText(
  { name: given, publications }: Pick<FolderRun, 'name' | 'publications'>,
  { cancelled, sent, failures, waiting, dropped }: PlanResult,
): string {
  const name = noticeText(given);
  if (cancelled) {
    const total = countText(publications.length);
    return l10n.t(
      'Canceled {0}. {1} of {2} files were already published and will still be refreshed',
      name,
      countText(sent),
      total,
    );
  }
  const undone = [...failures.map(({ publication }) => publication), ...waiting, ...dropped];
  const deleted = publications.filter(isDelete).length - undone.filter(isDelete).length;
  const files = countText(sent - deleted);
  return [
    ...(failures.length > 0
      ? [l10n.t('Publish {0}', name), l10n.t('succeeded: {0}', files)]
      : [l10n.t('Published {0}', name), l10n.t('files: {0}', files)]),
    ...(deleted > 0 ? [l10n.t('deleted: {0}', countText(deleted))] : []),
    ...(dropped.length > 0 ? [l10n.t('canceled: {0}', countText(dropped.length))] : []),
    ...(failures.length > 0 ? [l10n.t('failed: {0}', countText(failures.length))] : []),
    ...(waiting.length > 0 ? [l10n.t('waiting for your decision: {0}', countText(waiting.length))] : []),
  ].join(' · ');
}

function isDelete({ act }: Publication): boolean {
  return act === 'delete';
}

/** Formats the progress: files, speed, bytes and remaining time. */
export function progressText({ done, total, bytes, totalBytes, filesPerSecond, remainingMs }: PlanProgress): string {
  const pace = countText(filesPerSecond, filesPerSecond >= 10 ? 0 : 1);
  return [
    l10n.t('{0} of {1} files', countText(done), countText(total)),
    ...(done > 0 ? [l10n.t('{0} files/s', pace)] : []),
    l10n.t({
      message: '{0} of {1}',
      args: [sizeText(bytes), sizeText(totalBytes)],
      comment: 'Sizes: sent, and of all files',
    }),
    ...(remainingMs === undefined
      ? []
      : [l10n.t({ message: '{0} left', args: [durationText(remainingMs)], comment: 'A duration' })]),
  ].join(' · ');
}

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 90 ? l10n.t('{0} s', seconds) : l10n.t('{0} min', Math.ceil(seconds / 60));
}

import { errorPageOf } from '../../core/delivery/bucketXml.js';
import { requireNoStaging } from '../../core/delivery/settingChange.js';
import { ruleName, type SiteType } from '../../core/delivery/siteRoutes.js';
import {
  isNotFoundPage,
  planSite,
  requireRoom,
  type SitePlan,
  siteFunctions,
  siteTypeItems,
  siteTypeOf,
  toSitePlan,
  withBucketErrorPage,
} from '../../core/delivery/siteType.js';
import { exampleName, fullName } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { toApproveSite } from '../../core/onboarding/run/asks.js';
import { readUndo, type SwitchUndo, undoSwitch } from '../../core/onboarding/undoSwitch.js';
import { ownBucket } from '../../core/origin.js';
import { ifReadable } from '../../core/oss/ifReadable.js';
import { isPrivateBucket } from '../../core/oss/isPrivateBucket.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { DnsRecord } from '../../core/ports/dns.js';
import type { BucketRef } from '../../core/ports/oss.js';
import type { Disposable } from '../../core/signal.js';
import { plainText } from '../../core/text/plainText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { copyToClipboard, showInformation } from '../../host/display.js';
import { draftTask, openDomain, originOf, startAnswered, startTask } from './domainTask.js';
import { listBucketKeys } from './form/siteSource.js';
import { LiveReader } from './liveNews.js';
import {
  askBeforeStart,
  chooseRun,
  continueRun,
  copyStepValue,
  openStepConsole,
  pauseRun,
  type RunCommandDeps,
  recheckRun,
  removeRun,
} from './runCommands.js';
import { renewCertificate, setUpHttps } from './setUpHttps.js';
import { type TaskPageDeps, TaskPages } from './task/taskPanel.js';
import { RunWatcher } from './watchRuns.js';

/**
 * Opens the commands on onboardings, once per window. Their output file is loaded with the first command. Everything that outlives a command is passed to
 * `keep`, which disposes it later.
 */
export function openOnboardingCommands(deps: TaskPageDeps, keep: (part: Disposable) => void) {
  const live = new LiveReader(deps);
  const watcher = new RunWatcher(deps, live);
  const pages = new TaskPages(deps, live);
  const watch = (id: string) => watcher.watch(id);
  keep(watcher);
  keep(pages);
  return {
    /** Watches a run that was started in this window, and shows its page in place of the form. */
    follow: (id: string) => {
      watch(id);
      pages.follow(id);
    },
    'ossCdn.showRun': (id?: string) => pages.show(id),
    'ossCdn.setUpHttps': (domain?: string) => setUpHttps(deps, domain, watch),
    'ossCdn.renewCertificate': (domain?: string) => renewCertificate(deps, domain, watch),
    'ossCdn.setSiteType': (domain?: string) => setSiteType(deps, domain, watch),
    'ossCdn.continueRun': (id?: string) => continueRun(deps, id),
    'ossCdn.recheckRun': (id?: string) => recheckRun(deps, id),
    'ossCdn.pauseRun': (id?: string) => pauseRun(deps, id),
    'ossCdn.removeRun': (id?: string) => removeRun(deps, id),
    'ossCdn.undoRecord': (id?: string) => undoRecord(deps, id),
    'ossCdn.copyUrlPattern': (domain?: string) => copyUrlPattern(deps, domain),
    'ossCdn.copySdkSnippet': (domain?: string) => copySdkSnippet(deps, domain),
    'ossCdn.copyStepValue': (id?: string) => copyStepValue(deps, id),
    'ossCdn.openStepConsole': (id?: string) => openStepConsole(deps, id),
  };
}

/**
 * Starts a run that sets the site type of a domain, after showing all changes. If a run has done so before, the changes are shown before the new start, so
 * that the finished run stays if the user cancels.
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

/** Reads what a new run would change. */
async function readChanges({ session }: RunCommandDeps, { name }: CdnDomain, site: SitePlan) {
  const { cdn } = await session.cloud();
  const { signal } = new AbortController();
  const configs = await cdn.readConfigs(name, siteFunctions, signal);
  const changes = planSite(site, configs, name);
  requireRoom(changes, configs, name);
  if (changes.length > 0) await requireNoStaging(cdn, name, signal);
  return changes;
}

async function askForSite(deps: RunCommandDeps, domain: CdnDomain): Promise<SitePlan | undefined> {
  const { cdn } = await deps.session.cloud();
  const signal = new AbortController().signal;
  const [keys, configs] = await Promise.all([
    readKeys(deps, domain, signal),
    cdn.readConfigs(domain.name, siteFunctions, signal),
  ]);
  const selected = siteTypeOf(configs);
  const type = await deps.ui.pick<SiteType>({
    title: `${l10n.t('Site type')} · ${showDomain(domain.name)}`,
    placeholder: l10n.t('Choose what the domain serves; you can review every change before it is made'),
    ...(keys && !keys.has('index.html') && { notes: [l10n.t('The bucket has no index.html yet: publish it first.')] }),
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
  const bucket = ownBucket(originOf(domain));
  const ownPage = bucket && (await ifReadable(readErrorPage(deps, bucket, signal)));
  const home = configs.find(({ args }) => ruleName(args) === 'home')?.args.replacement;
  const base = home?.slice(1);
  // If the bucket cannot be read, a configured page is assumed to exist.
  const isSet = configs.some((config) => isNotFoundPage(config, domain.name, base));
  const paths = keys ?? new Set(isSet ? [`${base ?? ''}404.html`] : []);
  const site = toSitePlan(type.value, { paths, base }, domain);
  return {
    ...(ownPage === undefined ? site : withBucketErrorPage(site)),
    ...(query.value !== 'left' && query.value && { query: query.value }),
  };
}

/** Reads the page that a bucket sends for what it does not have; resolves to `undefined` if it has none, or if the bucket is private. */
async function readErrorPage({ session }: RunCommandDeps, bucket: BucketRef, signal: AbortSignal) {
  const { oss } = await session.cloud();
  const [info, website] = await Promise.all([
    oss.readBucketInfo(bucket, signal),
    oss.readBucketSetting(bucket, 'website', signal),
  ]);
  return isPrivateBucket(info) ? undefined : errorPageOf(website);
}

/** Lists the first keys of the domain's bucket; resolves to `undefined` if they cannot be read. */
async function readKeys({ session }: RunCommandDeps, domain: CdnDomain, signal: AbortSignal) {
  const bucket = ownBucket(originOf(domain));
  return bucket && ifReadable(listBucketKeys((await session.cloud()).oss, bucket, signal));
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

/** Undoes what a run changed in live DNS, after showing the effect on each record. The run then asks again. */
export async function undoRecord(deps: RunCommandDeps, runId?: string): Promise<void> {
  const { board, session } = deps;
  const run = await chooseRun(deps, runId);
  if (!run) return;
  const { id, facts } = run.record;
  const cloud = await session.cloud();
  const signal = new AbortController().signal;
  const undo = await readUndo(cloud, facts, signal);
  if (!undo.restore && !undo.remove && !undo.pause && !undo.add && undo.resume.length === 0) {
    void showInformation(l10n.t('This onboarding has no DNS change to undo'));
    return;
  }
  const detail = [describeUndo(undo).join('\n')];
  const question = l10n.t('Undo the DNS change of {0}?', showDomain(run.record.plan.domain));
  if (!(await confirmChange({ question, detail, button: l10n.t('Undo DNS Change') }))) return;
  // Revokes the approvals first, so that a continuing run asks instead of switching again.
  await board.answer(id, { approvals: { record: '', switch: '', resume: '' } });
  board.pause(id);
  try {
    await undoSwitch(cloud, undo, signal);
  } finally {
    // Otherwise its rows would show the earlier state.
    board.recheck(id);
  }
}

/** Lists the records that the undo changes back, removes, pauses, adds and resumes, one per line, followed by the consequences. */
export function describeUndo({ restore, remove, pause, add, resume }: SwitchUndo): readonly string[] {
  return [
    ...(restore
      ? [l10n.t('Before: {0}', describe(restore.ours)), l10n.t('Changed back: {0}', describe(restore.former))]
      : []),
    ...(remove ? [l10n.t('Removed: {0}', describe(remove))] : []),
    ...(pause ? [l10n.t('Paused: {0}', describe(pause))] : []),
    ...(add ? [l10n.t('Added again: {0}', describe(add))] : []),
    ...resume.map((record) => l10n.t('Resumed: {0}', describe(record))),
    '',
    restore || add || resume.length > 0
      ? l10n.t('Visitors of this domain will then go where they went before CDN.')
      : l10n.t('No other record replaces it, so this domain will not resolve.'),
    l10n.t('The onboarding will ask again before DNS is changed.'),
  ];
}

function describe(record: DnsRecord): string {
  return `${fullName(record)}  ${record.type}  ${plainText(record.value)}  TTL ${record.ttl}`;
}

/** Copies the pattern of object URLs: the domain, followed by the path of the object. */
async function copyUrlPattern(deps: RunCommandDeps, name?: string): Promise<void> {
  const domain = await openDomain(deps, name);
  if (domain) await copyToClipboard(urlPattern(domain));
}

/** Copies a code snippet that reads objects through the domain with the vendor's client. */
async function copySdkSnippet(deps: RunCommandDeps, name?: string): Promise<void> {
  const domain = await openDomain(deps, name);
  if (domain) await copyToClipboard(sdkSnippet(domain), l10n.t('SDK snippet of {0}', showDomain(domain.name)));
}

/** Returns the pattern of a URL, such as `https://img.example.com/path/to/object`. */
export function urlPattern(domain: Pick<CdnDomain, 'name' | 'httpsOn'>): string {
  return `${baseUrl(domain)}/path/to/object`;
}

/** Returns a code snippet for `ali-oss` that uses the domain as its endpoint. The snippet reads the keys from the environment. */
export function sdkSnippet(domain: Pick<CdnDomain, 'name' | 'httpsOn' | 'sources'>): string {
  const bucket = domain.sources.find(({ type }) => type === 'oss')?.content.split('.')[0] ?? 'bucket';
  return [
    "import OSS from 'ali-oss';",
    '',
    `// ${l10n.t('Reads through CDN. Do not upload through an accelerated domain: use the domain of the bucket.')}`,
    'const client = new OSS({',
    `  endpoint: '${baseUrl(domain)}',`,
    '  cname: true,',
    `  bucket: '${bucket}',`,
    '  accessKeyId: process.env.OSS_ACCESS_KEY_ID,',
    '  accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,',
    '});',
    "const { content } = await client.get('path/to/object');",
    '',
  ].join('\n');
}

function baseUrl({ name, httpsOn }: Pick<CdnDomain, 'name' | 'httpsOn'>): string {
  return `${httpsOn ? 'https' : 'http'}://${exampleName(name)}`;
}

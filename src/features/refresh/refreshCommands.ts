import type { RefreshKind } from '../../core/cdn/callLimits.js';
import {
  directoryCostText,
  directoryEffectText,
  effectTimeText,
  patternCostText,
  patternEffectText,
  prefetchCostText,
  readQuota,
  urlCostText,
} from '../../core/cdn/quota.js';
import { isWildcard } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { hasDotSegment } from '../../core/objectKey.js';
import { isFolderTarget, withoutCovered } from '../../core/objects/objectTargets.js';
import type { RefreshQuota, RefreshTask } from '../../core/ports/cdn.js';
import type { ObjectRef } from '../../core/ports/oss.js';
import { listVariants } from '../../core/publishing/refresh/refreshTargets.js';
import { type Address, listPrefetchUrls, listRefreshUrls, toUrl } from '../../core/refresh/addresses.js';
import { type CopyForm, copyForms, copyText } from '../../core/refresh/copyAs.js';
import { type TaskGroup, toRefreshKind } from '../../core/refresh/taskList.js';
import { countText } from '../../core/text/countText.js';
import { firstNamesText, wholeName } from '../../core/text/firstNamesText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { type CdnTarget, listObjectRefs } from '../../host/commandIds.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyLines, copyToClipboard, showInformation, showWarning } from '../../host/display.js';
import { checkAtEdge } from './checkAtEdge.js';
import { findAddresses, type MissingAddress, type ServedAddress } from './findAddresses.js';
import { askPattern, findSubjects, type Subject, type SubjectOptions } from './findSubjects.js';
import type { RefreshDeps, TaskView } from './refreshDeps.js';
import { type SendDeps, sendUrls } from './sendUrls.js';
import { TaskTree } from './tasks/taskTree.js';

type Given = readonly CdnTarget[];

/** The commands for refreshing by hand, and the view of the tasks. Their output file is loaded when first needed. */
export type Refreshing = ReturnType<typeof openRefreshing>;

/** Creates the commands and the view, once per window, without reading or sending anything. */
export function openRefreshing(deps: RefreshDeps & Pick<SendDeps, 'sendLater' | 'follow'>, view: TaskView) {
  const tree = new TaskTree(deps, view);
  const sending: SendDeps = {
    ...deps,
    onEnded: () => tree.refreshIfLoaded(),
  };
  return {
    tree,
    sendUrls: (request: RefreshKind, urls: readonly string[]) => sendUrls(sending, request, urls),
    onTargets: {
      'ossCdn.refreshUrls': (given: Given) => refreshUrls(sending, given),
      'ossCdn.prefetchUrls': (given: Given) => prefetchUrls(sending, given),
      'ossCdn.refreshPath': (given: Given) => refreshUrls(sending, given),
      'ossCdn.prefetchPath': (given: Given) => prefetchUrls(sending, given),
      'ossCdn.refreshFolder': (given: Given) => refreshFolder(sending, given),
      'ossCdn.refreshPattern': (given: Given) => refreshPattern(sending, given),
      'ossCdn.copyCdnUrl': (given: Given) => copyCdnUrl(deps, given),
      'ossCdn.copyCdnUrlAs': (given: Given) => copyCdnUrlAs(deps, given),
      'ossCdn.openAtCdn': (given: Given) => openAtCdn(deps, given),
      'ossCdn.checkAtEdge': (given: Given) => checkAtEdge(sending, given),
    },
    retryTask: (given?: string) => retryTask(sending, tree, given),
    copyTaskUrl: (given?: string) => copyTaskUrl(tree, given),
  };
}

/** Refreshes files at the edge: the given files, those in a given folder, the active file, or a path that the user enters. */
export async function refreshUrls(deps: SendDeps, given: Given): Promise<void> {
  if (isSelection(given)) return refreshSelection(deps, given);
  const found = await find(deps, given, { as: 'files', asksPath: true, changes: true });
  const toUrls = (places: readonly MissingAddress[]) => listRefreshUrls(withVariants(places));
  if (found && (await confirmTyped(deps, 'urls', found, toUrls))) await sendLocated(deps, 'urls', found, toUrls);
}

/** Prefetches files to the edge. */
export async function prefetchUrls(deps: SendDeps, given: Given): Promise<void> {
  if (isSelection(given)) return prefetchSelection(deps, given);
  const found = await find(deps, given, { as: 'files', asksPath: true, changes: true });
  if (found && (await confirmTyped(deps, 'prefetches', found, listPrefetchUrls)))
    await sendLocated(deps, 'prefetches', found, listPrefetchUrls);
}

/** Shows the cost before the entered paths are sent, if there are several. They are usually a pasted list. */
async function confirmTyped(
  deps: SendDeps,
  request: 'urls' | 'prefetches',
  { places }: Located,
  toUrls: (places: readonly MissingAddress[]) => readonly string[],
): Promise<boolean> {
  if (places.length < 2 || places.some(({ subject }) => subject.kind !== 'path')) return true;
  const [urls, left] = [toUrls(places), await readRemainingQuota(deps)];
  const [question, costs, button] =
    request === 'urls'
      ? [
          l10n.t('Refresh URLs on CDN: {0}?', countText(urls.length)),
          [[urlCostText(urls.length, left.urls), effectTimeText()].join('\n')],
          l10n.t('Refresh'),
        ]
      : [
          l10n.t('Prefetch URLs to CDN: {0}?', countText(urls.length)),
          [originTrafficText(), prefetchCostText(urls.length, left.prefetches)],
          prefetchButton(),
        ];
  return confirmChange({ question, detail: [firstNamesText(urls), ...costs], button });
}

function originTrafficText(): string {
  return l10n.t('The edge fetches them from the origin, which bills that traffic.');
}

/** Makes the edge revalidate everything in a folder, after showing the cost. */
export async function refreshFolder(deps: SendDeps, given: Given): Promise<void> {
  if (given.length > 1 && isSelection(given)) return refreshSelection(deps, given);
  const found = await find(deps, given, { as: 'folder', changes: true });
  if (!found) return;
  const left = await readRemainingQuota(deps);
  if (await confirmDirectories(listFolderUrls(found.places), left.directories))
    await sendLocated(deps, 'directories', found, listFolderUrls);
}

/** Makes the edge revalidate every URL that matches a pattern. The user enters the pattern and sees the cost first. */
export async function refreshPattern(deps: SendDeps, given: Given): Promise<void> {
  const [target] = given;
  const domain = typeof target === 'string' ? target : undefined;
  if (domain !== undefined && isWildcard(domain)) return warnAboutWildcards([domain]);
  const url = await askPattern(deps, domain);
  if (url === undefined) return;
  const { patterns: left } = await readRemainingQuota(deps);
  if (left === 0) throw new AppError('quotaExceeded');
  const question = l10n.t('Refresh every URL that fits this pattern? {0}', quoted(url));
  const detail = [wholeName(url), patternEffectText(), [patternCostText(left), effectTimeText()].join('\n')];
  if (await confirmChange({ question, detail, button: l10n.t('Refresh') })) await sendUrls(deps, 'patterns', [url]);
}

async function find(deps: SendDeps, given: Given, taking: SubjectOptions) {
  return locate(deps, await findSubjects(deps, given, taking));
}

function confirmDirectories(urls: readonly string[], left: number | undefined): Promise<boolean> {
  const [first = ''] = urls;
  const question =
    urls.length === 1
      ? l10n.t('Refresh everything in this directory? {0}', quoted(first))
      : l10n.t('Refresh everything in {0} directories?', countText(urls.length));
  const detail = [
    urls.length > 1 ? firstNamesText(urls) : wholeName(first),
    directoryEffectText(),
    [directoryCostText(urls.length, left), effectTimeText()].join('\n'),
  ];
  return confirmChange({ question, detail, button: l10n.t('Refresh Directory') });
}

/** Returns whether objects or folders are selected that need one question: several, or a folder alone, which is not only its index page. */
function isSelection(given: readonly CdnTarget[]): given is readonly ObjectRef[] {
  const objects = listObjectRefs(given);
  return objects.length === given.length && (objects.length > 1 || objects.some(isFolderTarget));
}

/** Refreshes selected objects by URL and selected folders as directories. Objects inside a selected folder are covered by it. */
async function refreshSelection(deps: SendDeps, given: readonly ObjectRef[]): Promise<void> {
  const wanted = withoutCovered(given);
  const taking = { as: 'files', changes: true } as const;
  const found = await locate(deps, await findSubjects(deps, wanted, taking));
  if (!found) return;
  const [files, directories] = [part(found, false), part(found, true)];
  const urls = listRefreshUrls(withVariants(files.places));
  const directoryUrls = listFolderUrls(directories.places);
  const left = await readRemainingQuota(deps);
  const costs = [
    ...(urls.length > 0 ? [urlCostText(urls.length, left.urls)] : []),
    ...(directoryUrls.length > 0 ? [directoryCostText(directoryUrls.length, left.directories)] : []),
  ];
  const detail = [
    namesText(wanted),
    directoryUrls.length > 0 ? directoryEffectText() : '',
    [...costs, effectTimeText()].join('\n'),
  ];
  if (!(await confirmChange({ question: refreshQuestion(wanted), detail, button: l10n.t('Refresh') }))) return;
  await Promise.all([
    ...(urls.length > 0 ? [sendLocated(deps, 'urls', files, (places) => listRefreshUrls(withVariants(places)))] : []),
    ...(directoryUrls.length > 0 ? [sendLocated(deps, 'directories', directories, listFolderUrls)] : []),
  ]);
}

/** Prefetches the selected objects. Folders are left out, since CDN does not prefetch them. */
async function prefetchSelection(deps: SendDeps, given: readonly ObjectRef[]): Promise<void> {
  const wanted = given.filter((each) => !isFolderTarget(each));
  if (wanted.length === 0) {
    void showInformation(l10n.t('CDN does not prefetch directories: select objects instead'));
    return;
  }
  const found = await locate(deps, await findSubjects(deps, wanted, { as: 'files', changes: true }));
  if (!found) return;
  const left = await readRemainingQuota(deps);
  const skipped = given.length - wanted.length;
  const detail = [
    namesText(wanted),
    originTrafficText(),
    skipped > 0 ? l10n.t('Directories are not prefetched. Skipped: {0}', countText(skipped)) : '',
    prefetchCostText(listPrefetchUrls(found.places).length, left.prefetches),
  ];
  const question = l10n.t('Prefetch objects to CDN: {0}?', countText(wanted.length));
  if (await confirmChange({ question, detail, button: prefetchButton() }))
    await sendLocated(deps, 'prefetches', found, listPrefetchUrls);
}

function prefetchButton(): string {
  return l10n.t({ message: 'Prefetch', comment: 'An action: files were prefetched' });
}

function refreshQuestion(wanted: readonly ObjectRef[]): string {
  const folders = wanted.filter(isFolderTarget).length;
  const objects = wanted.length - folders;
  if (folders === 0) return l10n.t('Refresh objects on CDN: {0}?', countText(objects));
  if (objects === 0) return l10n.t('Refresh directories on CDN: {0}?', countText(folders));
  return l10n.t('Refresh objects ({0}) and directories ({1}) on CDN?', countText(objects), countText(folders));
}

function namesText(wanted: readonly ObjectRef[]): string {
  return firstNamesText(wanted.map(({ bucket, key }) => `${bucket.name}/${key}`));
}

function part({ places, missing }: Located, folders: boolean): Located {
  const isPart = ({ subject }: Located['missing'][number]) =>
    subject.kind === 'key' && isFolderTarget(subject) === folders;
  return { places: places.filter(isPart), missing: missing.filter(isPart) };
}

/** Sends the URLs that `toUrls` returns. URLs at a domain that the account does not have are reported and do not stop the others. */
function sendLocated(
  deps: SendDeps,
  request: RefreshKind,
  { places, missing }: Located,
  toUrls: (places: readonly MissingAddress[]) => readonly string[],
): Promise<void> {
  const unknown = { urls: toUrls(missing), error: new AppError('domainNotFound') };
  return sendUrls(deps, request, toUrls(places), missing.length > 0 ? [unknown] : []);
}

/** Reads the quotas that remain today. */
async function readRemainingQuota({ session }: Pick<SendDeps, 'session'>): Promise<RefreshQuota> {
  return readQuota((await session.cloud()).cdn, new AbortController().signal);
}

/** Adds the additional URLs of each file's mapping. */
function withVariants(places: readonly MissingAddress[]): readonly Address[] {
  return places.flatMap(({ subject, domain, path }) => {
    const more = subject.kind === 'key' ? listVariants(subject, path, domain.name) : [];
    return [path, ...more].map((each) => ({ domain, path: each }));
  });
}

/** Lists the URLs of folders, without duplicates. */
function listFolderUrls(places: readonly MissingAddress[]): readonly string[] {
  return [...new Set(places.map(({ domain, path }) => toUrl(domain, path)))];
}

/** The addresses that CDN serves, at least one, and the addresses at domains of a mapping that the account does not have. */
interface Located {
  readonly places: readonly ServedAddress[];
  readonly missing: readonly MissingAddress[];
}

/**
 * Finds the addresses of the subjects. Resolves to `undefined` if the user cancels or there is nothing to send. Leaves out wildcard domains, with a warning.
 * Throws `domainNotFound` if all remaining domains are missing.
 */
export async function locate(deps: SendDeps, subjects: readonly Subject[] | undefined): Promise<Located | undefined> {
  const missing: MissingAddress[] = [];
  const found = subjects && (await findAddresses(deps, subjects, 'all', (place) => missing.push(place)));
  if (!found) return undefined;
  const places = found.filter(({ domain }) => !isWildcard(domain.name));
  const wildcards = found.map(({ domain }) => domain.name).filter(isWildcard);
  if (wildcards.length > 0) warnAboutWildcards(wildcards);
  if (places.length > 0) return { places, missing };
  const [first] = missing;
  if (first) throw new AppError('domainNotFound', { subject: first.domain.name });
  if (found.length === 0) void showInformation(l10n.t('No file in this folder is covered by a mapping'));
  return undefined;
}

/** Warns that nothing is sent for a wildcard domain. It has no URLs, since the names that it covers are not listed anywhere. */
function warnAboutWildcards(names: readonly string[]): void {
  const message = l10n.t(
    'CDN cannot refresh wildcard domains. Enter exact domain names in the mapping: {0}',
    noticeText(listText([...new Set(names)].map(showDomain))),
  );
  void showWarning(message);
}

/** Copies the CDN URLs of the targets, one per line. */
export async function copyCdnUrl(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (places) await copyLines(listTexts(places, 'url'));
}

/** Copies the CDN URLs of the targets in a format that the user chooses from a preview. */
async function copyCdnUrlAs(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (!places) return;
  const reply = await deps.ui.pick<CopyForm>({
    title: l10n.t('Copy CDN URL As'),
    placeholder: l10n.t('Choose a format'),
    items: copyForms.map((form) => ({
      label: formTitles[form](),
      detail: listTexts(places.slice(0, 1), form).join(),
      value: form,
    })),
  });
  if (reply.kind === 'value') await copyLines(listTexts(places, reply.value));
}

const formTitles = {
  url: () => l10n.t('URL'),
  markdown: () => 'Markdown',
  html: () => 'HTML',
  css: () => 'CSS',
} satisfies Record<CopyForm, () => string>;

/** Opens the CDN URL of the target in the browser. */
export async function openAtCdn(deps: RefreshDeps, given: Given): Promise<void> {
  const [place] = (await findPlaces(deps, given.slice(0, 1))) ?? [];
  if (place) await openUrl(toUrl(place.domain, place.path));
}

async function findPlaces(deps: RefreshDeps, given: Given): Promise<readonly ServedAddress[] | undefined> {
  const subjects = await findSubjects(deps, given, { as: 'files' });
  const found = subjects && (await findAddresses(deps, subjects, 'one'));
  const places = found?.filter(({ path }) => !hasDotSegment(path)) ?? [];
  const lost = found?.filter(({ path }) => hasDotSegment(path)) ?? [];
  if (lost.length > 0) void showWarning(lostText(lost));
  return places.length > 0 ? places : undefined;
}

function lostText(places: readonly ServedAddress[]): string {
  return l10n.t(
    'Browsers cannot open {0}, because they resolve the "." or ".." in its path: use Open Object or Download instead',
    noticeText(listText(places.map(({ subject }) => subject.name))),
  );
}

function listTexts(places: readonly ServedAddress[], form: CopyForm): readonly string[] {
  return places.map(({ domain, path, subject }) => copyText(form, toUrl(domain, path), lastPart(subject.name)));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1) || name;
}

/** Submits the failed URLs of a task once more. */
async function retryTask(deps: SendDeps, tree: TaskTree, argument = ''): Promise<void> {
  const chosen = findTask(tree, argument);
  const request = toRefreshKind(chosen?.group.kind);
  const urls = chosen?.tasks.filter(({ status }) => status === 'failed').map(({ url }) => url) ?? [];
  if (request && urls.length > 0) await sendUrls(deps, request, urls);
}

/** Copies the URLs of a task, one per line. */
async function copyTaskUrl(tree: TaskTree, argument = ''): Promise<void> {
  const urls = findTask(tree, argument)?.tasks.map(({ url }) => url);
  if (urls) await copyToClipboard(urls.join('\n'));
}

interface Chosen {
  readonly group: TaskGroup;
  readonly tasks: readonly RefreshTask[];
}

/** Finds a task group by its key, or one of its URLs by the key and a position. */
function findTask(tree: TaskTree, argument: string): Chosen | undefined {
  const [key, at] = argument.split('\n');
  const group = tree.groups.find((each) => each.key === key);
  if (!group) return undefined;
  return { group, tasks: at === undefined ? group.tasks : group.tasks.slice(Number(at), Number(at) + 1) };
}

import * as vscode from 'vscode';
import { inTurns } from '../../../core/concurrency/inTurns.js';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { toPublications } from '../../../core/publishing/folder/runPlan.js';
import { leftOutText } from '../../../core/publishing/judgeFile.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import { countText } from '../../../core/text/countText.js';
import { nameLines } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { chooseRow, showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../../host/trust.js';
import { confirmDeletes } from '../confirmDeletes.js';
import { publishFile } from '../file/publishFile.js';
import { typeOf } from '../mapping/paths.js';
import { isAllowed } from '../onSaveConsent.js';
import type { Publishing, PublishingDeps } from '../services.js';
import { dropInner, type FolderChoice, findChoices } from './folderChoices.js';
import { type FolderPlan, readFolderPlan, toScope } from './folderPlan.js';
import { addUp, groupItems, groupText, type ItemGroup, listOf } from './planGroups.js';
import { pickItems } from './planPicker.js';
import { runFolder } from './runFolder.js';

/**
 * Compares mapped folders with their buckets one after another, shows each plan, and publishes the selected items. Files that are selected along with the
 * folders are published without a plan.
 */
export async function publishFolder(publishing: Publishing, targets: readonly CdnTarget[]): Promise<void> {
  if (!isTrusted()) {
    void showWarning(l10n.t('Nothing is published from an untrusted workspace'));
    return;
  }
  const { account } = publishing.deps.session;
  if (!account) throw new AppError('notSignedIn');
  const isFile = await Promise.all(targets.map(isFileOnDisk));
  const files = targets.filter((_target, at) => isFile[at]);
  const others = targets.filter((_target, at) => !isFile[at]);
  if (files.length > 0) await publishFile(publishing, files);
  if (files.length > 0 && others.length === 0) return;
  for (const choice of await choose(publishing, others))
    if (!(await publishOne(publishing, choice, account.id))) return;
}

async function isFileOnDisk(target: CdnTarget): Promise<boolean> {
  if (typeof target !== 'string' || !target.includes(':')) return false;
  return (await typeOf(vscode.Uri.parse(target, true))) === vscode.FileType.File;
}

/** Publishes one folder. Resolves to `false` if the user cancels. */
async function publishOne(publishing: Publishing, choice: FolderChoice, accountId: string): Promise<boolean> {
  const { folder, part } = choice;
  if (!(await isAllowed(publishing, { folder, mapping: part.mapping }, { accountId, act: 'upload' }, true)))
    return false;
  await saveOpenFiles(choice);
  const plan = await compare(publishing, choice, accountId);
  await inTurns(plan.items, ({ kind, file }) => {
    if (kind === 'skip' && file) publishing.unpublished.delete({ path: `${plan.place.root}/${file.inside}`, root: '' });
  });
  if (plan.leftOut.length > 0) void showWarning(leftOutText(plan.leftOut));
  if (plan.items.every(({ kind }) => kind === 'skip')) {
    const message = l10n.t('Nothing to publish: all files of {0} are already in the bucket', noticeText(choice.name));
    void showInformation(message);
    return true;
  }
  return selectAndRun(publishing, choice, plan);
}

/** Returns the choices for the targets. Asks the user if one target has several, and reports if no target has any. */
async function choose(publishing: Publishing, targets: readonly CdnTarget[]): Promise<readonly FolderChoice[]> {
  await publishing.mappingStore.load();
  const lists = await Promise.all(
    targets.length > 0
      ? targets.map((target) => listChoices(publishing, target))
      : [listChoices(publishing, undefined)],
  );
  const choices = dropInner(lists.flat());
  if (choices.length > 1 && targets.length <= 1) {
    const rows = choices.map((choice) => ({ label: choice.name, description: choice.target, choice }));
    const placeHolder = l10n.t('Choose the folder to publish');
    const title = l10n.t('Publish Folder');
    const chosen = await chooseRow(rows, { title, placeHolder });
    return chosen ? [chosen.choice] : [];
  }
  if (choices.length === 0) await mapFolder(targets[0]);
  return choices;
}

/** Lists the choices for one target. For a domain, these are the folders whose objects it serves. */
async function listChoices(
  { mappingStore, deps }: Publishing,
  target: CdnTarget | undefined,
): Promise<readonly FolderChoice[]> {
  if (typeof target !== 'string' || target.includes(':')) return findChoices(mappingStore.folders, target);
  const { cdn } = await deps.session.cloud();
  const { signal } = new AbortController();
  const serves = await Promise.all(
    mappingStore.folders.map(async ({ mapping: { bucket, domains } }) =>
      (domains.length > 0 ? domains : await listOwnDomains(cdn, bucket, signal)).includes(target),
    ),
  );
  return findChoices(
    mappingStore.folders.filter((_folder, at) => serves[at]),
    undefined,
  );
}

/** Offers to map a folder that no mapping covers. The user chooses a bucket; for a local folder, a message asks first. */
async function mapFolder(target: CdnTarget | undefined): Promise<unknown> {
  const isOnDisk = typeof target === 'string' && target.includes(':');
  if (!isOnDisk) return executeCommand('ossCdn.publishFolderHere', target);
  const choose = l10n.t('Choose a Bucket…');
  const open = l10n.t('Open Mapping File');
  const pressed = await showWarning(l10n.t('No mapping publishes this folder'), choose, open);
  if (pressed === choose) await executeCommand('ossCdn.publishFolderHere', undefined);
  if (pressed === open) await executeCommand('ossCdn.openMapping');
}

/** Saves the open files of a folder, since the bytes on disk are compared and sent. */
async function saveOpenFiles({ uri }: FolderChoice): Promise<void> {
  const inside = ({ uri: { scheme, path } }: vscode.TextDocument) =>
    scheme === uri.scheme && path.startsWith(`${uri.path.replace(/\/$/, '')}/`);
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && inside(document));
  for (const document of dirty) await document.save();
}

function compare(publishing: Publishing, choice: FolderChoice, accountId: string): Promise<FolderPlan> {
  const scope = toScope(publishing.mappingStore, choice, accountId);
  // Each upload reads what cannot be read now.
  publishing.publisher.prepareBucket(scope.place.mapping.bucket).catch(() => undefined);
  const title = l10n.t('Comparing {0} with the bucket', noticeText(choice.name));
  return withDelayedProgress(publishing.deps.clock, title, (report, signal) => {
    const onProgress = (seen: number) => report({ message: l10n.t('{0} checked', countText(seen)) });
    return readFolderPlan(publishing, scope, onProgress, signal);
  });
}

async function selectAndRun(
  publishing: Publishing,
  { folder, name }: FolderChoice,
  plan: FolderPlan,
): Promise<boolean> {
  const { place, refreshPlaces, quotaLeft } = plan;
  const { mapping, accountId } = place;
  const { bucketDocuments, deps, sourceMaps } = publishing;
  const compare = (publication: Publication) =>
    guard(deps.log, 'compare with the bucket', () => bucketDocuments.compare(publication));
  const owner = vscode.Uri.joinPath(folder.uri, mapping.folder).toString();
  const maps = sourceMaps.get(owner);
  const selected = await pickItems(name, plan, { compare, ...(maps && { maps }) });
  if (!selected || selected.length === 0) return selected !== undefined;
  // It may have been revoked while the list was open.
  const isAgreed = await isAllowed(publishing, { folder, mapping }, { accountId, act: 'upload' }, true);
  if (!isAgreed || !(await confirmPlan(deps, plan, selected))) return false;
  const isMap = (item: PlanItem) => listOf(item) === 'maps';
  if (plan.items.some(isMap)) await sourceMaps.set(owner, selected.some(isMap) ? 'published' : 'leftOut');
  const { refresh } = addUp(selected, refreshPlaces, quotaLeft);
  const publications = toPublications(place, selected, { batch: crypto.randomUUID(), deletes: true, refresh });
  const run = runFolder(publishing, { name, publications });
  publishing.placeHeads.note(place, { run });
  await run;
  return true;
}

/** The most names that the question shows: in total if all are of one kind, otherwise for each kind. */
const maxNames = 10;
const maxNamesPerKind = 4;

/**
 * Asks once more, and shows names, before changes of other authors are overwritten and before objects are deleted. Resolves to `true` without asking if the
 * selection has neither.
 */
export async function confirmPlan(
  deps: PublishingDeps,
  { place }: FolderPlan,
  selected: readonly PlanItem[],
): Promise<boolean> {
  const { bucket } = place.mapping;
  // An object that is gone is not overwritten.
  const overwrites = groupItems(selected, 'conflicts').filter(({ conflict }) => conflict !== 'deleted');
  const deletes = groupItems(selected, 'deletes');
  const question = toQuestion(bucket.name, countOf(overwrites), countOf(deletes));
  const button = toButton(overwrites, deletes);
  const names = toNames(overwrites, deletes);
  if (deletes.length > 0) {
    const objects = selected.flatMap(({ kind, key }) => (kind === 'delete' ? [{ bucket, key }] : []));
    const detail = (restoring: string) => [...names, deletesLaterText(), restoring].join('\n');
    return confirmDeletes(deps, objects, { question, button, detail });
  }
  if (overwrites.length === 0) return true;
  const warning = l10n.t('Overwritten content can be restored only if the bucket has versioning enabled.');
  return confirmChange({ question, detail: [[...names, warning].join('\n')], button });
}

function toQuestion(bucket: string, overwrites: number, deletes: number): string {
  if (overwrites > 0 && deletes > 0) return l10n.t('Overwrite and delete objects in {0}?', bucket);
  if (overwrites === 1) return l10n.t('Overwrite one object in {0}?', bucket);
  if (overwrites > 1) return l10n.t('Overwrite {0} objects in {1}?', countText(overwrites), bucket);
  if (deletes === 1) return l10n.t('Delete one object from {0}?', bucket);
  return l10n.t('Delete {0} objects from {1}?', countText(deletes), bucket);
}

function toNames(overwrites: readonly ItemGroup[], deletes: readonly ItemGroup[]): readonly string[] {
  const groups = [...overwrites, ...deletes];
  const isPlain = groups.every(({ conflict }) => conflict === undefined);
  return groups.flatMap((group) => {
    const act = overwrites.includes(group) ? l10n.t('Overwrite') : l10n.t('Delete');
    const heading = isPlain ? [] : [`${act} · ${groupText(group)}`];
    const shown = group.single.slice(0, groups.length > 1 ? maxNamesPerKind : maxNames);
    const rest = group.single.length + group.rest.length - shown.length;
    const more = rest > 0 ? [l10n.t('{0} more', countText(rest))] : [];
    return [...heading, ...nameLines(shown.map(({ key }) => key)), ...more, ''];
  });
}

function deletesLaterText(): string {
  return l10n.t('Objects will be deleted only after all uploads have succeeded.');
}

function toButton(overwrites: readonly ItemGroup[], deletes: readonly ItemGroup[]): string {
  if (deletes.length === 0) return l10n.t('Publish and Overwrite');
  return overwrites.length > 0 ? l10n.t('Publish, Overwrite, and Delete') : l10n.t('Publish and Delete');
}

function countOf(groups: readonly ItemGroup[]): number {
  return groups.reduce((sum, { single, rest }) => sum + single.length + rest.length, 0);
}

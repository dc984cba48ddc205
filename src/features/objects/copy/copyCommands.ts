import type { Gathering } from '../../../core/activity/activity.js';
import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import { hasDotSegment, isObjectKey } from '../../../core/objectKey.js';
import {
  type CopyFailure,
  type CopyPair,
  type CopyResult,
  copyObjects,
} from '../../../core/objects/copy/copyObjects.js';
import { type Destination, type PlanProblem, planCopies } from '../../../core/objects/copy/copyPlan.js';
import { copyProblemTexts } from '../../../core/objects/copy/copySource.js';
import { isFolderTarget, withoutCovered } from '../../../core/objects/objectTargets.js';
import { throughUploadDomain } from '../../../core/oss/bucketAddress.js';
import { findExisting } from '../../../core/oss/findExisting.js';
import type { Bucket, BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { countText, shorten } from '../../../core/text/countText.js';
import { quotedNames } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import {
  type CommandArguments,
  type DropPlace,
  executeCommand,
  folderRowId,
  listObjectRefs,
  type Targets,
} from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../../host/trust.js';
import { forgetDeleted } from '../change/ledgerChanges.js';
import { allTargets } from '../change/selected.js';
import { readChangeOutlook } from '../changeOutlook.js';
import { filterText, findObjects } from '../findObjects.js';
import { logFailures } from '../logFailures.js';
import type { ObjectDeps } from '../objectDeps.js';
import { placeText, toPlace } from '../objectPlace.js';
import { listChangedUrls } from '../refreshChanged.js';
import { type CopyQuestion, type CopyWay, confirmCopy } from './copyQuestion.js';
import { renameLocalFile } from './localFile.js';

/** Renames one object or folder: the given one or, by the keyboard, the focused one. */
export async function renameObject(deps: ObjectDeps, given: ObjectRef | undefined): Promise<void> {
  const targets = given ? [given] : await deps.keyTargets();
  const [target] = targets;
  if (!target || targets.length > 1) return void showWarning(l10n.t('Select one object or folder to rename'));
  const to = await askName(deps, target);
  if (to) await copyTargets(deps, { way: 'rename', targets, to });
}

/** Moves objects and folders to a place that the user enters, or to the row that they were dropped on. */
export async function moveObjects(deps: ObjectDeps, given: CommandArguments['ossCdn.moveObjects']): Promise<void> {
  const [one] = given;
  if (typeof one === 'object' && 'moved' in one) return dropOn(deps, one);
  const targets = targetsOf(deps, given);
  const to = targets && (await askPlace(deps, targets, l10n.t('Move to')));
  if (to) await copyTargets(deps, { way: 'move', targets, to });
}

/** Copies objects and folders to a place that the user enters. */
export async function copyObjectsTo(deps: ObjectDeps, given: Targets): Promise<void> {
  const targets = targetsOf(deps, given);
  const to = targets && (await askPlace(deps, targets, l10n.t('Copy to')));
  if (to) await copyTargets(deps, { way: 'copy', targets, to });
}

async function dropOn(deps: ObjectDeps, place: DropPlace): Promise<void> {
  const targets = requireOneBucket(place.moved);
  if (targets) await copyTargets(deps, { way: 'drop', targets, to: toPlace(deps, place) });
}

function targetsOf(deps: ObjectDeps, given: Targets): readonly ObjectRef[] | undefined {
  return requireOneBucket(listObjectRefs(allTargets(deps, given)));
}

function requireOneBucket(given: readonly ObjectRef[]): readonly ObjectRef[] | undefined {
  const targets = withoutCovered(given);
  const [first] = targets;
  if (!first) return undefined;
  if (targets.every(({ bucket }) => bucket.name === first.bucket.name)) return targets;
  const text = l10n.t('Objects of several buckets are selected: select objects of one bucket to move or copy them');
  void showWarning(text);
  return undefined;
}

/** Asks for a new name of one object or folder. Resolves to `undefined` if the user cancels. */
async function askName({ ui }: Pick<ObjectDeps, 'ui'>, target: ObjectRef): Promise<Destination | undefined> {
  const { bucket, key } = target;
  const [prefix, before] = [parentOf(key), nameOfTarget(target)];
  const ending = isFolderTarget(target) ? '/' : '';
  const reply = await ui.input({
    title: l10n.t('Rename {0}', placeText({ bucket, prefix: key })),
    prompt: l10n.t('New name'),
    value: before,
    validate: (name) => {
      if (name === before) return l10n.t('Enter another name');
      return isName(name) && isObjectKey(prefix + name + ending)
        ? undefined
        : l10n.t('Enter a name that OSS accepts, without a slash');
    },
  });
  return reply.kind === 'value' ? { bucket, prefix, name: reply.value } : undefined;
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/');
}

/** Returns the name of a target, without the slash of a folder. */
function nameOfTarget({ key }: ObjectRef): string {
  return key.slice(parentOf(key).length).replace(/\/$/, '');
}

/** Returns the folder that an object or a folder is in, with its slash; empty text for the bucket itself. */
function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
}

/**
 * Asks for the place to move or copy to, as `bucket/folder/`. One object may get another name there. Resolves to `undefined` if the user cancels.
 */
async function askPlace(
  deps: Pick<ObjectDeps, 'ui' | 'session' | 'board'>,
  targets: readonly ObjectRef[],
  title: string,
): Promise<Destination | undefined> {
  const [first] = targets;
  if (!first) return undefined;
  const { bucket } = first;
  const takesName = targets.length === 1 && !isFolderTarget(first);
  const buckets = createBucketList(deps, bucket);
  const reply = await deps.ui.input({
    title,
    prompt: takesName
      ? l10n.t('Bucket and folder, such as bucket/folder/, with a new name of the object if wanted')
      : l10n.t('Bucket and folder, such as bucket/folder/'),
    value: `${bucket.name}/${takesName ? first.key : parentOf(first.key)}`,
    validate: async (text) => {
      const place = await toDestination(text, takesName, buckets);
      return 'refusal' in place ? place.refusal : undefined;
    },
  });
  if (reply.kind !== 'value') return undefined;
  const place = await toDestination(reply.value, takesName, buckets);
  return 'refusal' in place ? undefined : place;
}

type FindBucket = (name: string) => Promise<BucketRef | undefined>;

/** The other buckets are listed only if the user names one. */
function createBucketList({ session, board }: Pick<ObjectDeps, 'session' | 'board'>, own: BucketRef): FindBucket {
  let listed: Promise<readonly Bucket[]> | undefined;
  const list = async () => (await (await session.cloud()).oss.listBuckets(new AbortController().signal)).buckets;
  return async (name) => {
    if (name === own.name) return own;
    listed ??= list().catch(() => []);
    const found = (await listed).find((bucket) => bucket.name === name);
    return found && throughUploadDomain(board.runs, { name, region: found.region });
  };
}

async function toDestination(
  text: string,
  takesName: boolean,
  find: FindBucket,
): Promise<Destination | { readonly refusal: string }> {
  const [bucketName = '', ...rest] = text.split('/');
  const bucket = await find(bucketName.trim());
  if (!bucket) return { refusal: l10n.t('Begin with the name of a bucket of this account') };
  const path = rest.join('/');
  const isFolder = path === '' || path.endsWith('/') || !takesName;
  const prefix = isFolder ? path.replace(/([^/])$/, '$1/') : parentOf(path);
  const name = isFolder ? undefined : path.slice(prefix.length);
  if ((prefix !== '' && !isObjectKey(prefix)) || hasDotSegment(prefix) || (name !== undefined && !isName(name)))
    return { refusal: l10n.t('Enter a name that OSS accepts') };
  return { bucket, prefix, ...(name !== undefined && { name }) };
}

/** The request of the user. A drop is a move that a slip of the mouse may have caused. */
interface CopyRequest {
  readonly way: CopyWay;
  readonly targets: readonly ObjectRef[];
  readonly to: Destination;
}

/** Copies, moves or renames objects and folders after the user has agreed to exactly those that were found. Overwrites nothing. */
export async function copyTargets(deps: ObjectDeps, { way, targets, to }: CopyRequest): Promise<void> {
  const found = await findObjects(deps, targets);
  if (!found) return;
  const plan = planCopies(targets, found, to);
  if ('problem' in plan) {
    // A row that was dropped where it is was not moved.
    if (way !== 'drop' || plan.problem !== 'same') void showWarning(problemTexts[plan.problem]());
    return;
  }
  const question = await prepare(deps, { way, targets, to, pairs: plan.pairs, note: filterText(deps, targets), found });
  if (question.pairs.length === 0) {
    void showWarning(l10n.t('Objects with these names exist at the new place: choose other names or another place'));
    return;
  }
  const choice = await confirmCopy(question);
  if (choice === 'local') return renameLocalFile(question);
  if (!choice) return;
  const begun = deps.clock.now();
  const result = await run(deps, question);
  for (const name of new Set([to.bucket.name, ...targets.map(({ bucket }) => bucket.name)]))
    void executeCommand('ossCdn.retryNode', folderRowId(name, ''));
  // Not awaited: the refresh follows while the notification may stay open.
  void guard(deps.log, 'report copies', () => reportCopy(deps, question, result));
  await Promise.all([
    ...(way === 'copy' ? [] : [forget(deps, result, begun)]),
    ...(choice === 'refresh' ? listUrls(question, result).map(({ kind, urls }) => deps.sendUrls(kind, urls)) : []),
  ]);
}

const problemTexts: Readonly<Record<PlanProblem, () => string>> = {
  same: () => l10n.t('The objects are in this place already'),
  inside: () => l10n.t('A folder cannot be moved or copied into itself: choose another place'),
  region: () => l10n.t('OSS copies objects only within a region: choose a bucket in the same region'),
  clash: () => l10n.t('Several of the selected rows have the same name: move or copy them one after the other'),
  name: () => l10n.t('OSS does not accept some of the new names: choose a shorter name or another place'),
};

type Prepared = Omit<CopyQuestion, 'taken' | 'isMapped' | 'outlooks' | 'localFile'>;

/** Reads what the question tells. Pairs whose target exists are left out. */
async function prepare(deps: ObjectDeps, given: Prepared): Promise<CopyQuestion> {
  const { pairs, way, to, targets } = given;
  const { oss } = await deps.session.cloud();
  const existing = await withDelayedProgress(deps.clock, l10n.t('Checking the new place'), (_report, signal) =>
    findExisting(
      oss,
      to.bucket,
      pairs.map((pair) => pair.to.key),
      signal,
    ),
  );
  // A copy that an interrupted move has left is none of another author. Whether it is whole is checked when its turn comes.
  const isTaken = ({ etag, to: { key } }: CopyPair) => existing.has(key) && existing.get(key)?.etag !== etag;
  const taken = pairs.filter(isTaken).map((pair) => pair.to.key);
  const free = pairs.filter((pair) => !isTaken(pair));
  const base = { ...given, pairs: free, taken, isMapped: false, outlooks: [] };
  const [first] = free;
  if (!first) return base;
  const oldKeys = free.map(({ from }) => from.key);
  const newKeys = free.map((pair) => pair.to.key);
  const ofOld = way === 'copy' ? [] : oldKeys;
  const isWithin = first.from.bucket.name === to.bucket.name;
  const outlooks = [await readChangeOutlook(deps, to.bucket, isWithin ? [...ofOld, ...newKeys] : newKeys)];
  if (!isWithin && way !== 'copy') outlooks.push(await readChangeOutlook(deps, first.from.bucket, ofOld));
  const isMapped = ofOld.length > 0 && (await hasMapped(deps, first.from, ofOld));
  const [only] = targets;
  const localFile =
    // On Windows, a backslash in the name would lead to another folder.
    isMapped && way === 'rename' && only && !only.key.endsWith('/') && !to.name?.includes('\\')
      ? await deps.mappedObjects.findSource(only)
      : undefined;
  return { ...base, outlooks, isMapped, ...(localFile && { localFile }) };
}

async function hasMapped(
  { mappedObjects }: ObjectDeps,
  { bucket }: ObjectRef,
  keys: readonly string[],
): Promise<boolean> {
  return isTrusted() && (await mappedObjects.findPublished(bucket, keys)).count > 0;
}

async function run({ session, clock, activity }: ObjectDeps, question: CopyQuestion): Promise<CopyResult> {
  const { pairs, way, outlooks } = question;
  const { oss } = await session.cloud();
  const all = countText(pairs.length);
  const [target] = outlooks;
  const title = way === 'copy' ? l10n.t('Copying objects') : l10n.t('Moving objects');
  return withDelayedProgress(clock, title, (report, signal) => {
    const onProgress = (copied: number) =>
      report({ message: l10n.t('{0} of {1}', countText(copied), all), percent: (copied / pairs.length) * 100 });
    const isUnversioned = target?.info !== undefined && target.info.versioning === undefined;
    const options = { kind: way === 'copy' ? 'copy' : 'move', isUnversioned, clock, signal, onProgress } as const;
    return activity.gather(gatheringOf(question), () => copyObjects(oss, pairs, options));
  });
}

/** Has Activity show all calls of a copy or a move as one entry. */
function gatheringOf({ way, pairs, targets }: CopyQuestion): Gathering {
  const nameOf = ({ bucket, key }: ObjectRef) => `${bucket.name}/${key}`;
  const names = new Set(pairs.flatMap(({ from, to }) => [nameOf(from), nameOf(to)]));
  const [first] = targets;
  return {
    action: way === 'copy' ? 'CopyObject' : 'MoveObjects',
    subject: first ? nameOf(targets.length === 1 ? first : { ...first, key: parentOf(first.key) }) : '',
    covers: (object) => names.has(object),
  };
}

/** Lists the URLs of the names that appeared and disappeared. */
function listUrls({ outlooks }: CopyQuestion, { done, kept, uncertain }: CopyResult) {
  const changed = new Set([
    ...[...done, ...uncertain, ...kept.map(({ pair }) => pair)].map(({ to }) => `${to.bucket.name}/${to.key}`),
    ...[...done, ...uncertain].map(({ from }) => `${from.bucket.name}/${from.key}`),
  ]);
  return outlooks.flatMap(({ bucket, keys, serving }) => {
    const own = keys.filter((key) => changed.has(`${bucket.name}/${key}`));
    return serving?.refresh && own.length > 0 ? listChangedUrls(serving.refresh.cost, own, serving.refresh) : [];
  });
}

/** Otherwise the next publish would take the old objects for deleted by another author. */
async function forget(deps: ObjectDeps, { done, uncertain }: CopyResult, begun: number): Promise<void> {
  const gone = [...done, ...uncertain].map(({ from }) => from);
  const [first] = gone;
  const keys = gone.map(({ key }) => key);
  if (first) await forgetDeleted(deps, first.bucket, keys, begun);
}

/** The most objects that a part of the notification names. */
const namedAtMost = 3;

/** Shows the result, and logs each object that was not copied or not deleted. */
async function reportCopy(deps: ObjectDeps, question: CopyQuestion, result: CopyResult): Promise<void> {
  const { failures, kept } = result;
  for (const { pair } of [...failures, ...kept])
    deps.log.warn(`not moved or copied: ${pair.from.bucket.name}/${pair.from.key}`);
  logFailures(
    deps,
    'copy',
    [...failures, ...kept].flatMap(({ why }) => (typeof why === 'string' ? [] : why)),
  );
  const text = copyEndText(question, result);
  const isWhole = result.done.length === question.pairs.length;
  await (isWhole ? showInformation(text) : showWarning(text));
}

/** Describes the result on one line. */
function copyEndText({ way, pairs, to }: CopyQuestion, result: CopyResult): string {
  const { done, kept, uncertain, failures, remaining, cancelled } = result;
  const [counted, all] = [countText(done.length), countText(pairs.length)];
  const place = noticeText(`${to.bucket.name}/${to.prefix}${to.name ?? ''}`);
  if (done.length === pairs.length) {
    if (way === 'copy') return l10n.t('Copied to {0}: {1} objects', place, counted);
    return way === 'rename' ? l10n.t('Renamed to {0}', place) : l10n.t('Moved to {0}: {1} objects', place, counted);
  }
  const head =
    way === 'copy'
      ? l10n.t('Copied {0} of {1} objects to {2}', counted, all, place)
      : l10n.t('Moved {0} of {1} objects to {2}', counted, all, place);
  const parts = [
    head,
    kept.length > 0 ? l10n.t('Copied, and not deleted at the old place: {0}', namesOf(kept)) : '',
    uncertain.length > 0 ? l10n.t('May have been deleted: {0}', countText(uncertain.length)) : '',
    failures.length > 0 ? l10n.t('Not changed: {0}', namesOf(failures)) : '',
    remaining.length > 0 ? l10n.t('Not started: {0}', countText(remaining.length)) : '',
    cancelled ? l10n.t('Canceled') : '',
  ];
  return parts.filter(Boolean).reduce((text, part) => l10n.t('{0}. {1}', text, part));
}

function namesOf(failures: CopyResult['failures']): string {
  const { shown, more } = shorten(failures, namedAtMost);
  const names = quotedNames(shown.map(({ pair }) => pair.from.key));
  return [...shown.map(({ why }, at) => l10n.t('{0}: {1}', names[at] ?? '', whyText(why))), ...more].join('; ');
}

function whyText(why: CopyFailure): string {
  return typeof why === 'string' ? copyProblemTexts[why]() : errorTextWithoutSubject(why);
}

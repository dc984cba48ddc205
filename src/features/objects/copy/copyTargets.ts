import type { Gathering } from '../../../core/activity/activity.js';
import { l10n } from '../../../core/l10n.js';
import { type CopyPair, type CopyResult, copyObjects } from '../../../core/objects/copy/copyObjects.js';
import { type Destination, type PlanProblem, planCopies } from '../../../core/objects/copy/copyPlan.js';
import { findExisting } from '../../../core/oss/findExisting.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { countText } from '../../../core/text/countText.js';
import { executeCommand, folderRowId } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../../host/trust.js';
import { forgetDeleted } from '../change/ledgerChanges.js';
import { readChangeOutlook } from '../changeOutlook.js';
import { filterText, findObjects } from '../findObjects.js';
import type { ObjectDeps } from '../objectDeps.js';
import { listChangedUrls } from '../refreshChanged.js';
import { parentOf } from './copyPlace.js';
import { type CopyQuestion, type CopyWay, confirmCopy } from './copyQuestion.js';
import { reportCopy } from './copyReport.js';
import { renameLocalFile } from './localFile.js';

/** The request of the user. A drop is a move that a slip of the mouse may have caused. */
export interface CopyRequest {
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
    const options = { kind: way === 'copy' ? 'copy' : 'move', isUnversioned, signal, onProgress } as const;
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

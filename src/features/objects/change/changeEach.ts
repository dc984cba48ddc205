import type { ChangeOf } from '../../../core/activity/change.js';
import { readUndoState } from '../../../core/activity/resources.js';
import { type Batch, runBatch } from '../../../core/concurrency/batch.js';
import { forEachLimited } from '../../../core/concurrency/limit.js';
import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { type CdnTarget, listObjectRefs } from '../../../host/commandIds.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { findObjects } from '../findObjects.js';
import type { ObjectDeps } from '../objectDeps.js';

/** The most objects that one command changes, since each is read before the question. */
const mostChanged = 1_000;
/** How many objects are read or changed at a time. */
const atOnce = 8;
/** The most changes that are recorded one by one, each with its undo. */
export const mostUndoable = 20;

/** Finds the objects of a selection in one bucket. Resolves to `undefined` after a message if there are none, too many, or several buckets. */
export async function findSelected(
  deps: Pick<ObjectDeps, 'session' | 'clock'>,
  given: readonly CdnTarget[],
): Promise<readonly ObjectRef[] | undefined> {
  const targets = listObjectRefs(given);
  const [first] = targets;
  if (!first) return undefined;
  if (targets.some(({ bucket }) => bucket.name !== first.bucket.name))
    return void showWarning(l10n.t('Objects of several buckets are selected: select objects of one bucket'));
  const found = await findObjects(deps, targets);
  if (!found) return undefined;
  if (found.length > mostChanged) {
    const most = countText(mostChanged);
    return void showWarning(l10n.t('The selection has more than {0} objects: choose folders with fewer objects', most));
  }
  return found.map(({ bucket, key }) => ({ bucket, key }));
}

/** Works on each object, with progress, until the user cancels. Never rejects. */
export async function changeEach<T extends ObjectRef>(
  { clock }: Pick<ObjectDeps, 'clock'>,
  title: string,
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<unknown>,
): Promise<Batch<T>> {
  let done = 0;
  return withDelayedProgress(clock, title, (report, signal) =>
    runBatch(items, { atOnce, bucketOf: ({ bucket }) => bucket.name, signal }, async (item) => {
      await work(item, signal);
      const percent = (++done / items.length) * 100;
      report({ message: l10n.t('{0} of {1}', countText(done), countText(items.length)), percent });
    }),
  );
}

/**
 * Makes a change of one of `count` objects. It gets an entry with an Undo in the Activity view, unless there are many. If the answer is lost, the entry tells
 * whether the change is in effect.
 */
export function trackOne<T>(
  { activity }: Pick<ObjectDeps, 'activity'>,
  { action, change, count }: { readonly action: string; readonly change: ObjectChange; readonly count: number },
  cloud: CloudPorts,
  work: () => Promise<T>,
): Promise<T> {
  if (count > mostUndoable) return work();
  const subject = `${change.at.bucket.name}/${change.at.key}`;
  const { signal } = new AbortController();
  const readBack = async () => ((await readUndoState(change, cloud, signal)) === 'ready' ? change : undefined);
  return activity.track({ action, subject, change }, work, undefined, readBack);
}

type ObjectChange = ChangeOf<'objectAcl'> | ChangeOf<'objectHeaders'> | ChangeOf<'deletion'>;

/** Reads something of each object. Rejects with the first failure, since a change is shown as a whole. */
export async function readEach<T extends ObjectRef, Read>(
  { clock }: Pick<ObjectDeps, 'clock'>,
  items: readonly T[],
  read: (item: T, signal: AbortSignal) => Promise<Read>,
): Promise<readonly (T & { readonly seen: Read })[]> {
  return withDelayedProgress(clock, l10n.t('Reading objects'), async (report, signal) => {
    const found = new Map<T, Read>();
    await forEachLimited(items, atOnce, async (item) => {
      found.set(item, await read(item, signal));
      const percent = (found.size / items.length) * 100;
      report({ message: l10n.t('{0} of {1}', countText(found.size), countText(items.length)), percent });
    });
    return items.flatMap((item) => (found.has(item) ? [{ ...item, seen: found.get(item) as Read }] : []));
  });
}

/** Reports how a change of several objects ended. Throws the error if nothing was changed. */
export function reportEnded<T extends ObjectRef>(
  { log }: Pick<ObjectDeps, 'log'>,
  what: string,
  { done, failures }: Batch<T>,
  total: number,
): void {
  const [first] = failures;
  for (const { item, error } of failures) log.failure(`${what} ${item.bucket.name}/${item.key}`, error);
  if (done.length === total) {
    const [only] = done;
    return void showInformation(
      total === 1 && only
        ? l10n.t('Changed: {0}', noticeText(only.key))
        : l10n.t('Changed: {0} objects', countText(total)),
    );
  }
  if (done.length === 0 && first) throw first.error;
  const rest = first
    ? l10n.t('{0}: {1}', noticeText(first.item.key), errorTextWithoutSubject(first.error))
    : l10n.t('Canceled');
  void showWarning(l10n.t('Changed {0} of {1} objects. {2}', countText(done.length), countText(total), rest));
}

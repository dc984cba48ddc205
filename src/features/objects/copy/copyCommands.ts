import { l10n } from '../../../core/l10n.js';
import { withoutCovered } from '../../../core/objects/objectTargets.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { type CommandArguments, type DropPlace, listObjectRefs, type Targets } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { allTargets } from '../change/selected.js';
import type { ObjectDeps } from '../objectDeps.js';
import { toPlace } from '../objectPlace.js';
import { askName, askPlace } from './copyPlace.js';
import { copyTargets } from './copyTargets.js';

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

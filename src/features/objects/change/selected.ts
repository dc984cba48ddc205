import { l10n } from '../../../core/l10n.js';
import { listBucketsToChoose } from '../../../core/oss/knownBuckets.js';
import { listPinned } from '../../../core/oss/pinnedBuckets.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import type { CdnTarget, Targets } from '../../../host/commandIds.js';
import { listCommandTargets } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import { pickBucket } from '../../../host/prompts/pickBucket.js';
import type { ObjectDeps } from '../objectDeps.js';

type SelectionDeps = Pick<ObjectDeps, 'selection'>;

/** Returns the targets of a command: the given ones or, by the keyboard, the selected rows. Without any, says what to select. */
export function allTargets({ selection }: SelectionDeps, given: Targets): readonly CdnTarget[] {
  const targets = listCommandTargets(given);
  const all = targets.length > 0 ? targets : selection();
  if (all.length === 0) void showInformation(l10n.t('First select objects or folders in the OSS + CDN view'));
  return all;
}

/** Resolves to the targets of a command with a key: the given ones or, by the keyboard, the focused row with the others of its selection. */
export async function keyTargets(deps: Pick<ObjectDeps, 'keyTargets'>, given: Targets): Promise<readonly CdnTarget[]> {
  const isGiven = listCommandTargets(given).length > 0;
  const pressed = isGiven ? [] : await deps.keyTargets();
  return allTargets({ selection: () => pressed }, given);
}

/** Returns the object of a command: the given one or, by the keyboard, the selected row. Otherwise says what to select. */
export function oneObject({ selection }: SelectionDeps, given: ObjectRef | undefined): ObjectRef | undefined {
  if (given) return given;
  const [one, ...more] = selection();
  if (one && more.length === 0 && !one.key.endsWith('/')) return one;
  return void showInformation(l10n.t('First select one object in the OSS + CDN view'));
}

/** Resolves to the bucket of a command: the given one, or one that the user chooses. */
export async function oneBucket(
  deps: Pick<ObjectDeps, 'session' | 'memory' | 'ui'>,
  given: BucketRef | undefined,
): Promise<BucketRef | undefined> {
  if (given) return given;
  const { oss } = await deps.session.cloud();
  const question = { title: l10n.t('Bucket'), placeholder: l10n.t('Choose a bucket') };
  return pickBucket(deps, question, (signal) => listBucketsToChoose(oss, listPinned(deps), signal));
}

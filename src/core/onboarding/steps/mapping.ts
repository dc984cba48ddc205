import { isWildcard } from '../../dns/hostNames.js';
import { ownBucket } from '../../origin.js';
import { bucketOf, uploadDomainOf } from '../../oss/bucketAddress.js';
import { hasAnyObject } from '../../oss/hasAnyObject.js';
import { ifReadable } from '../../oss/ifReadable.js';
import type { MappingPort } from '../run/mappingPort.js';
import type { RunAnswers } from '../run/run.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/** Publishing a folder takes as long as its files do; each look costs a few requests. */
const publishRecheckMs = seconds(20);

/**
 * A mapping in the workspace says which folder is published to the bucket, so that saving a file updates the edge: the folder that was
 * chosen once the user has agreed to publish from it and the bucket has something of it, one that was mapped by hand as it is.
 */
export const mappingStep: Step = {
  id: 'mapping',
  async observe(context) {
    const { mapping, plan, facts, answers, before } = context;
    if (!ownBucket(plan.origin)) return { kind: 'done', skipped: true, note: 'notOwnBucket' };
    // A mapping names concrete hosts, which a wildcard does not tell.
    if (isWildcard(plan.domain)) return { kind: 'done', skipped: true, note: 'wildcardUnmapped' };
    if (answers.skipped.mapping) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (answers.skipped.upload) return { kind: 'done', skipped: true, note: 'nothingPublished' };
    const isMapped = before.state === 'done' && !before.skipped;
    if (!mapping.hasWorkspace())
      return isMapped ? { kind: 'done' } : { kind: 'needsUser', ask: { kind: 'openFolder' } };
    const mapped = await mapping.listMapped(plan, uploadDomainOf(facts));
    if (mapped.length > 0)
      return (
        (!isMapped && (await observePublishing(mapped, context))) || { kind: 'done', ...noteOther(mapped, answers) }
      );
    // It was written in another workspace, unless the folder is one of this.
    const isHere = answers.folder !== undefined && (await mapping.hasFolder(answers.folder));
    return isMapped && !isHere ? { kind: 'done' } : observeFolder(mapping, answers);
  },
  act: writeChosenMapping,
};

/** Writes the mapping of the folder that the user has agreed to publish. */
export async function writeChosenMapping({ mapping, plan, facts, answers }: StepContext): Promise<void> {
  if (answers.folder !== undefined) await mapping.addMapping(plan, answers.folder, uploadDomainOf(facts));
}

/** A mapping that is there stays as it is, also where the form named another folder. */
function noteOther(mapped: readonly string[], { folder, plannedFolder }: RunAnswers) {
  const isOther = folder === undefined && plannedFolder !== undefined && !mapped.includes(plannedFolder);
  return isOther ? ({ note: 'otherFolderMapped' } as const) : {};
}

/** A folder that was chosen in the form is published only once the user agrees, and one that is not there is asked for again. */
async function observeFolder(mapping: MappingPort, { folder, plannedFolder }: RunAnswers): Promise<Observation> {
  const chosen = folder ?? plannedFolder;
  if (chosen === undefined) return { kind: 'needsUser', ask: { kind: 'chooseFolder' } };
  if (!(await mapping.hasFolder(chosen))) return { kind: 'needsUser', ask: { kind: 'chooseFolder', gone: chosen } };
  return folder === undefined
    ? { kind: 'needsUser', ask: { kind: 'publishFolder', folder: chosen, left: 'approval' } }
    : { kind: 'todo' };
}

/** What is left to do, or to know, of the folder that was chosen; `undefined` where it is published, or another one is mapped. */
async function observePublishing(mapped: readonly string[], context: StepContext): Promise<Observation | undefined> {
  const { mapping, plan, facts, answers } = context;
  const folder = answers.folder ?? answers.plannedFolder;
  if (folder === undefined || !mapped.includes(folder)) return undefined;
  const { consent, keys } = await mapping.readPublishing(plan, folder, uploadDomainOf(facts));
  if (consent === 'never') return { kind: 'done', skipped: true, note: 'asChosen' };
  const left = consent === 'open' ? 'consent' : (await hasSome(keys, context)) ? undefined : 'upload';
  return left && { kind: 'needsUser', ask: { kind: 'publishFolder', folder, left }, recheckMs: publishRecheckMs };
}

/** Whether the bucket has one of these objects; one that cannot be listed, and a folder without files, leave nothing to wait for. */
async function hasSome(keys: readonly string[], context: StepContext): Promise<boolean> {
  const bucket = bucketOf(context);
  if (!bucket || keys.length === 0) return true;
  return (await ifReadable(hasAnyObject(context.cloud.oss, bucket, keys, context.signal))) ?? true;
}

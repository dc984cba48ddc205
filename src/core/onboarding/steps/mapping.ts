import { isWildcard } from '../../dns/hostNames.js';
import { ownBucket } from '../../origin.js';
import { uploadDomainOf } from '../../oss/bucketAddress.js';
import { isStarted, startLines } from '../approvals.js';
import type { PlanFolder } from '../run/mappingPort.js';
import { askUser, type Observation, type Step, type StepContext } from '../run/step.js';

/**
 * A mapping in the workspace publishes the folder to the bucket, and the user has agreed to it, so that saving a file
 * updates the edge. A mapping by hand is kept.
 */
export const mappingStep: Step = {
  id: 'mapping',
  async observe(context) {
    const { mapping, plan, facts, before } = context;
    const skipped = whyUnmapped(context);
    if (skipped) return skipped;
    const isMapped = before.state === 'done' && !before.skipped;
    const { folder } = context.answers;
    // Another window's work also counts in one without the folder.
    if (!mapping.hasWorkspace())
      return isMapped ? { kind: 'done' } : { kind: 'needsUser', ask: { kind: 'openFolder' } };
    const mapped = await mapping.listMapped(plan, uploadDomainOf(facts));
    if (mapped.length > 0) return observeMapped(mapped, context);
    if (folder === undefined) return isMapped ? { kind: 'done' } : { kind: 'needsUser', ask: { kind: 'chooseFolder' } };
    if (await mapping.hasFolder(folder)) return { kind: 'todo' };
    return isMapped ? { kind: 'done' } : { kind: 'needsUser', ask: { kind: 'chooseFolder', gone: folder } };
  },
  async act(context) {
    const { mapping, plan, facts } = context;
    const mapped = mappedFolder(context);
    if (!mapped) return;
    const all = await mapping.listMapped(plan, uploadDomainOf(facts));
    if (!all.includes(mapped.folder)) await mapping.addMapping(mapped);
    else if (isStarted(startLines.publish, context)) await mapping.giveConsent(mapped);
  },
};

/** The folder of the plan as a mapping names it; `undefined` if none is chosen. */
export function mappedFolder({ plan, facts, answers }: StepContext): PlanFolder | undefined {
  const uploadDomain = uploadDomainOf(facts);
  const through = uploadDomain === undefined ? {} : { uploadDomain };
  const { folder, watch } = answers;
  return folder === undefined ? undefined : { plan, folder, ...through, ...(watch && { watch }) };
}

/** Why no workspace folder is published for the plan; `undefined` if one is, or is asked for. */
export function whyUnmapped({ plan, answers }: StepContext): Observation | undefined {
  if (!ownBucket(plan.origin)) return { kind: 'done', skipped: true, note: 'notOwnBucket' };
  // A mapping names concrete hosts, which a wildcard does not have.
  if (isWildcard(plan.domain)) return { kind: 'done', skipped: true, note: 'wildcardUnmapped' };
  if (answers.skipped.mapping) return { kind: 'done', skipped: true, note: 'asChosen' };
  // After the user resumed it, it is `false`, and the folder is asked for.
  if (answers.folder === undefined && answers.skipped.mapping === undefined)
    return { kind: 'done', skipped: true, note: 'noFolder' };
  return answers.skipped.upload ? { kind: 'done', skipped: true, note: 'nothingPublished' } : undefined;
}

async function observeMapped(mapped: readonly string[], context: StepContext): Promise<Observation> {
  const own = mappedFolder(context);
  if (!own) return { kind: 'done' };
  if (!mapped.includes(own.folder)) return { kind: 'done', note: 'otherFolderMapped' };
  const consent = await context.mapping.readConsent(own);
  if (consent === 'given' || consent === 'byHand') return { kind: 'done' };
  if (consent === 'never') return { kind: 'done', skipped: true, note: 'asChosen' };
  // Start showed the mapping that the run writes.
  if (consent === 'open' && isStarted(startLines.publish, context)) return { kind: 'todo' };
  return askUser({ kind: 'allowPublishing', folder: own.folder });
}

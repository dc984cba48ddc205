import { isWildcard } from '../../dns/hostNames.js';
import { ownBucket } from '../../origin.js';
import type { MappingPort } from '../run/mappingPort.js';
import type { RunAnswers } from '../run/run.js';
import type { Observation, Step } from '../run/step.js';

/** A mapping in the workspace says which folder is published to the bucket, so that saving a file updates the edge. */
export const mappingStep: Step = {
  id: 'mapping',
  async observe({ mapping, plan, facts, answers, before }) {
    if (!ownBucket(plan.origin)) return { kind: 'done', skipped: true, note: 'notOwnBucket' };
    // A mapping names concrete hosts, which a wildcard does not tell.
    if (isWildcard(plan.domain)) return { kind: 'done', skipped: true, note: 'wildcardUnmapped' };
    if (answers.skipped?.mapping) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (answers.skipped?.upload) return { kind: 'done', skipped: true, note: 'nothingPublished' };
    const isMapped = before.state === 'done' && !before.skipped;
    if (!mapping.hasWorkspace())
      return isMapped ? { kind: 'done' } : { kind: 'needsUser', ask: { kind: 'openFolder' } };
    if (await mapping.hasMapping(plan, facts.uploadDomain)) return { kind: 'done' };
    // It was written in another workspace.
    if (isMapped && answers.folder !== undefined && !(await mapping.hasFolder(answers.folder))) return { kind: 'done' };
    return observeFolder(mapping, answers);
  },
  async act({ mapping, plan, facts, answers }) {
    if (answers.folder !== undefined) await mapping.addMapping(plan, answers.folder, facts.uploadDomain);
  },
};

/** A folder that was chosen in the form is published only once the user agrees, and one that is not there is asked for again. */
async function observeFolder(mapping: MappingPort, { folder, plannedFolder }: RunAnswers): Promise<Observation> {
  const chosen = folder ?? plannedFolder;
  if (chosen === undefined) return { kind: 'needsUser', ask: { kind: 'chooseFolder' } };
  if (!(await mapping.hasFolder(chosen))) return { kind: 'needsUser', ask: { kind: 'chooseFolder', gone: chosen } };
  return folder === undefined
    ? { kind: 'needsUser', ask: { kind: 'publishFolder', folder: chosen } }
    : { kind: 'todo' };
}

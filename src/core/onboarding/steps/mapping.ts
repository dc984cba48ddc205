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
    const mapped = await mapping.listMapped(plan, facts.uploadDomain);
    if (mapped.length > 0) return { kind: 'done', ...noteOther(mapped, answers) };
    // It was written in another workspace, unless the folder is one of this.
    const isHere = answers.folder !== undefined && (await mapping.hasFolder(answers.folder));
    return isMapped && !isHere ? { kind: 'done' } : observeFolder(mapping, answers);
  },
  async act({ mapping, plan, facts, answers }) {
    if (answers.folder !== undefined) await mapping.addMapping(plan, answers.folder, facts.uploadDomain);
  },
};

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
    ? { kind: 'needsUser', ask: { kind: 'publishFolder', folder: chosen } }
    : { kind: 'todo' };
}

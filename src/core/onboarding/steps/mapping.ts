import { isWildcard } from '../../dns/hostNames.js';
import { ownBucket } from '../../origin.js';
import type { Step } from '../run/step.js';

/** A mapping in the workspace says which folder is published to the bucket, so that saving a file updates the edge. */
export const mappingStep: Step = {
  id: 'mapping',
  async observe({ mapping, plan, facts, answers }) {
    if (!ownBucket(plan.origin)) return { kind: 'done', skipped: true, note: 'notOwnBucket' };
    // A mapping names concrete hosts, which a wildcard does not tell.
    if (isWildcard(plan.domain)) return { kind: 'done', skipped: true, note: 'wildcardUnmapped' };
    if (answers.skipped?.mapping) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (answers.skipped?.upload) return { kind: 'done', skipped: true, note: 'nothingPublished' };
    if (!mapping.hasWorkspace()) return { kind: 'needsUser', ask: { kind: 'openFolder' } };
    if (await mapping.hasMapping(plan, facts.uploadDomain)) return { kind: 'done' };
    return answers.folder === undefined ? { kind: 'needsUser', ask: { kind: 'chooseFolder' } } : { kind: 'todo' };
  },
  async act({ mapping, plan, facts, answers }) {
    if (answers.folder !== undefined) await mapping.addMapping(plan, answers.folder, facts.uploadDomain);
  },
};

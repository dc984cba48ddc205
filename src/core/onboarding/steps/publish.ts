import { ownBucket } from '../../origin.js';
import { hasVisitors, isStarted, startLines } from '../approvals.js';
import { answerRecheckMs } from '../recheckTimes.js';
import type { FolderComparison, MappedFolder } from '../run/mappingPort.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';
import { mappedFolder, whyUnmapped } from './mapping.js';

/** Files are on their way; the queue is on this computer, so that a look costs little. */
const sendingRecheckMs = seconds(2);
/** The keys that a question names. */
const mostNamed = 100;

/**
 * The folder is published to its end before anybody visits the domain: the bucket has every file that may be published. What replaces
 * an object, and anything that visitors see, is asked about.
 */
export const publishStep: Step = {
  id: 'publish',
  async observe(context) {
    const { mapping, answers, before, signal } = context;
    const skipped = whyUnmapped(context);
    if (skipped) return skipped;
    if (answers.skipped.publish) return { kind: 'done', skipped: true, note: 'asChosen' };
    const mapped = mappedFolder(context);
    // One that was mapped by hand is published as its user decides.
    if (!mapped) return { kind: 'done', skipped: true, note: 'asChosen' };
    const all = await mapping.listMapped(context.plan, mapped.uploadDomain);
    if (all.length > 0 && !all.includes(mapped.folder))
      return { kind: 'done', skipped: true, note: 'otherFolderMapped' };
    // What was published once is followed by saves.
    if (before.state === 'done' && !before.skipped) return { kind: 'done', ...(before.note && { note: before.note }) };
    if (!mapping.hasWorkspace() || !(await mapping.hasFolder(mapped.folder)))
      return { kind: 'needsUser', ask: { kind: 'openFolder' } };
    const consent = await mapping.readConsent(mapped);
    if (consent === 'never') return { kind: 'done', skipped: true, note: 'asChosen' };
    if (consent === 'open')
      return { kind: 'needsUser', ask: { kind: 'allowPublishing', folder: mapped.folder }, recheckMs: answerRecheckMs };
    const now = await mapping.readPublishing(mapped, signal);
    if (now.kind === 'sending')
      return { kind: 'waiting', reason: { kind: 'publishing', left: now.left }, recheckMs: sendingRecheckMs };
    return observeCompared(now, mapped, context);
  },
  async act(context) {
    const { mapping, answers, signal } = context;
    const mapped = mappedFolder(context);
    if (!mapped) return;
    const now = await mapping.readPublishing(mapped, signal);
    if (now.kind === 'sending') return;
    const isAgreed = answers.approvals.replace === now.version;
    if (!isAgreed && !mayAdd(context)) return;
    await mapping.publish(mapped, isAgreed ? { replaces: now.version } : {}, signal);
  },
};

/** Whether new objects may be added to the bucket as Start approved. */
function mayAdd(context: StepContext): boolean {
  return isStarted(startLines.publish, context);
}

function observeCompared(now: FolderComparison, { folder }: MappedFolder, context: StepContext): Observation {
  const { facts, answers } = context;
  const { files, added, replaced, unsent, version } = now;
  if (added === 0 && replaced.length === 0) return finish(now, context);
  if (answers.approvals.replace === version) return { kind: 'todo' };
  // Objects that stay as they are in the bucket are left to a plan of Publish Folder.
  if (answers.left.replace === version) {
    if (added > 0 && mayAdd(context)) return { kind: 'todo' };
    return {
      kind: 'done',
      note: 'someUnpublished',
      facts: { ...facts, published: { files, unsent: [...unsent, ...replaced] } },
    };
  }
  if (replaced.length === 0 && mayAdd(context)) return { kind: 'todo' };
  const ask = {
    kind: 'approveReplacing',
    folder,
    replaced: replaced.slice(0, mostNamed),
    count: replaced.length,
    added,
    ...(hasVisitors(context) && { served: true as const }),
    approval: version,
  } as const;
  return { kind: 'needsUser', ask, recheckMs: answerRecheckMs };
}

/** Everything that may be published is in the bucket. */
function finish({ files, unsent }: FolderComparison, { facts, plan }: StepContext): Observation {
  const known = ownBucket(plan.origin) ? { ...facts, published: { files, unsent } } : facts;
  return { kind: 'done', facts: known, ...(unsent.length > 0 && { note: 'someUnpublished' as const }) };
}

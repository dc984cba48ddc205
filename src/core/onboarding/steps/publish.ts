import { AppError } from '../../errors.js';
import { countApproval, hasVisitors, isApproved, isStarted, onceApproval, startLines } from '../approvals.js';
import { answerRecheckMs } from '../recheckTimes.js';
import type { FolderComparison, PlanFolder } from '../run/mappingPort.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';
import { mappedFolder, whyUnmapped } from './mapping.js';

/** Files are on their way; the queue is on this computer, so that a look costs little. */
const sendingRecheckMs = seconds(2);
/** The keys that a question names. */
const mostNamed = 100;

/**
 * The folder is published to its end before anybody visits the domain: the bucket has every file that may be published. What replaces
 * an object, anything that visitors see, and what the user took off the queue is asked about.
 */
export const publishStep: Step = {
  id: 'publish',
  async observe(context) {
    const { mapping, before, signal } = context;
    const mapped = mappedFolder(context);
    // One that was mapped by hand is published as its user decides.
    const left = whyUnmapped(context) ?? (context.answers.skipped.publish || !mapped ? asChosen : undefined);
    if (left || !mapped) return left ?? asChosen;
    const all = await mapping.listMapped(context.plan, mapped.uploadDomain);
    if (all.length > 0 && !all.includes(mapped.folder))
      return { kind: 'done', skipped: true, note: 'otherFolderMapped' };
    // What was published once is followed by saves.
    if (before.state === 'done' && !before.skipped) return { kind: 'done', ...(before.note && { note: before.note }) };
    if (!mapping.hasWorkspace() || !(await mapping.hasFolder(mapped.folder)))
      return { kind: 'needsUser', ask: { kind: 'openFolder' } };
    const consent = await mapping.readConsent(mapped);
    if (consent === 'never' || consent === 'byHand') return asChosen;
    if (consent !== 'given')
      return { kind: 'needsUser', ask: { kind: 'allowPublishing', folder: mapped.folder }, recheckMs: answerRecheckMs };
    const now = await mapping.readPublishing(mapped, signal);
    if (now.kind === 'sending')
      return { kind: 'waiting', reason: { kind: 'publishing', left: now.left }, recheckMs: sendingRecheckMs };
    // Requested again only once the user retries: the next refusal would be the same.
    if (now.failure && before.state === 'waiting') throw new AppError(now.failure.kind, now.failure.details);
    return observeCompared(now, mapped, context);
  },
  async act(context) {
    const { mapping, facts, answers, signal } = context;
    const mapped = mappedFolder(context);
    if (!mapped) return;
    // Objects that have changed since are not replaced: that is looked at where it is requested.
    const replaces = versionOf(answers.approvals.replace);
    const isOpen = replaces !== undefined && isApproved('replace', replaces, context);
    await mapping.publish(mapped, isOpen ? { replaces } : {}, signal);
    // What the user takes off the queue from here on is not requested again without a question.
    await context.note(countApproval('replace', facts));
  },
};

const asChosen: Observation = { kind: 'done', skipped: true, note: 'asChosen' };

/** Whether new objects may be added to the bucket: once, as Start approved or as the user chose where others would be replaced. */
function mayAdd({ version, failure }: FolderComparison, context: StepContext): boolean {
  const { facts, answers } = context;
  if (answers.left.replace === onceApproval('replace', version, facts)) return true;
  // What the bucket refused was approved, and is not there.
  const isOpen = (facts.consumed.replace ?? 0) === 0 || failure !== undefined;
  return isStarted(startLines.publish, context) && isOpen;
}

/** Whether the user leaves these objects as they are, whatever was requested since. */
function areLeft({ version }: FolderComparison, { answers: { left } }: StepContext): boolean {
  return versionOf(left.replace) === version;
}

/** The version of the objects that an answer is about. */
function versionOf(answer: string | undefined): string | undefined {
  return answer?.replace(/ \(\d+\)$/, '');
}

function observeCompared(now: FolderComparison, { folder }: PlanFolder, context: StepContext): Observation {
  const { added, replaced, version } = now;
  const stay = areLeft(now, context) ? replaced : [];
  if (added === 0 && replaced.length === stay.length) return finish(now, stay, context);
  if (isApproved('replace', version, context)) return { kind: 'todo' };
  if (replaced.length === stay.length && mayAdd(now, context)) return { kind: 'todo' };
  const ask = {
    kind: 'approveReplacing',
    folder,
    replaced: replaced.slice(0, mostNamed),
    count: replaced.length,
    added,
    ...(hasVisitors(context) && { served: true as const }),
    approval: onceApproval('replace', version, context.facts),
  } as const;
  return { kind: 'needsUser', ask, recheckMs: answerRecheckMs };
}

/** Everything that may be published is in the bucket; the rest is left to a plan of Publish Folder. */
function finish(now: FolderComparison, stay: readonly string[], { facts }: StepContext): Observation {
  const unsent = [...now.unsent, ...stay];
  const known = { ...facts, published: { files: now.files - stay.length, unsent } };
  return { kind: 'done', facts: known, ...(unsent.length > 0 && { note: 'someUnpublished' as const }) };
}

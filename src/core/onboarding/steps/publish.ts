import { isPage } from '../../delivery/siteFile.js';
import { AppError, fallback } from '../../errors.js';
import { ownBucket } from '../../origin.js';
import { listLeading } from '../../oss/bucketUse.js';
import { countApproval, hasVisitors, isApproved, isStarted, onceApproval, startLines } from '../approvals.js';
import type { FolderAsk } from '../run/asks.js';
import type { FolderComparison, FolderRequest, PlanFolder } from '../run/mappingPort.js';
import { askUser, type Observation, type Step, type StepContext, waitFor } from '../run/step.js';
import { mappedFolder, whyUnmapped } from './mapping.js';

/** The interval of checks while files are being sent. The queue is on this computer, so a check costs little. */
const sendingRecheckMs = 2_000;
/** The maximum number of keys that a question and the stored run name. */
const mostNamed = 100;

/**
 * The step whose goal is that the folder is completely published before the first visitor: the bucket has every file that may be published. The user is
 * asked before objects are replaced, before a change that visitors see, and about files removed from the queue.
 */
export const publishStep: Step = {
  id: 'publish',
  async observe(context) {
    const { mapping, facts, before, signal } = context;
    const mapped = mappedFolder(context);
    // A mapping by hand is published as its user decides.
    const left = whyUnmapped(context) ?? (context.answers.skipped.publish || !mapped ? asChosen : undefined);
    if (left || !mapped) return left ?? asChosen;
    const all = await mapping.listMapped(context.plan, mapped.uploadDomain);
    if (all.length > 0 && !all.includes(mapped.folder))
      return { kind: 'done', skipped: true, note: 'otherFolderMapped' };
    // After the first publishing, saves follow.
    const isSame = facts.published?.folder === mapped.folder;
    if (before.state === 'done' && !before.skipped && isSame)
      return { kind: 'done', ...(before.note && { note: before.note }) };
    if (!mapping.hasWorkspace() || !(await mapping.hasFolder(mapped.folder)))
      return { kind: 'needsUser', ask: { kind: 'openFolder' } };
    const consent = await mapping.readConsent(mapped);
    if (consent === 'never' || consent === 'byHand') return asChosen;
    if (consent !== 'given') return askUser({ kind: 'allowPublishing', folder: mapped.folder });
    const now = await mapping.readPublishing(mapped, signal);
    if (now.kind === 'sending') return waitFor({ kind: 'publishing', left: now.left }, sendingRecheckMs);
    // Requested again only after the user retries: the next refusal would be the same.
    if (now.failure && before.state === 'waiting') throw new AppError(now.failure.kind, now.failure.details);
    return observeCompared(now, mapped, context);
  },
  async act(context) {
    const { mapping, facts, signal } = context;
    const mapped = mappedFolder(context);
    if (!mapped) return;
    // A folder that changed since the observation is decided about in its current state.
    const requestOf = async (now: FolderComparison) => {
      const decision = await decide(now, mapped, context);
      return decision.kind === 'request' ? decision.request : 'nothing';
    };
    const request = await mapping.publish(mapped, requestOf, signal);
    // Entries that the user removes from the queue from here on are not requested again without a question.
    if (request !== 'nothing') await context.note(countApproval(request === 'retry' ? 'retryFiles' : 'replace', facts));
  },
};

const asChosen: Observation = { kind: 'done', skipped: true, note: 'asChosen' };

/** The consequence of the present state of a folder: a request, a question, or the end, where `left` are the keys of objects that stay unchanged. */
type Decision =
  | { readonly kind: 'request'; readonly request: FolderRequest }
  | { readonly kind: 'ask'; readonly ask: FolderAsk }
  | { readonly kind: 'end'; readonly left: readonly string[] };

async function decide(now: FolderComparison, mapped: PlanFolder, context: StepContext): Promise<Decision> {
  const { added, replaced, headers = 0, versions } = now;
  const left = areLeft(now, context) ? replaced : [];
  // Headers are part of what Start or the consent showed, and are requested once.
  const isOnlyHeaders = headers > 0 && added === 0 && replaced.length === left.length;
  if (isOnlyHeaders && !context.facts.consumed.replace) return { kind: 'request', request: 'added' };
  if (added === 0 && replaced.length === left.length) return decideFailed(now, left, mapped, context);
  const served = await listServed(mapped, context);
  // If visitors see them, more new files than in the question are asked about again.
  const version = served ? `${versions.replaced}+${versions.added}` : versions.replaced;
  if (isApproved('replace', version, context)) return { kind: 'request', request: 'all' };
  const isLeft = context.answers.left.replace === onceApproval('replace', version, context.facts);
  const isCovered = isLeft || (!served && isStartOpen(now, context));
  if (replaced.length === left.length && isCovered) return { kind: 'request', request: 'added' };
  const ask = {
    kind: 'approveReplacing',
    folder: mapped.folder,
    replaced: replaced.slice(0, mostNamed),
    count: replaced.length,
    added,
    ...(served && { served }),
    approval: onceApproval('replace', version, context.facts),
  } as const;
  return { kind: 'ask', ask };
}

/** Decides about failed files, after everything else that may be published is in the bucket. */
function decideFailed(
  { failed, failedFor, versions }: FolderComparison,
  left: readonly string[],
  { folder }: PlanFolder,
  context: StepContext,
): Decision {
  const approval = onceApproval('retryFiles', versions.failed, context.facts);
  if (failed.length === 0 || context.answers.left.retryFiles === approval) return { kind: 'end', left };
  if (isApproved('retryFiles', versions.failed, context)) return { kind: 'request', request: 'retry' };
  const named = { failed: failed.slice(0, mostNamed), count: failed.length };
  return {
    kind: 'ask',
    ask: { kind: 'filesFailed', folder, ...named, ...(failedFor && { error: failedFor }), approval },
  };
}

/** Lists the domains through which visitors see the bucket, apart from those that the run has set up; resolves to `undefined` if there are none. */
async function listServed({ uploadDomain }: PlanFolder, context: StepContext): Promise<readonly string[] | undefined> {
  const { cloud, plan, signal } = context;
  if (hasVisitors(context)) return [plan.domain];
  const bucket = ownBucket(plan.origin);
  if (!bucket) return undefined;
  const leading = await listLeading(cloud, bucket, signal).catch(fallback(undefined, 'forbidden'));
  if (!leading) return [];
  const others = leading.filter((name) => name !== plan.domain && name !== uploadDomain);
  return others.length > 0 ? others.toSorted().slice(0, mostNamed) : undefined;
}

/** Returns whether Start approved adding new objects to the bucket, and they were not requested since. */
function isStartOpen({ failure }: FolderComparison, context: StepContext): boolean {
  // Objects that the bucket refused were approved, but are not there.
  const isOpen = (context.facts.consumed.replace ?? 0) === 0 || failure !== undefined;
  return isStarted(startLines.publish, context) && isOpen;
}

/** Returns whether the user chose to leave exactly these objects unchanged, whatever was requested since. */
function areLeft({ versions }: FolderComparison, { answers: { left } }: StepContext): boolean {
  return left.replace?.replace(/(\+\S+)? \(\d+\)$/, '') === versions.replaced;
}

async function observeCompared(now: FolderComparison, mapped: PlanFolder, context: StepContext): Promise<Observation> {
  const decision = await decide(now, mapped, context);
  if (decision.kind === 'request') return { kind: 'todo' };
  if (decision.kind === 'ask') return askUser(decision.ask);
  return finish(now, decision.left, mapped, context);
}

/** Ends the step once everything that may be published is in the bucket. The rest is left to Publish Folder. */
function finish(
  now: FolderComparison,
  left: readonly string[],
  { folder }: PlanFolder,
  { facts }: StepContext,
): Observation {
  const all = [...now.unsent, ...left, ...now.failed];
  const unsent = [...all.filter(isPage), ...all.filter((key) => !isPage(key))].slice(0, mostNamed);
  const unnamed = all.length - unsent.length;
  const { sourceMaps } = now;
  const more = { ...(unnamed > 0 && { unnamed }), ...(sourceMaps && { sourceMaps }) };
  const published = { folder, files: now.files - left.length, unsent, ...more };
  return { kind: 'done', facts: { ...facts, published }, ...(all.length > 0 && { note: 'someUnpublished' as const }) };
}

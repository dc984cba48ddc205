import type { LedgerRecord } from '../objectLedger.js';
import {
  type Entry,
  type EntryAt,
  toConflict,
  toHeld,
  toRefresh,
  toTask,
  unsentOf,
  withoutBases,
} from '../queueEntry.js';
import type { UploadOutcome } from '../upload/uploadContext.js';

type SendEntry = EntryAt<'send'>;
type Recorded = Extract<UploadOutcome, { kind: 'sent' | 'unchanged' }>;

/** The entry after an outcome; `undefined` when nothing is left to do for it. */
export function toSettled(
  present: Entry,
  outcome: UploadOutcome,
  { entry, known }: { readonly entry: SendEntry; readonly known: LedgerRecord | undefined },
): Entry | undefined {
  if (outcome.kind === 'superseded') return present;
  if (outcome.kind === 'held') return toHeld(present);
  if (outcome.kind === 'conflict') {
    // Nothing was sent, so the intent does not describe the bucket.
    const { sent, owesRefresh } = entry;
    return { ...toConflict(present, outcome.remote), sent, owesRefresh };
  }
  const settled = { ...withRecord(present, outcome, known), multipart: undefined };
  if (settled.owesRefresh) return toRefresh(settled);
  const { taskIds, urlError } = unsentOf(settled);
  return taskIds && toTask(settled, taskIds, urlError);
}

/** The entry after the outcome of an earlier version: something newer was requested, or the user has decided otherwise. */
export function toOutdated(
  present: Entry,
  outcome: UploadOutcome,
  before: LedgerRecord | undefined,
): Entry | undefined {
  const after = 'record' in outcome ? withRecord(present, outcome, before) : present;
  const isCancelled = after.stage === 'refresh' && !after.owesRefresh && after.publication.act !== 'refresh';
  return isCancelled ? undefined : after;
}

/** Notes what the bucket has now, that what is news to this store has to be refreshed, and which object is gone: the one that the user agreed to delete, or the one that we knew or sent. */
function withRecord(present: Entry, outcome: Recorded, known: LedgerRecord | undefined): Entry {
  const { publication, sent, multipart, goneEtag } = present;
  const { kind, record, isNews = false } = outcome;
  const isGone = record === null;
  return {
    ...present,
    publication: withoutBases(publication),
    // Findings of a run alone do not cause a refresh.
    owesRefresh: present.owesRefresh || (isNews && publication.batch === undefined),
    object: isGone ? 'absent' : 'present',
    goneEtag: isGone ? unsentOf(present).approved || known?.etag || sent?.etag || goneEtag : undefined,
    // A request of an ended window may still arrive. Its content stays known as ours while the key is free.
    sent: kind === 'unchanged' && isGone ? sent : undefined,
    // Parts that did not become the object are freed at the end.
    multipart: kind === 'unchanged' || isGone ? multipart : undefined,
  };
}

/** Returns whether nothing will resume the parts of an unnecessary upload. */
export function isUnused(present: Entry, { version }: Entry, outcome: UploadOutcome): boolean {
  return (
    present.version === version && 'record' in outcome && (outcome.kind === 'unchanged' || outcome.record === null)
  );
}

import type { Bench } from './bench.js';
import type { Entry } from './entry.js';
import { dropLarge } from './largeUpload.js';
import type { Queue } from './queue.js';
import { cloudOf } from './sender.js';

/** What was dropped from a run, and how a wish of another window ended, is kept so long that the window has seen it, ms. */
const toldMs = 60_000;

/** Brings the ledger to the disk and only then clears away what is done, so that no crash takes what was learned; parts that no object was made of are freed. */
export async function tidyUp(bench: Bench): Promise<void> {
  const { queue, ledger, signal, deps } = bench;
  const now = deps.clock.now();
  const done = queue.list().filter(({ stage }) => stage === 'done');
  for (const { publication, record } of done) {
    if (record !== undefined) (await ledger.open(publication.bucket)).set(publication.key, record ?? undefined);
  }
  if (await ledger.flush(signal)) {
    for (const entry of done)
      if (isToBeSeen(entry, now) ? parted(queue, entry) : removeSame(queue, entry))
        void freeParts(entry, bench).catch(() => undefined);
  }
  await queue.persist();
}

function isToBeSeen({ droppedAt, ended }: Entry, now: number): boolean {
  return [droppedAt, ended?.at].some((at) => at !== undefined && Math.abs(now - at) < toldMs);
}

/** Takes its parts, and what the ledger has by now, off an entry that stays; says whether there were any parts. */
function parted(queue: Queue, entry: Entry): boolean {
  const { multipart, record, ...rest } = entry;
  if ((!multipart && record === undefined) || queue.get(entry.publication.id) !== entry) return false;
  queue.set(rest);
  return multipart !== undefined;
}

function removeSame(queue: Queue, entry: Entry): boolean {
  const { id } = entry.publication;
  if (queue.get(id) !== entry) return false;
  queue.remove(id);
  return true;
}

/** Tried once: what stays is what the bucket's own rules for unfinished uploads are for. */
async function freeParts({ publication, multipart }: Entry, { deps, accountId, signal }: Bench): Promise<void> {
  if (!multipart) return;
  const { oss } = await cloudOf(deps.session, accountId);
  await dropLarge(oss, publication, multipart, signal);
}

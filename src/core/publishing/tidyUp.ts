import type { Bench } from './bench.js';
import type { Entry } from './entry.js';
import { dropLarge } from './largeUpload.js';
import type { Queue } from './queue.js';
import { cloudOf } from './sender.js';

/** What was dropped from a run is kept so long that the window of the run has seen it, ms. */
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
      if (isTold(entry, now) ? parted(queue, entry) : removeSame(queue, entry))
        void freeParts(entry, bench).catch(() => undefined);
  }
  await queue.persist();
}

function isTold({ droppedAt }: Entry, now: number): boolean {
  return droppedAt !== undefined && Math.abs(now - droppedAt) < toldMs;
}

/** Takes its parts off an entry that stays, and says whether there were any. */
function parted(queue: Queue, entry: Entry): boolean {
  const { multipart, ...rest } = entry;
  if (!multipart || queue.get(entry.publication.id) !== entry) return false;
  queue.set(rest);
  return true;
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

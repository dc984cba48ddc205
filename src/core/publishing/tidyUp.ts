import type { Entry } from './entry.js';
import type { Ledger } from './ledger.js';
import type { Queue } from './queue.js';

/** Brings the ledger to the disk and only then clears away what is done, so that no crash takes what was learned. */
export async function tidyUp({ queue, ledger }: { queue: Queue; ledger: Ledger }, signal: AbortSignal): Promise<void> {
  const done = queue.list().filter(({ stage }) => stage === 'done');
  for (const { publication, record } of done) {
    if (record !== undefined) (await ledger.open(publication.bucket)).set(publication.key, record ?? undefined);
  }
  if (await ledger.flush(signal)) for (const entry of done) removeSame(queue, entry);
  await queue.persist();
}

function removeSame(queue: Queue, entry: Entry): void {
  const { id } = entry.publication;
  if (queue.get(id) === entry) queue.remove(id);
}

import type { Entry } from './entry.js';

/** The runs of Publish Folder whose uploads are not all done: none of their deletes may begin. */
export function findUnsentBatches(entries: Iterable<Entry>): ReadonlySet<string> {
  const batches = new Set<string>();
  for (const { stage, publication } of entries) {
    const isOpen = stage === 'send' || stage === 'conflict' || stage === 'held' || stage === 'failed';
    if (publication.batch !== undefined && publication.act !== 'delete' && isOpen) batches.add(publication.batch);
  }
  return batches;
}

/** Whether an entry waits for the uploads of its run; `unsent` as `findUnsentBatches` finds them. */
export function isBlockedDelete({ stage, publication }: Entry, unsent: ReadonlySet<string>): boolean {
  const { act, batch } = publication;
  return stage === 'send' && act === 'delete' && batch !== undefined && unsent.has(batch);
}

/** The entries that go on without the person. */
export function listActive(entries: readonly Entry[]): readonly Entry[] {
  const unsent = findUnsentBatches(entries);
  return entries.filter((entry) => isActive(entry) && !isBlockedDelete(entry, unsent));
}

function isActive({ stage }: Entry): boolean {
  return stage === 'send' || stage === 'refresh' || stage === 'task' || stage === 'prefetch';
}

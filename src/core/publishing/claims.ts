import type { PublishStore, Worker } from './publishStore.js';

/** Frees what windows have claimed that are gone, or whose claims have run out by `now` (ms since the epoch). */
export async function takeOverClaims(store: PublishStore, now: number): Promise<void> {
  const isGone = ({ name, until, hasEnded }: Worker) => name !== store.windowId && (hasEnded || until <= now);
  if (!store.read(({ workers }) => workers.list().some(isGone))) return;
  await store.write((tx) => {
    for (const worker of tx.workers.list().filter(isGone)) {
      tx.entries.release(worker.name);
      tx.workers.remove(worker.name);
    }
  });
}

import type { Bench } from './bench.js';
import { cloudOf } from './sender.js';

type QuotaBench = Pick<Bench, 'deps' | 'accountId' | 'quota' | 'signal'>;

/** Learns what is left of the day's quota: from what the last window left on disk, or else from CDN. */
export async function recallQuota(bench: QuotaBench): Promise<void> {
  const { deps, accountId, quota, signal } = bench;
  const now = deps.clock.now();
  quota.restore(await deps.store.read(idOf(accountId)), now);
  if (quota.isKnown(now)) return;
  await quota.read((await cloudOf(deps.session, accountId)).cdn, now, signal);
  await keepQuota(bench);
}

/** Leaves what is known of it for the next window, which asks CDN where that cannot be done. */
export async function keepQuota({ deps, accountId, quota }: QuotaBench): Promise<void> {
  if (!quota.isKnown(deps.clock.now())) return;
  await deps.store.write(idOf(accountId), quota.toText()).catch(() => undefined);
}

/** Unlike the queue's documents, so that it is no sign of work that waits. */
function idOf(accountId: string): string {
  return `quota_${accountId}`;
}

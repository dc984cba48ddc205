import type { EngineContext } from './engineContext.js';

type QuotaContext = Pick<EngineContext, 'deps' | 'accountId' | 'quota' | 'signal' | 'store' | 'openCloud'>;

/** Reads what is left of the day's quota: from what the last window persisted, or else from CDN. */
export async function restoreQuota(context: QuotaContext): Promise<void> {
  const { deps, accountId, quota, signal, store } = context;
  const now = deps.clock.now();
  quota.restore(
    store.read((tx) => tx.note(noteName(accountId))),
    now,
  );
  if (quota.isKnown(now)) return;
  await quota.read((await context.openCloud()).cdn, now, signal);
  await persistQuota(context);
}

/** Persists what is known of it for the next window, which asks CDN where that cannot be done. */
export async function persistQuota({ deps, accountId, quota, store }: QuotaContext): Promise<void> {
  if (!quota.isKnown(deps.clock.now())) return;
  const text = quota.toText();
  await store.write((tx) => tx.setNote(noteName(accountId), text)).catch(() => undefined);
}

function noteName(accountId: string): string {
  return `quota ${accountId}`;
}

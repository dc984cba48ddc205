import type { EngineContext } from './engineContext.js';

type QuotaContext = Pick<EngineContext, 'deps' | 'accountId' | 'quota' | 'signal' | 'store' | 'openCloud'>;

/** Restores the remaining quota that the last window stored, else reads it from CDN. */
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

/** Stores the known quota for the next window. On a failure that window asks CDN. */
export async function persistQuota({ deps, accountId, quota, store }: QuotaContext): Promise<void> {
  if (!quota.isKnown(deps.clock.now())) return;
  const text = quota.toText();
  await store.write((tx) => tx.setNote(noteName(accountId), text)).catch(() => undefined);
}

function noteName(accountId: string): string {
  return `quota ${accountId}`;
}

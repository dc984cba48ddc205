import type { BucketRef } from '../../core/ports/oss.js';
import type { FeatureDeps } from '../deps.js';

/** Asks for one of the buckets of `list`, described by region by default; `undefined` if cancelled. */
export async function pickBucket(
  { ui }: Pick<FeatureDeps, 'ui'>,
  question: { readonly title: string; readonly placeholder: string },
  list: (signal: AbortSignal) => Promise<readonly (BucketRef & { readonly description?: string })[]>,
): Promise<BucketRef | undefined> {
  const work = new AbortController();
  const items = list(work.signal).then((buckets) =>
    buckets.map(({ name, region, description = region }) => ({ label: name, description, value: { name, region } })),
  );
  const reply = await ui.pick<BucketRef>({ ...question, items });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}

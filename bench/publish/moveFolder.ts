import { forEachLimited } from '../../src/core/concurrency/limit.js';
import { mostRequests } from '../../src/core/concurrency/limitSearch.js';
import { collectObjects } from '../../src/core/objects/collectObjects.js';
import { copyObjects } from '../../src/core/objects/copy/copyObjects.js';
import { planCopies } from '../../src/core/objects/copy/copyPlan.js';
import type { OssPort } from '../../src/core/ports/oss.js';
import { systemClock } from '../../src/disk/clock.js';
import { type MoveJob, type PublishResult, startProcessorTime } from './contender.js';
import { bucket } from './place.js';

/** Moves a folder that was listed before. Bare copies and deletions go over the same transport, each pair on its own. */
export async function moveFolder(
  oss: OssPort,
  { move, from, to }: MoveJob,
): Promise<Pick<PublishResult, 'ms' | 'processorMs'>> {
  const { signal } = new AbortController();
  const targets = [{ bucket, key: from }];
  const found = (await collectObjects(oss, targets, signal)) ?? [];
  const plan = planCopies(targets, found, { bucket, prefix: '', name: to.slice(0, -1) });
  if ('problem' in plan) throw new Error(`The plan has a problem: ${plan.problem}`);
  const start = performance.now();
  const readProcessorTime = startProcessorTime();
  if (move === 'ours') {
    const options = {
      kind: 'move',
      isUnversioned: true,
      clock: systemClock,
      signal,
      onProgress: () => undefined,
    } as const;
    const { done } = await copyObjects(oss, plan.pairs, options);
    if (done.length !== found.length) throw new Error(`Moved ${done.length} of ${found.length} objects`);
  } else {
    await forEachLimited(plan.pairs, mostRequests, async (pair) => {
      const source = { size: 0, etag: pair.etag ?? '', headers: {} };
      await oss.copyObject(pair.from, pair.to, { source }, signal);
      await oss.deleteObject(bucket, pair.from.key, signal);
    });
  }
  return { ms: performance.now() - start, processorMs: readProcessorTime() };
}

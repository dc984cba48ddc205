import { expect } from 'vitest';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { changeDelivery } from '../../src/features/domains/delivery/changeDelivery.js';
import type { DomainDeps } from '../../src/features/domains/domainDeps.js';
import type { SandboxRuns } from './sandboxRuns.js';
import { type Line, scriptedUi } from './scriptedUi.js';

/** Answers the questions of a delivery row, waits until CDN has made the change, and empties the cache of the edge. */
export async function chooseDelivery(
  runs: SandboxRuns,
  target: `${string}:${string}`,
  lines: readonly Line[],
  cloud: CloudPorts = runs.cloud,
): Promise<void> {
  const ui = scriptedUi(lines);
  const deps = {
    session: { cloud: async () => cloud },
    ui,
    clock: runs.clock,
    activity: { findUndoable: () => undefined },
  };
  await changeDelivery(deps as unknown as DomainDeps, target);
  ui.end();
  const [, domain = ''] = target.split(':');
  const { signal } = new AbortController();
  await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
  runs.sandbox.state.edgeCache.clear();
}

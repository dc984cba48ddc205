import { type CloudOptions, createCloud } from '../../src/cloud/createCloud.js';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import { createRequestLimits } from '../../src/core/concurrency/requestLimits.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';

/** The longest wait for an answer of a cloud on this computer, ms. */
const timeoutMs = 60_000;

/**
 * Creates a cloud for tests in which everything is answered: on a busy computer that may take longer than a user would wait. Its limits are its own, since
 * other tests have run in this process.
 */
export function createPatientCloud(options: CloudOptions): CloudPorts {
  const resolver = createResolver({ clock: options.clock, timeoutMs });
  return { ...createCloud({ timeoutMs, limits: createRequestLimits(() => performance.now()), ...options }), resolver };
}

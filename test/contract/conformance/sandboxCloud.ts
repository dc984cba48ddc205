import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.js';
import type { Fault } from '../../../sandbox/state/state.js';
import type { CloudOptions } from '../../../src/cloud/createCloud.js';
import { AppError } from '../../../src/core/errors.js';
import type { CloudCall, CloudPorts } from '../../../src/core/ports/cloud.js';
import { systemClock } from '../../../src/disk/clock.js';
import { createPatientCloud } from '../../support/patientCloud.js';
import { useProxy } from '../../support/throughProxy.js';

/** The adapters in front of a sandbox of their own. */
export interface SandboxCloud {
  readonly cloud: CloudPorts;
  readonly sandbox: Sandbox;
  /** What the adapters reported, in order. */
  readonly calls: CloudCall[];
  /** The next `count` calls of this action meet the fault. */
  fail(action: string, kind: Fault['kind'], more?: Partial<Fault>): void;
  stop(): Promise<void>;
}

/** Starts a sandbox and a cloud that reaches it through its proxy; `make` is the cloud under test. */
export async function openSandboxCloud(
  options: SandboxOptions = {},
  cloudOptions: Partial<CloudOptions> = {},
  make: (options: CloudOptions) => CloudPorts = createPatientCloud,
): Promise<SandboxCloud> {
  const sandbox = await startSandbox({ speed: 100_000, ...options });
  const undo = useProxy({ proxyPort: sandbox.proxyPort, caPath: sandbox.caPath });
  const calls: CloudCall[] = [];
  const { id, secret } = sandbox.accessKey;
  const { credentials = async () => ({ accessKeyId: id, accessKeySecret: secret }) } = cloudOptions;
  let isStopped = false;
  const cloud = make({
    onCall: (call) => void calls.push(call),
    clock: systemClock,
    ...cloudOptions,
    // What a test has left running would send its requests to the sandbox of the next file.
    credentials: async () => {
      if (isStopped) throw new AppError('cancelled');
      return credentials();
    },
  });
  return {
    cloud,
    sandbox,
    calls,
    fail: (action, kind, more = {}) =>
      void sandbox.state.faults.push({ id: `${action} ${kind}`, action, kind, count: 1, ...more }),
    async stop() {
      isStopped = true;
      undo();
      await sandbox.stop();
    },
  };
}

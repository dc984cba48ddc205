import { createCloud } from '../../../src/cloud/createCloud.js';
import type { CloudCall } from '../../../src/core/ports/cloud.js';
import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { toPublication } from '../../../src/core/publishing/mapping/toPublication.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { systemClock } from '../../../src/disk/clock.js';
import { createFiles } from '../../../src/disk/files.js';
import { FileStore } from '../../../src/disk/store/fileStore.js';
import { useProxy } from '../throughProxy.js';
import type { KilledWindowInput, KilledWindowNews } from './killRun.js';

/** How much faster this window's clock runs, which affects only its pauses. */
const hurry = 200;

/** A window in a separate process: requests its files unless they were acknowledged before, and works until nothing is left. */
async function main(): Promise<void> {
  const input: KilledWindowInput = JSON.parse(process.argv[2] ?? '');
  useProxy(input);
  const tell = (news: KilledWindowNews) => process.send?.(news);
  const cloud = createCloud({
    credentials: async () => input.keys,
    onCall: ({ action, failed }: CloudCall) => failed !== undefined && tell({ kind: 'failed', action, failed }),
    clock: systemClock,
  });
  const store = new FileStore(input.store);
  const publisher = new Publisher({
    files: createFiles(),
    random: Math.random,
    loadEngine: async () => Engine,
    store,
    clock: { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal) },
    session: {
      account: { id: input.accountId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
  });
  const { bucket, domain, folder, count } = input;
  const mapping = { folder: '', bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
  const place = { accountId: input.accountId, workspaceRoot: folder, root: folder, mapping };
  if (!input.isAcknowledged) {
    const made = Array.from({ length: count }, (_, at) =>
      toPublication(place, `file-${at}.css`, { believedNew: true }),
    );
    await publisher.enqueue(made.filter((publication) => publication !== undefined));
    tell({ kind: 'acknowledged' });
  } else await publisher.resume();
  const look = () => {
    const { state } = publisher;
    if (state.kind === 'failed' || (state.kind === 'waiting' && state.reason === 'conflict'))
      tell({ kind: 'stuck', state: JSON.stringify(state).slice(0, 500) });
    if (publisher.countAll() === 0) tell({ kind: 'done' });
  };
  publisher.onDidChange(look);
  look();
}

void main();

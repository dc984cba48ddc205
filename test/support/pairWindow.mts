import { appendFileSync } from 'node:fs';
import { createCloud } from '../../src/cloud/createCloud.js';
import { ActivityLog } from '../../src/core/activity/activityLog.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import { systemClock } from '../../src/disk/clock.js';
import { readPairFiles } from '../../src/disk/readPair.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { writeLog } from '../../src/host/log/logLines.js';
import { createRedactor } from '../../src/host/log/redact.js';
import { useProxy } from './throughProxy.js';

/** The input of a window that adds a pair. */
export interface PairWindowInput {
  readonly proxyPort: number;
  readonly caPath: string;
  readonly keys: { readonly accessKeyId: string; readonly accessKeySecret: string };
  readonly accountId: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly store: string;
  readonly logFile: string;
}

/** A window in a separate process that reads a pair from files and adds it to the account. */
async function main(): Promise<void> {
  const input: PairWindowInput = JSON.parse(process.argv[2] ?? '');
  useProxy(input);
  const line = (message: string) => appendFileSync(input.logFile, `${message}\n`);
  const channel = { debug: line, info: line, warn: line, error: line, show: () => undefined, dispose: () => undefined };
  const log = writeLog(createRedactor(), channel, { version: '' });
  const activity = new ActivityLog({
    store: new FileStore(input.store).documents('activity'),
    session: { account: { id: input.accountId, source: { kind: 'secret' } }, onDidChange: () => ({ dispose() {} }) },
    clock: systemClock,
    windowId: 'pair',
    onError: (error) => line(String(error)),
  });
  const cloud = createCloud({
    credentials: async () => input.keys,
    onCall: (call) => {
      activity.recordCall(call);
      log.call(call);
    },
    clock: systemClock,
  });
  const { signal } = new AbortController();
  const pair = await readPairFiles(input.certificateFile, input.keyFile);
  const tracked = trackChanges(cloud, activity);
  // Something is stored and logged before the pair is sent.
  await tracked.cdn.prefetch(['https://static.shop-demo.com/a'], signal);
  await activity.saved;
  await tracked.certificates.createCertificate({ name: 'killed', chain: pair.chain, key: pair.key ?? '' }, signal);
}

void main();

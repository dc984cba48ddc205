import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudReady } from './cloud.mjs';
import { type Job, type PublishResult, sendAllTo } from './contender.js';

const [port = '', cloudText = '', bundle = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
const { Window, openCloud } = createRequire(import.meta.url)(bundle) as typeof import('./window.js');
/** When each PUT was answered, in ms of the performance clock. */
const puts: number[] = [];

sendAllTo(Number(port), cloud.caPath);
// In the editor a request that brings no agent gets one of its own, so that no connection is kept for the next.
https.globalAgent = new https.Agent({ keepAlive: false });
const { id, secret } = cloud.accessKey;
const ports = openCloud({ accessKeyId: id, accessKeySecret: secret }, ({ action, failed }) => {
  const isPut = action === 'PutObject' || action === 'CompleteMultipartUpload';
  if (isPut && failed === undefined) puts.push(performance.now());
});
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job) => process.send?.(await publish(job)));
process.send?.('ready');

/** Publishes by a window with a store of its own. */
async function publish({ folder, names, earlier, untilFresh }: Job): Promise<PublishResult> {
  const store = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
  const window = new Window({ folder, store, accountId: cloud.accountId }, ports);
  puts.length = 0;
  try {
    if (earlier) await window.recordEarlier(earlier);
    const before = performance.now();
    const publications = await window.plan();
    if (publications.length !== names.length) throw new Error(`The plan has ${publications.length} files`);
    const start = performance.now();
    await window.run(publications);
    if (puts.length !== names.length) throw new Error(`${puts.length} files were put instead of ${names.length}`);
    const ms = Math.max(...puts) - start;
    if (untilFresh) await window.whenAllFresh();
    const freshMs = performance.now() - start;
    return { ms, planMs: start - before, ...(untilFresh && { freshMs }) };
  } finally {
    window.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}

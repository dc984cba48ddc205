import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud } from '../../src/cloud/createCloud.js';
import { readQuota } from '../../src/core/cdn/quota.js';
import { Engine } from '../../src/core/publishing/engine/engine.js';
import { preparePlan } from '../../src/core/publishing/folder/preparePlan.js';
import { chooseRefresh } from '../../src/core/publishing/folder/refreshCost.js';
import { runPlan, toPublications } from '../../src/core/publishing/folder/runPlan.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { indexMappings } from '../../src/core/publishing/mapping/mapping.js';
import type { MappedPlace } from '../../src/core/publishing/mapping/toPublication.js';
import { LedgerPage } from '../../src/core/publishing/objectLedger.js';
import type { Publication } from '../../src/core/publishing/publication.js';
import { Publisher } from '../../src/core/publishing/publisher.js';
import { systemClock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import type { CloudReady } from './cloud.mjs';
import { type EarlierObject, type Job, type PublishResult, sendAllTo } from './contender.js';
import { bucket, domain } from './place.js';

const [port = '', cloudText = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
/** The time at which each PUT was answered, ms of the performance clock. */
const puts: number[] = [];

sendAllTo(Number(port), cloud.caPath);
// In the editor, a request without an agent gets a new one, so that no connection is reused.
https.globalAgent = new https.Agent({ keepAlive: false });
const { id, secret } = cloud.accessKey;
const ports = createCloud({
  credentials: async () => ({ accessKeyId: id, accessKeySecret: secret }),
  onCall: ({ action, failed }) => {
    const isPut = action === 'PutObject' || action === 'CompleteMultipartUpload';
    if (isPut && failed === undefined) puts.push(performance.now());
  },
  clock: systemClock,
});
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job) => process.send?.(await publish(job)));
process.send?.('ready');

/** Publishes in a window with a separate store. */
async function publish({ folder, names, earlier, untilFresh }: Job): Promise<PublishResult> {
  const store = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
  const window = new Window(folder, store);
  puts.length = 0;
  try {
    if (earlier) await window.recordEarlier(earlier);
    const before = performance.now();
    const publications = await window.plan();
    if (publications.length !== names.length) throw new Error(`The plan has ${publications.length} files`);
    const start = performance.now();
    await window.run(publications);
    const endMs = performance.now() - start;
    const ms = Math.max(...puts) - start;
    if (untilFresh) await window.whenAllFresh();
    const freshMs = performance.now() - start;
    return { ms, endMs, planMs: start - before, ...(untilFresh && { freshMs }) };
  } finally {
    window.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}

/** The publishing code of one window, without the editor. */
class Window {
  private readonly files = createFiles();
  private readonly store: FileStore;
  private readonly publisher: Publisher;
  private readonly place: MappedPlace;

  constructor(folder: string, store: string) {
    const mapping = { folder: '', bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
    this.place = { accountId: cloud.accountId, workspaceRoot: folder, root: folder, mapping };
    this.store = new FileStore(store);
    this.publisher = new Publisher({
      files: this.files,
      random: Math.random,
      loadEngine: async () => Engine,
      store: this.store,
      clock: systemClock,
      session: {
        account: { id: cloud.accountId, source: { kind: 'secret' } },
        onDidChange: () => ({ dispose() {} }),
        cloud: async () => ports,
      },
    });
  }

  /** Records these objects as if an earlier run had published them. */
  async recordEarlier(objects: readonly EarlierObject[]): Promise<void> {
    const page = new LedgerPage(await this.store.open(), bucket, '');
    const seen = { seenAt: Date.now(), acl: 'default', aclSeenAt: Date.now(), rules: '' } as const;
    for (const { key, ...object } of objects) page.set(key, { ...object, etag: object.md5, ...seen });
    await page.save();
  }

  /** Compares the folder with the bucket, as Publish Folder does before it asks for confirmation. */
  async plan(): Promise<readonly Publication[]> {
    const { mapping } = this.place;
    const { signal } = new AbortController();
    const store = await this.store.open();
    const { oss, cdn } = ports;
    const { place } = this;
    const rules = compileRules(mapping);
    const scope = { place, below: '', rules, mappings: indexMappings([mapping]), foreign: [] };
    const tools = { oss, files: this.files, store, clock: systemClock, onProgress: () => {} };
    const [items, left] = await Promise.all([
      preparePlan(scope, tools, signal),
      readQuota(cdn, signal),
      this.publisher.prepareBucket(bucket),
    ]);
    const refresh = chooseRefresh(items, { domains: [domain] }, left);
    return toPublications(this.place, items, { batch: crypto.randomUUID(), deletes: false, refresh });
  }

  /** Publishes the planned files. Throws unless all of them are in the bucket. */
  async run(publications: readonly Publication[]): Promise<void> {
    const { signal } = new AbortController();
    const end = await runPlan(this.publisher, publications, { clock: systemClock, onProgress: () => {} }, signal);
    if (end.sent === publications.length) return;
    throw new Error(`Only ${end.sent} of ${publications.length} were sent: ${JSON.stringify(end.failures[0]?.cause)}`);
  }

  /** Resolves when nothing is in progress and the edge has served every file. Rejects if the work ends before that. */
  whenAllFresh(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { state } = this.publisher;
        if (state.kind === 'uploading' || state.kind === 'refreshing') return;
        changed.dispose();
        if (state.kind === 'fresh' && state.unproven === 0) resolve();
        else reject(new Error(`The files are not fresh: ${JSON.stringify(state).slice(0, 500)}`));
      };
      const changed = this.publisher.onDidChange(look);
      look();
    });
  }

  dispose(): void {
    this.publisher.dispose();
    this.store.dispose();
  }
}

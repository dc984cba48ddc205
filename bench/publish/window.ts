import { createCloud } from '../../src/cloud/createCloud.js';
import type { Credentials } from '../../src/core/account.js';
import { readQuota } from '../../src/core/cdn/quota.js';
import type { CloudCall, CloudPorts } from '../../src/core/ports/cloud.js';
import { Engine } from '../../src/core/publishing/engine/engine.js';
import { preparePlan } from '../../src/core/publishing/folder/preparePlan.js';
import { chooseRefresh } from '../../src/core/publishing/folder/refreshCost.js';
import { runPlan, toPublications } from '../../src/core/publishing/folder/runPlan.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { indexMappings } from '../../src/core/publishing/mapping/mapping.js';
import { type MappedPlace, toPublication } from '../../src/core/publishing/mapping/toPublication.js';
import { LedgerPage } from '../../src/core/publishing/objectLedger.js';
import type { Publication } from '../../src/core/publishing/publication.js';
import { Publisher } from '../../src/core/publishing/publisher.js';
import { systemClock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { bucket, domain } from './place.js';

/** Where a window publishes from, and as whom; both folders are absolute. */
export interface WindowInput {
  readonly folder: string;
  readonly store: string;
  readonly accountId: string;
}

/** An object as an earlier run has left it, by its key. */
export interface EarlierObject {
  readonly key: string;
  readonly md5: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The adapters of the cloud; `onCall` hears of each call as it ends. */
export function openCloud(keys: Credentials, onCall: (call: CloudCall) => void): CloudPorts {
  return createCloud({ credentials: async () => keys, onCall, clock: systemClock });
}

/** The publishing of one window of the editor without the editor: everything of the extension that this benchmark knows. */
export class Window {
  private readonly files = createFiles();
  private readonly store: FileStore;
  private readonly publisher: Publisher;
  private readonly place: MappedPlace;

  constructor(
    input: WindowInput,
    private readonly cloud: CloudPorts,
  ) {
    const { folder, accountId } = input;
    const mapping = { folder: '', bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
    this.place = { accountId, workspaceRoot: folder, root: folder, mapping };
    this.store = new FileStore(input.store);
    this.publisher = new Publisher({
      files: this.files,
      random: Math.random,
      loadEngine: async () => Engine,
      store: this.store,
      clock: systemClock,
      session: {
        account: { id: accountId, source: { kind: 'secret' } },
        onDidChange: () => ({ dispose() {} }),
        cloud: async () => cloud,
      },
    });
  }

  /** Writes into the ledger what an earlier run would have left there. */
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
    const { oss, cdn } = this.cloud;
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

  /** Publishes what was planned, until all of it is in the bucket; throws when some of it is not. */
  async run(publications: readonly Publication[]): Promise<void> {
    const { signal } = new AbortController();
    const end = await runPlan(this.publisher, publications, { clock: systemClock, onProgress: () => {} }, signal);
    if (end.sent === publications.length) return;
    throw new Error(`Only ${end.sent} of ${publications.length} were sent: ${JSON.stringify(end.failures[0]?.cause)}`);
  }

  /** Publishes one file as a save does; resolves once that is on disk. */
  async save(name: string): Promise<void> {
    const seen = await this.files.stat(`${this.place.root}/${name}`);
    const publication = toPublication(this.place, name, seen && { seen, size: seen.size });
    if (publication) await this.publisher.enqueue([publication]);
  }

  /** Resolves once nothing is under way and the edge has shown every file; throws when it has not. */
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

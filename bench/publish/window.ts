import { readQuota } from '../../src/core/cdn/quota.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
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
import type { EarlierObject } from './contender.js';
import { bucket, domain } from './place.js';

/** The folder of a window, the prefix of its objects, and the folder of its store. */
export interface WindowPlace {
  readonly accountId: string;
  readonly folder: string;
  readonly prefix: string;
  readonly store: string;
}

/** The publishing code of one window, without the editor. */
export class Window {
  private readonly files = createFiles();
  private readonly store: FileStore;
  private readonly publisher: Publisher;
  private readonly place: MappedPlace;

  constructor(
    private readonly ports: CloudPorts,
    { accountId, folder, store, prefix }: WindowPlace,
  ) {
    const mapping = { folder: '', bucket, prefix, domains: [domain], onSave: 'publish' } as const;
    this.place = { accountId, workspaceRoot: folder, root: folder, mapping };
    this.store = new FileStore(store);
    this.publisher = new Publisher({
      files: this.files,
      random: Math.random,
      loadEngine: async () => Engine,
      store: this.store,
      clock: systemClock,
      session: {
        account: { id: accountId, source: { kind: 'secret' } },
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
    const { oss, cdn } = this.ports;
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

  /** Publishes a file of the folder, as a save does. Resolves once the request is stored. */
  async save(name: string): Promise<void> {
    const publication = toPublication(this.place, name);
    if (!publication) throw new Error(`${name} has no key`);
    await this.publisher.enqueue([publication]);
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

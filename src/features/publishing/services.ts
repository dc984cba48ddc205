import * as vscode from 'vscode';
import { l10n } from '../../core/l10n.js';
import type { DiskDifference } from '../../core/publishing/folder/compareWithDisk.js';
import { ConsentLedger } from '../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../core/publishing/mapping/mapping.js';
import { SourceMaps } from '../../core/publishing/mapping/sourceMaps.js';
import type { Publication } from '../../core/publishing/publication.js';
import { Publisher } from '../../core/publishing/publisher.js';
import type { PublishStore } from '../../core/publishing/publishStore.js';
import { listOwnDomains } from '../../core/publishing/refresh/domainCache.js';
import { AllowedFiles } from '../../core/publishing/secrets/allowedFiles.js';
import { countText } from '../../core/text/countText.js';
import { withRemark } from '../../core/text/plainText.js';
import { warnReplaced } from '../../host/changePrompts.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { allowedFilesKey, consentsKey, createMemory, sourceMapsKey, type WorkspaceKey } from '../../host/stateKeys.js';
import type { BucketDocuments } from './bucketDocument.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import { MappingStore } from './mapping/mappingStore.js';
import { ConsentPrompt } from './state/consentPrompt.js';
import { PlaceHeads } from './state/placeHeads.js';
import { RecentWork } from './state/recentWork.js';
import { Revocation } from './state/revocation.js';
import { isOnItsWay } from './state/runsOnTheirWay.js';
import { SignedOutChanges } from './state/signedOutChanges.js';

/** The services of the extension that publishing uses. */
export type PublishingDeps = Pick<
  FeatureDeps,
  'context' | 'session' | 'board' | 'log' | 'clock' | 'memory' | 'files' | 'history' | 'store' | 'ui'
>;

/** The services of publishing in one window, shared by its commands, its watchers and the status bar. */
export interface Publishing extends vscode.Disposable {
  readonly deps: PublishingDeps;
  readonly mappingStore: MappingStore;
  readonly publisher: Publisher;
  readonly consents: ConsentLedger;
  readonly consentPrompt: ConsentPrompt;
  readonly pause: Pause;
  readonly revocation: Revocation;
  readonly signedOutChanges: SignedOutChanges;
  readonly sourceMaps: SourceMaps;
  readonly allowedFiles: AllowedFiles;
  readonly unpublished: Unpublished;
  /** The ETags of objects in conflict that the user has compared with their files, by the id of the request. The next save of a file replaces its object. */
  readonly compared: Map<string, string>;
  readonly recentWork: RecentWork;
  readonly placeHeads: PlaceHeads;
  /** Read-only documents that show objects as they are in the bucket. */
  readonly bucketDocuments: BucketDocuments;
}

/** Creates the services of publishing without reading or sending anything. The caller disposes them, and disposes `bucketDocuments` separately. */
export function createPublishing(deps: PublishingDeps, bucketDocuments: BucketDocuments): Publishing {
  const mappingStore = new MappingStore(deps.files);
  const pause = new Pause(deps.context.workspaceState);
  const consents = new ConsentLedger(deps.memory, consentsKey);
  const own = createMemory(deps.context.workspaceState);
  const allowedFiles = new AllowedFiles(own, allowedFilesKey);
  const publisher = createPublisher(deps, { pause, consents, allowedFiles });
  const end = new AbortController();
  const listDomains = async ({ bucket }: Mapping) =>
    listOwnDomains((await deps.session.cloud()).cdn, bucket, end.signal);
  const recentWork = new RecentWork(deps.clock);
  const placeHeads = new PlaceHeads(deps, publisher);
  const unpublished = new Unpublished();
  const compared = new Map<string, string>();
  const subscriptions = [
    recentWork.followPublisher(publisher),
    deps.session.onDidChange(() => recentWork.clear()),
    publisher.onDidFinish(({ publication }) => {
      unpublished.delete(publication);
      compared.delete(publication.id);
    }),
  ];
  return {
    deps,
    mappingStore,
    publisher,
    consents,
    consentPrompt: new ConsentPrompt(consents, { ...deps, listDomains }),
    pause,
    revocation: new Revocation(own, deps.clock),
    signedOutChanges: new SignedOutChanges(own),
    sourceMaps: new SourceMaps(own, sourceMapsKey),
    allowedFiles,
    unpublished,
    compared,
    recentWork,
    placeHeads,
    bucketDocuments,
    dispose: () => {
      end.abort();
      const parts = [...subscriptions, recentWork, placeHeads, pause, unpublished, mappingStore, publisher];
      for (const part of parts) part.dispose();
    },
  };
}

function createPublisher(
  deps: PublishingDeps,
  { pause, consents, allowedFiles }: Pick<Publishing, 'pause' | 'consents' | 'allowedFiles'>,
): Publisher {
  return new Publisher({
    ...deps,
    random: Math.random,
    loadEngine,
    roots: listRoots,
    isPaused: () => pause.isOn,
    beforeRequests: (store: PublishStore) => consents.reconcile(store),
    withAllowed: (publication) => allowedFiles.withAllowed(publication),
    onReplaced: warnReplaced,
    isOnItsWay: (domain, status) => isOnItsWay(deps.board, domain, status),
  });
}

/** Loads the engine that publishes files. Called with the first file to publish, so that activation does not load the engine. */
async function loadEngine() {
  return (await import('../../core/publishing/engine/engine.js')).Engine;
}

/** Returns the absolute paths of this window's workspace folders on disk. */
export function listRoots(): readonly string[] {
  return foldersOnDisk().map(({ uri }) => uri.fsPath);
}

const key: WorkspaceKey = 'publishingPaused';

/** Whether automatic publishing is paused in this workspace. The state is stored with the workspace. */
class Pause implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    setContext('ossCdn.publishingPaused', this.isOn);
  }

  get isOn(): boolean {
    return this.state.get(key) === true;
  }

  async set(on: boolean): Promise<void> {
    await this.state.update(key, on ? true : undefined);
    setContext('ossCdn.publishingPaused', on);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

type Counts = Pick<DiskDifference, 'removed' | 'sourceMaps'>;

/** The most paths that are remembered. */
const mostPaths = 10_000;

/** External changes that this window has seen but not published, with the reasons. */
class Unpublished implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly unwatched = new Set<string>();
  private readonly folders = new Map<string, Counts>();

  readonly onDidChange = this.changed.event;

  /** The number of objects without a file, according to the last comparisons. */
  get removed(): number {
    return this.sum('removed');
  }

  /** The reasons for unpublished changes, one line for each. */
  get lines(): readonly string[] {
    const line = (count: number, text: string, reason: string) => (count > 0 ? [withRemark(text, reason)] : []);
    const [unwatched, sourceMaps] = [this.unwatched.size, this.sum('sourceMaps')];
    return [
      ...line(
        unwatched,
        l10n.t('Changed outside the editor, not published: {0}', countText(unwatched)),
        l10n.t('not in `watch` of their mapping'),
      ),
      ...line(
        this.removed,
        l10n.t('Deleted on disk, still in the bucket: {0}', countText(this.removed)),
        l10n.t('Publish Folder offers to delete them'),
      ),
      ...line(
        sourceMaps,
        l10n.t('Source maps left out: {0}', countText(sourceMaps)),
        l10n.t('Publish Folder offers to select them'),
      ),
    ];
  }

  /** Records the result of the last comparison of a watched folder (an absolute path). */
  set(root: string, { removed, sourceMaps }: Counts): void {
    this.folders.set(root, { removed, sourceMaps });
    this.changed.fire();
  }

  /** Records a file (an absolute path) that another program changed but that its mapping does not watch. */
  add(path: string): void {
    if (this.unwatched.size >= mostPaths || this.unwatched.has(path)) return;
    this.unwatched.add(path);
    this.changed.fire();
  }

  /** Removes a file that was published, or whose object was deleted. */
  delete({ path, root, act }: Pick<Publication, 'path' | 'root' | 'act'>): void {
    const counts = act === 'delete' ? this.folders.get(root) : undefined;
    if (counts && counts.removed > 0) this.folders.set(root, { ...counts, removed: counts.removed - 1 });
    if (this.unwatched.delete(path) || counts) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private sum(of: keyof Counts): number {
    return [...this.folders.values()].reduce((total, each) => total + each[of], 0);
  }
}

import type * as vscode from 'vscode';
import { ConsentLedger } from '../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../core/publishing/mapping/mapping.js';
import { SourceMaps } from '../../core/publishing/mapping/sourceMaps.js';
import { Publisher } from '../../core/publishing/publisher.js';
import type { PublishStore } from '../../core/publishing/publishStore.js';
import { listOwnDomains } from '../../core/publishing/refresh/domainCache.js';
import { AllowedFiles } from '../../core/publishing/secrets/allowedFiles.js';
import type { FeatureDeps } from '../../host/deps.js';
import { allowedFilesKey, consentsKey, createMemory, sourceMapsKey } from '../../host/stateKeys.js';
import type { BucketDocuments } from './bucketDocument.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import { MappingStore } from './mapping/mappingStore.js';
import { ConsentPrompt } from './state/consentPrompt.js';
import { Pause } from './state/pause.js';
import { RecentWork } from './state/recentWork.js';
import { Revocation } from './state/revocation.js';
import { isOnItsWay } from './state/runsOnTheirWay.js';
import { SignedOutChanges } from './state/signedOutChanges.js';
import { Unpublished } from './state/unpublished.js';

/** A consent waits so long for the time of OSS, ms. */
const serverTimeMs = 5_000;

/** The services of the extension that publishing uses. */
export type PublishingDeps = Pick<
  FeatureDeps,
  'context' | 'session' | 'board' | 'log' | 'clock' | 'memory' | 'files' | 'store' | 'ui'
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
  readonly recentWork: RecentWork;
  /** Read-only documents of objects as they are in the bucket. */
  readonly bucketDocuments: BucketDocuments;
}

/** Creates the services of publishing without reading or sending anything; the caller disposes them, and `bucketDocuments` separately. */
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
  const readServerTime = async ({ bucket }: Mapping) => {
    const { oss } = await deps.session.cloud();
    return oss.readServerTime(bucket, AbortSignal.any([end.signal, AbortSignal.timeout(serverTimeMs)]));
  };
  const recentWork = new RecentWork(deps.clock);
  const unpublished = new Unpublished();
  const subscriptions = [
    recentWork.followPublisher(publisher),
    deps.session.onDidChange(() => recentWork.clear()),
    publisher.onDidFinish(({ publication }) => unpublished.delete(publication)),
  ];
  return {
    deps,
    mappingStore,
    publisher,
    consents,
    consentPrompt: new ConsentPrompt(consents, { ...deps, listDomains, readServerTime }),
    pause,
    revocation: new Revocation(own, deps.clock),
    signedOutChanges: new SignedOutChanges(own),
    sourceMaps: new SourceMaps(own, sourceMapsKey),
    allowedFiles,
    unpublished,
    recentWork,
    bucketDocuments,
    dispose: () => {
      end.abort();
      const parts = [...subscriptions, recentWork, pause, unpublished, mappingStore, publisher];
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
    beforeRequests: (store: PublishStore) => consents.reconcile(store, deps.clock.now()),
    withAllowed: (publication) => allowedFiles.withAllowed(publication),
    isOnItsWay: (domain) => isOnItsWay(deps.board, domain),
  });
}

/** Called with the first file to publish, so that activation does not load the engine. */
async function loadEngine() {
  return (await import('../../core/publishing/engine/engine.js')).Engine;
}

/** The workspace folders of this window on disk, absolute. */
export function listRoots(): readonly string[] {
  return foldersOnDisk().map(({ uri }) => uri.fsPath);
}

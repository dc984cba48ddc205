import type { RunView } from '../../src/core/onboarding/run/run.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { ClockPort, FilePort, HistoryPort } from '../../src/core/ports/local.js';
import { createFiles } from '../../src/disk/files.js';
import { BucketDocuments } from '../../src/features/publishing/bucketDocument.js';
import { openPublishing, type PublishingFeature } from '../../src/features/publishing/publishingFeature.js';
import type { PublishingDeps } from '../../src/features/publishing/services.js';
import { createHistory } from './commitGraph.js';
import { openFolders } from './fakeWorkspace.js';
import type { MemoryStore } from './memoryStore.js';

/** The shared state of windows: the cloud, the store, and the editor's memory. */
export interface WindowDeps {
  readonly clock: ClockPort;
  readonly cloud: CloudPorts;
  readonly store: MemoryStore;
  readonly kept: Map<string, unknown>;
  /** The runs of onboardings; none by default. */
  readonly runs?: readonly RunView[];
  /** The disk, by default this computer's. */
  readonly files?: FilePort;
  /** The history of the folder; none by default. */
  readonly history?: HistoryPort;
}

/** A folder without a repository. */
const noHistory = createHistory({ commits: {}, tree: () => undefined });

/** Opens a local folder in a window with all of publishing, signed in as account 1. */
export function openPublishingWindow(
  folder: string,
  { clock, cloud, store, kept, runs = [], files = createFiles(), history = noHistory }: WindowDeps,
): PublishingFeature {
  openFolders(folder);
  const get = (key: string) => kept.get(key);
  const set = async (key: string, value: unknown) => void kept.set(key, value);
  const silent = () => undefined;
  const deps = {
    context: { workspaceState: { get, update: set } },
    session: { account: { id: '1' }, onDidChange: () => ({ dispose: silent }), cloud: async () => cloud },
    board: { runs, load: async () => undefined },
    log: { debug: silent, info: silent, failure: silent, warn: silent, redact: (text: string) => text },
    clock,
    memory: { get, set },
    files,
    history,
    store,
  } as unknown as PublishingDeps;
  return openPublishing(deps, new BucketDocuments(deps.session));
}

import type { RefreshKind } from '../../core/cdn/callLimits.js';
import type { DownloadPort } from '../../core/ports/local.js';
import type { ObjectRef } from '../../core/ports/oss.js';
import type { Publication } from '../../core/publishing/publication.js';
import type { FeatureDeps } from '../../host/deps.js';

/** The dependencies of commands on objects. */
export interface ObjectDeps
  extends Pick<
    FeatureDeps,
    | 'context'
    | 'session'
    | 'board'
    | 'log'
    | 'clock'
    | 'memory'
    | 'ui'
    | 'files'
    | 'mappedObjects'
    | 'store'
    | 'activity'
    | 'settings'
  > {
  readonly loadDownloads: () => Promise<DownloadPort>;
  /** Returns the prefix filter of the row of a bucket or folder, by the id of the row. */
  readonly filterOf: (rowId: string) => string | undefined;
  /** Returns the objects and folders that are selected in the tree. */
  readonly selection: () => readonly ObjectRef[];
  /** Returns the objects and folders that a key pressed in the tree concerns. */
  readonly keyTargets: () => Promise<readonly ObjectRef[]>;
  /** Submits URLs to CDN and follows the tasks until they end. */
  readonly sendUrls: (request: RefreshKind, urls: readonly string[]) => Promise<void>;
  readonly publishing: {
    /** Adds requests to the queue. Resolves once they are on disk. */
    enqueue(publications: readonly Publication[]): Promise<void>;
    /** Returns the object that a read-only editor shows, by the address of its document. */
    objectOf(address: string): ObjectRef | undefined;
  };
}

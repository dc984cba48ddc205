import type { RefreshKind } from '../../core/cdn/callLimits.js';
import type { DownloadPort } from '../../core/ports/local.js';
import type { FeatureDeps } from '../../host/deps.js';

/** The dependencies of commands on objects. */
export interface ObjectDeps
  extends Pick<
    FeatureDeps,
    'context' | 'session' | 'board' | 'log' | 'clock' | 'memory' | 'ui' | 'files' | 'mappedObjects' | 'store'
  > {
  readonly loadDownloads: () => Promise<DownloadPort>;
  /** The prefix filter of a bucket or folder row, by row id. */
  readonly filterOf: (rowId: string) => string | undefined;
  /** Submits URLs to CDN and follows the tasks. */
  readonly sendUrls: (request: RefreshKind, urls: readonly string[]) => Promise<void>;
}

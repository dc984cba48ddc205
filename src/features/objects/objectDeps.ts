import type { RefreshKind } from '../../core/cdn/callLimits.js';
import type { DownloadPort } from '../../core/ports/local.js';
import type { FeatureDeps } from '../../host/deps.js';

/** What the commands on objects use. */
export interface ObjectDeps
  extends Pick<
    FeatureDeps,
    'context' | 'session' | 'board' | 'log' | 'clock' | 'memory' | 'ui' | 'files' | 'mappedObjects' | 'store'
  > {
  readonly loadDownloads: () => Promise<DownloadPort>;
  /** How the names begin that the row of a bucket or folder, given by its id, is filtered to. */
  readonly filterOf: (rowId: string) => string | undefined;
  /** Submits URLs to CDN and follows them, as a refresh by hand does. */
  readonly sendUrls: (request: RefreshKind, urls: readonly string[]) => Promise<void>;
}

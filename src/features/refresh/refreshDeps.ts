import type { FeatureDeps } from '../../host/deps.js';

/** The dependencies of refreshing by hand. */
export type RefreshDeps = Pick<
  FeatureDeps,
  'session' | 'log' | 'clock' | 'ui' | 'files' | 'activity' | 'mappedObjects'
>;

/** What the code of the tasks uses of their view. */
export interface TaskView {
  isVisible(): boolean;
  redraw(): void;
}

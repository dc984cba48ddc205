import type { FeatureDeps } from '../../host/deps.js';

/** The dependencies of refreshing by hand. */
export type RefreshDeps = Pick<
  FeatureDeps,
  'session' | 'log' | 'clock' | 'ui' | 'files' | 'activity' | 'mappedObjects'
>;

/** The view of the tasks, for the code behind it. */
export interface TaskView {
  isVisible(): boolean;
  redraw(): void;
}

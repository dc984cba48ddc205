import type { FeatureDeps } from '../../host/deps.js';

/** The dependencies of refreshing by hand. */
export type RefreshDeps = Pick<
  FeatureDeps,
  'session' | 'log' | 'clock' | 'ui' | 'files' | 'activity' | 'mappedObjects'
>;

/** The part of the task view that the code of the tasks uses. */
export interface TaskView {
  isVisible(): boolean;
  redraw(): void;
}

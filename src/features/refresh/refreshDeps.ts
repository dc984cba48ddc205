import type { FeatureDeps } from '../../host/deps.js';

/** What refreshing by hand uses. */
export type RefreshDeps = Pick<
  FeatureDeps,
  'session' | 'log' | 'clock' | 'ui' | 'files' | 'activity' | 'mappedObjects'
>;

/** The view of the tasks, as the code behind it needs it. */
export interface TaskView {
  isVisible(): boolean;
  redraw(): void;
}

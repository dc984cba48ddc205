import type { ActivityEntry } from '../../core/activity/activity.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ActivityFeatureDeps } from './chooseChange.js';

/** What an undo is going to do, as shown to the user before it. */
export interface UndoPlan {
  /** One paragraph each. */
  readonly detail: readonly string[];
  /** Where the usual word says too little. */
  readonly button?: string;
  /** Only the console can revert it. */
  readonly isFinal?: boolean;
  run(): Promise<void>;
  /** What there is to ask once it is done. */
  after?(): Promise<void>;
}

/** What an undo works with. */
export interface UndoWork {
  readonly deps: ActivityFeatureDeps;
  readonly cloud: CloudPorts;
  readonly entry: ActivityEntry;
  readonly signal: AbortSignal;
}

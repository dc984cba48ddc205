import type { Session } from '../../account.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunCheck, RunRecord, RunView } from './run.js';

/** The dependencies of work on runs. */
interface RunDeps {
  readonly store: DocumentStore;
  readonly session: Session;
  readonly clock: ClockPort;
  readonly mapping: MappingPort;
  /** Loads the function that finds the registrable domain of a name. */
  readonly loadRootOf: () => Promise<(name: string) => string>;
  /** The name servers that must see the CNAME. */
  readonly resolvers: () => readonly string[];
  /** The servers to query instead of the zone's own. */
  readonly authoritativeServers: () => readonly string[];
}

/** The context of work on one run. */
export interface RunContext extends RunDeps {
  show(record: RunRecord, activity: RunView['activity']): void;
  /**
   * It was finished in an earlier session: done steps are observed again only at the user's request, since this window
   * may have another workspace.
   */
  readonly resumesFinished: boolean;
  /** Called when a check of the cloud has ended. */
  checked(check: RunCheck): void;
  /** Called when the run is gone because a window removed it. */
  forget(): void;
  /** Creates a signal that aborts when the user requests a recheck. */
  wake(): AbortSignal;
  readonly signal: AbortSignal;
}

/** The dependencies of the board. */
export interface RunBoardDeps extends RunDeps {
  /** Loads the run loop with the first run, since it includes every step. */
  loadRunLoop(task: OnboardingPlan['task']): Promise<(id: string, options: RunContext) => Promise<void>>;
}

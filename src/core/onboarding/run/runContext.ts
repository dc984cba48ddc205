import type { Session } from '../../account.js';
import type { ClockPort, DocumentStore } from '../../ports/local.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunCheck, RunRecord, RunView } from './run.js';

/** What work on any run needs. */
interface RunDeps {
  readonly store: DocumentStore;
  readonly session: Session;
  readonly clock: ClockPort;
  readonly mapping: MappingPort;
  /** Finds the registrable domain of a name. */
  readonly loadRootOf: () => Promise<(name: string) => string>;
  /** The name servers that must see the CNAME. */
  readonly resolvers: () => readonly string[];
  /** The servers to query in place of the zone's own. */
  readonly authoritativeServers: () => readonly string[];
}

/** What work on one run needs. */
export interface RunContext extends RunDeps {
  show(record: RunRecord, activity: RunView['activity']): void;
  /** It was finished in an earlier session: what is done is observed again only at the user's request, since this window may have another workspace. */
  readonly resumesFinished: boolean;
  /** A look at the cloud has ended. */
  checked(check: RunCheck): void;
  /** The run is no longer there: some window has removed it. */
  forget(): void;
  /** A fresh signal that fires when the user requests a recheck. */
  wake(): AbortSignal;
  readonly signal: AbortSignal;
}

/** What the board works with. */
export interface RunBoardDeps extends RunDeps {
  /** What works on a run; loaded with the first one, since every step comes with it. */
  loadRunLoop(task: OnboardingPlan['task']): Promise<(id: string, options: RunContext) => Promise<void>>;
}

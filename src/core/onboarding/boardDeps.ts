import type { Session } from '../account.js';
import type { ClockPort, DocumentStore } from '../ports/local.js';
import type { MappingPort } from './mappingPort.js';

/** What the board works with. */
export interface BoardDeps {
  readonly store: DocumentStore;
  readonly session: Session;
  readonly clock: ClockPort;
  readonly mapping: MappingPort;
  /** Finds the registrable domain of a name. */
  readonly loadRootOf: () => Promise<(name: string) => string>;
  /** The name servers that must see the CNAME. */
  readonly resolvers: () => readonly string[];
}

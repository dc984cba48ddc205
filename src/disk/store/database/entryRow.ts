import type { PublishAct } from '../../../core/publishing/publication.js';
import type { Entry, Stage } from '../../../core/publishing/queueEntry.js';
import type { Connection, Values } from './connection.js';
import { joinPublication, type Place, parsePlace } from './place.js';

/** The numbers under which stages and acts are kept; their order is no order of work. */
export const stages: readonly Stage[] = ['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'];
/** See `stages`. */
export const acts: readonly PublishAct[] = ['upload', 'delete', 'refresh'];

/** An entry and what it has on disk. */
export interface StoredRow {
  readonly entry: Entry;
  readonly seq: number;
  readonly indexed: readonly (string | number)[];
  readonly plain: readonly (string | number)[];
}

const mostRows = 1_000;

/**
 * Entries as this connection has last read or replaced them, so that they are not read again, and not rewritten where nothing
 * differs; it forgets them once another window has written or something was rolled back.
 */
export class RowCache {
  private readonly rows = new Map<string, StoredRow>();
  private readonly names = new Map<number, string>();
  private snapshot = '';
  /** By their text, whatever was written. */
  readonly places = new Map<string, Place>();

  constructor(private readonly connection: Connection) {}

  get(publicationId: string, account: number): StoredRow | undefined {
    this.validate();
    return this.rows.get(nameOf(publicationId, account));
  }

  set(account: number, row: StoredRow): void {
    const name = nameOf(row.entry.publication.id, account);
    this.rows.set(name, row);
    this.names.set(row.seq, name);
    // Few are worked on at a time: the oldest are of no use.
    const [oldest] = this.names.keys();
    if (oldest !== undefined && this.rows.size > mostRows) this.delete(oldest);
  }

  delete(seq: number): void {
    const name = this.names.get(seq);
    if (name === undefined) return;
    this.names.delete(seq);
    this.rows.delete(name);
  }

  clear(): void {
    this.rows.clear();
    this.names.clear();
  }

  /** Forgets what is not of the present state. */
  validate(): void {
    const snapshot = this.connection.readSnapshot();
    if (snapshot !== this.snapshot) this.clear();
    this.snapshot = snapshot;
  }
}

function nameOf(publicationId: string, account: number): string {
  return `${account} ${publicationId}`;
}

/** What `toEntry` takes of the tables `entry` (e), `request` (r) and `place` (p). */
export const entryColumns = `r.account, r.id, r.requester, r.body, p.body, e.seq, e.version, e.at, e.state, e.place, e.stage,
  e.worker, e.due, e.quota, e.bytes, e.sending`;

/** Reads the entries that a query of `entryColumns` finds; they are known from then on. */
export function readEntries(
  connection: Connection,
  known: RowCache,
  sql: string,
  ...values: readonly (string | number)[]
): readonly Entry[] {
  // Before the rows are read: another window may commit just after that, and they must not count as of its state.
  known.validate();
  return connection.list(sql, ...values).map((row) => toEntry(row, known));
}

/** The entry of a row of `entryColumns`. */
export function toEntry(row: Values, known: RowCache): Entry {
  const [account, id, requester, own, shared, ...ofEntry] = row;
  const [seq, version, at, state, place, stage, worker, due, quota, bytes, sending] = ofEntry;
  const publication = joinPublication(parsePlace(String(shared), known.places), String(own), String(id));
  const entry: Entry = {
    owesRefresh: false,
    attempts: 0,
    ...JSON.parse(String(state)),
    publication,
    seq: Number(seq),
    stage: stages[Number(stage)] ?? 'failed',
    version: Number(version),
    at: Number(at),
    ...(due !== 0 && { retryAt: Number(due) }),
    ...(worker !== '' && { worker: String(worker) }),
    ...(sending === 1 && { sending: true }),
    ...(requester !== null && { requester: String(requester) }),
  };
  known.set(Number(account), {
    entry,
    seq: Number(seq),
    indexed: [Number(place), Number(stage), String(worker), Number(due), Number(quota), Number(bytes)],
    plain: [Number(version), Number(at), Number(sending), String(state)],
  });
  return entry;
}

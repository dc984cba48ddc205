import type { PublishAct } from '../../../core/publishing/publication.js';
import type { Entry, Stage } from '../../../core/publishing/queueEntry.js';
import type { Connection, Row } from './connection.js';
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
 * Entries as this connection has last read or written them, so that they are not read again, and not rewritten where nothing
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
    if (this.rows.size > mostRows) for (const [seq] of this.names) return this.delete(seq);
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

  private validate(): void {
    const snapshot = this.connection.readSnapshot();
    if (snapshot !== this.snapshot) this.clear();
    this.snapshot = snapshot;
  }
}

function nameOf(publicationId: string, account: number): string {
  return `${account} ${publicationId}`;
}

/** The entry of a row of the three tables. */
export function toEntry(row: Row, known: RowCache): Entry {
  const shared = parsePlace(String(row.shared), known.places);
  const publication = joinPublication(shared, String(row.own), String(row.id));
  const worker = String(row.worker);
  const [seq, version, at] = [Number(row.seq), Number(row.version), Number(row.at)];
  const entry: Entry = {
    owesRefresh: false,
    attempts: 0,
    ...JSON.parse(String(row.state)),
    publication,
    seq,
    stage: stages[Number(row.stage)] ?? 'failed',
    version,
    at,
    ...(row.due !== 0 && { retryAt: Number(row.due) }),
    ...(worker !== '' && { worker }),
    ...(row.sending === 1 && { sending: true }),
    ...(row.requester !== null && { requester: String(row.requester) }),
  };
  known.set(Number(row.account), {
    entry,
    seq,
    indexed: [Number(row.place), Number(row.stage), worker, Number(row.due), Number(row.quota), Number(row.bytes)],
    plain: [version, at, Number(row.sending), String(row.state)],
  });
  return entry;
}

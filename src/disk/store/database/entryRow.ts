import type { Publication, PublishAct } from '../../../core/publishing/publication.js';
import type { Entry, Stage } from '../../../core/publishing/queueEntry.js';
import type { Connection, Row } from './connection.js';
import { joinPublication, type Place, parsePlace } from './place.js';

/** The numbers under which stages and acts are kept; their order is no order of work. */
export const stages: readonly Stage[] = ['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'];
/** See `stages`. */
export const acts: readonly PublishAct[] = ['upload', 'delete', 'refresh'];

/** What an entry has on disk. */
export interface StoredRow {
  readonly seq: number;
  readonly publication: Publication;
  readonly requester: string | undefined;
  readonly indexed: readonly (string | number)[];
  readonly plain: readonly (string | number)[];
}

/** What the job at work has read and written, so that a change rewrites only what differs; of any other time it knows nothing. */
export class JobRows {
  private readonly rows = new Map<string, StoredRow>();
  private job: number | undefined;
  /** By their text, whatever the job. */
  readonly places = new Map<string, Place>();

  constructor(private readonly connection: Connection) {}

  get(publicationId: string, account: number): StoredRow | undefined {
    return this.current()?.get(nameOf(publicationId, account));
  }

  set(account: number, row: StoredRow): void {
    this.current()?.set(nameOf(row.publication.id, account), row);
  }

  delete(publicationId: string, account: number): void {
    this.rows.delete(nameOf(publicationId, account));
  }

  clear(): void {
    this.rows.clear();
  }

  private current(): Map<string, StoredRow> | undefined {
    if (this.connection.job !== this.job) this.rows.clear();
    this.job = this.connection.job;
    return this.job === undefined ? undefined : this.rows;
  }
}

function nameOf(publicationId: string, account: number): string {
  return `${account} ${publicationId}`;
}

/** The entry of a row of the three tables. */
export function toEntry(row: Row, known: JobRows): Entry {
  const shared = parsePlace(String(row.shared), known.places);
  const publication = joinPublication(shared, String(row.own), String(row.id));
  const worker = String(row.worker);
  const requester = row.requester === null ? undefined : String(row.requester);
  const [seq, version, at] = [Number(row.seq), Number(row.version), Number(row.at)];
  known.set(Number(row.account), {
    seq,
    publication,
    requester,
    indexed: [Number(row.place), Number(row.stage), worker, Number(row.due), Number(row.quota), Number(row.bytes)],
    plain: [version, at, Number(row.sending), String(row.state)],
  });
  return {
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
    ...(requester !== undefined && { requester }),
  };
}

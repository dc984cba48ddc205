import {
  type Publication,
  type PublishAct,
  type PublishCause,
  publicationId,
} from '../../../core/publishing/publication.js';
import type { Entry, Stage } from '../../../core/publishing/queueEntry.js';
import { type Connection, damaged, parseStored, type Values } from './connection.js';

/** Stages and acts by their stored numbers. The order has no other meaning. */
export const stages: readonly Stage[] = ['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'];
/** See `stages`. */
export const acts: readonly PublishAct[] = ['upload', 'delete', 'refresh'];

/** An entry and its stored form. */
export interface StoredRow {
  readonly entry: Entry;
  readonly seq: number;
  readonly indexed: readonly (string | number)[];
  readonly plain: readonly (string | number)[];
}

const mostRows = 1_000;

/**
 * Caches entries as this connection last read or wrote them, to avoid reads and unchanged writes. The cache is cleared
 * after another window commits or a rollback.
 */
export class RowCache {
  private readonly rows = new Map<string, StoredRow>();
  private readonly names = new Map<number, string>();
  private snapshot = '';
  /** By their text. */
  readonly places = new Map<string, Place>();

  constructor(private readonly connection: Connection) {}

  get(publicationId: string, account: number): StoredRow | undefined {
    this.validate();
    return this.rows.get(nameOf(publicationId, account));
  }

  /** Throws as for a damaged database if two entries of one state have the same id, since an index has lost one. */
  set(account: number, row: StoredRow): void {
    const name = nameOf(row.entry.publication.id, account);
    if ((this.rows.get(name)?.seq ?? row.seq) !== row.seq) throw damaged();
    this.rows.set(name, row);
    this.names.set(row.seq, name);
    // Few entries are in use at a time, so the oldest are dropped.
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

  /** Clears the cache if the state has changed. */
  validate(): void {
    const snapshot = this.connection.readSnapshot();
    if (snapshot !== this.snapshot) this.clear();
    this.snapshot = snapshot;
  }
}

function nameOf(publicationId: string, account: number): string {
  return `${account} ${publicationId}`;
}

/** The columns for `toEntry`, of the tables `entry` (e), `request` (r) and `place` (p). */
export const entryColumns = `r.account, r.id, r.requester, r.body, p.body, e.seq, e.version, e.at, e.state, e.place, e.stage,
  e.worker, e.due, e.quota, e.bytes, e.sending`;

/** Reads the entries of a query of `entryColumns` into the cache. */
export function readEntries(
  connection: Connection,
  known: RowCache,
  sql: string,
  ...values: readonly (string | number)[]
): readonly Entry[] {
  // Before reading: another window may commit right after, and the rows must not count as of its state.
  known.validate();
  return connection.list(sql, ...values).map((row) => toEntry(row, known));
}

/** Converts a row of `entryColumns`. Throws as for a damaged database if a table has lost its part. */
export function toEntry(row: Values, known: RowCache): Entry {
  const [account, id, requester, own, shared, ...ofEntry] = row;
  const [seq, version, at, state, place, stage, worker, due, quota, bytes, sending] = ofEntry;
  if (id === null || shared === null || seq === null) throw damaged();
  const publication = joinPublication(parsePlace(String(shared), known.places), String(own), String(id));
  const entry: Entry = {
    owesRefresh: false,
    ...toStageState(stages[Number(stage)] ?? 'failed', parseStored(state), Number(due)),
    publication,
    seq: Number(seq),
    version: Number(version),
    at: Number(at),
    claim: worker === '' ? undefined : { worker: String(worker), sending: sending === 1 },
    requester: requester === null ? undefined : String(requester),
  };
  known.set(Number(account), {
    entry,
    seq: Number(seq),
    indexed: [Number(place), Number(stage), String(worker), Number(due), Number(quota), Number(bytes)],
    plain: [Number(version), Number(at), Number(sending), String(state)],
  });
  return entry;
}

/** Of a failure that was written without its cause. */
const notKept: PublishCause = { kind: 'error', error: { kind: 'unexpected', details: {} } };

/** The rest of an entry: what it waits for is kept as its cause and, for the index, as a time. */
function toStageState(stage: Stage, kept: ReturnType<typeof parseStored>, due: number) {
  if (stage === 'failed') return { cause: notKept, ...kept, stage };
  if (stage === 'held' || stage === 'conflict') return { ...kept, stage };
  const { cause, ...state } = kept;
  return { attempts: 0, ...state, stage, retry: due === 0 ? undefined : { at: due, cause } };
}

/** The texts of a publication that are not shared and do not follow from others. */
type Own = Omit<Publication, SharedField | 'id' | 'key' | 'path' | 'label'> &
  Partial<Pick<Publication, 'key' | 'path' | 'label'>> & { readonly inside?: string };

/** The inverse of `splitPublication`. The id has its own column. */
function joinPublication(shared: Place, own: string, id: string): Publication {
  const { isUrl: _isUrl, turn: _turn, ...place } = shared;
  const { inside: given, ...rest }: Own = parseStored(own);
  const key = id.slice(publicationId(place.bucket, '').length);
  const inside = given ?? key;
  return { ...place, id, key, path: `${place.root}/${inside}`, label: inside, ...rest };
}

const mostParsed = 1_000;

/** Parses each place once, since many entries share it. Callers must not modify the result. */
export function parsePlace(text: string, parsed: Map<string, Place>): Place {
  const known = parsed.get(text);
  if (known) return known;
  const place: Place = parseStored(text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, place);
  return place;
}

type SharedField =
  | 'workspaceRoot'
  | 'root'
  | 'accountId'
  | 'bucket'
  | 'domains'
  | 'act'
  | 'headers'
  | 'variants'
  | 'prefetch'
  | 'explicit'
  | 'batch'
  | 'via';

/** The shared part of the publications of a folder, stored once. The default turn is the first. */
export type Place = Pick<Publication, SharedField> & { readonly isUrl: boolean; readonly turn?: number };

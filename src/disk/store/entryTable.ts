import type { BucketRef } from '../../core/ports/oss.js';
import type { EntryQuery, EntryReader, EntryWriter, Tally } from '../../core/publishing/publishStore.js';
import type { Stage } from '../../core/publishing/queueEntry.js';
import type { Connection, Row } from './connection.js';
import { acts, JobRows, stages, toEntry } from './entryRow.js';
import { findSeq, nextVersion, putEntry } from './putEntry.js';

const joined = `
  SELECT e.*, r.id, r.requester, r.body AS own, p.body AS shared, c.worker, c.sending
  FROM entry e JOIN request r ON r.seq = e.seq JOIN place p ON p.n = e.place LEFT JOIN claim c ON c.seq = e.seq`;

const joinedById = `${joined} WHERE r.account = ? AND r.id = ?`;

const removals = ['entry', 'request', 'claim'].map((table) => `DELETE FROM ${table} WHERE seq = ?`);

const peeked = `
  SELECT e.version, e.stage, c.worker FROM request r JOIN entry e ON e.seq = r.seq LEFT JOIN claim c ON c.seq = r.seq
  WHERE r.account = ? AND r.id = ?`;

/** The entries in this database. */
export function createEntryTable(connection: Connection): EntryWriter {
  const numberOf = createAccounts(connection);
  const known = new JobRows(connection);
  return { ...createReader(connection, numberOf, known), ...createChanges(connection, numberOf, known) };
}

type NumberOf = (accountId: string) => number;

function createReader(connection: Connection, numberOf: NumberOf, known: JobRows): EntryReader {
  const where = (query: Omit<EntryQuery, 'limit'>) => toWhere(query, numberOf(query.accountId), connection);
  const get = (accountId: string, id: string) => {
    const row = connection.get(joinedById, numberOf(accountId), id);
    return row && toEntry(row, known);
  };
  return {
    get,
    peek: (accountId, id) => {
      const row = connection.get(peeked, numberOf(accountId), id);
      if (!row) return undefined;
      const worker = row.worker === null ? {} : { worker: String(row.worker) };
      return { version: Number(row.version), stage: stages[Number(row.stage)] ?? 'failed', ...worker };
    },
    list: (query) => {
      const { sql, values } = where(query);
      const rows = connection.all(`${joined} WHERE ${sql} ORDER BY e.seq LIMIT ?`, ...values, query.limit);
      return rows.map((row) => toEntry(row, known));
    },
    has: (query) => {
      const { sql, values } = where(query);
      return connection.get(`SELECT 1 FROM entry e WHERE ${sql} LIMIT 1`, ...values) !== undefined;
    },
    nextDue: (accountId, wanted, after) => {
      if (wanted.length === 0) return undefined;
      const { due } = connection.get(nextDueOf(wanted), numberOf(accountId), after) ?? {};
      return typeof due === 'number' ? due : undefined;
    },
    tally: (accountId) => listTally(connection, numberOf(accountId)),
    listKeys: (accountId, bucket, prefix) => listKeys(connection, numberOf(accountId), bucket, prefix),
  };
}

/** The earliest `due` of each stage and act is found in the index. */
function nextDueOf(wanted: readonly Stage[]): string {
  const list = (numbers: readonly number[]) => numbers.map((number) => `(${number})`).join();
  return `SELECT min((
      SELECT due FROM entry WHERE account = ? AND stage = s.column1 AND act = a.column1 AND due > ? ORDER BY due LIMIT 1
    )) AS due FROM (VALUES ${list(wanted.map((stage) => stages.indexOf(stage)))}) s, (VALUES ${list(acts.map((_act, at) => at))}) a`;
}

function createChanges(
  connection: Connection,
  numberOf: NumberOf,
  known: JobRows,
): Omit<EntryWriter, keyof EntryReader> {
  return {
    put: (entry) => putEntry(connection, known, numberOf(entry.publication.accountId), entry),
    remove: (accountId, id) => {
      const account = numberOf(accountId);
      const seq = findSeq(connection, account, id);
      if (seq === undefined) return;
      known.delete(id, account);
      for (const sql of removals) connection.run(sql, seq);
    },
    nextVersion: () => nextVersion(connection),
    release: (worker) => {
      known.clear();
      connection.run('DELETE FROM claim WHERE worker = ?', worker);
    },
    clear: () => {
      known.clear();
      for (const table of ['entry', 'request', 'claim', 'place', 'tally']) connection.exec(`DELETE FROM ${table}`);
    },
  };
}

/** Accounts by the short numbers that rows hold; 0 for one that has none yet. */
function createAccounts(connection: Connection): NumberOf {
  const known = new Map<string, number>();
  return (accountId) => {
    const found = known.get(accountId) ?? connection.number('SELECT n FROM account WHERE id = ?', accountId);
    // Never changed once it is committed; one that is not may be rolled back.
    if (found && connection.job === undefined) known.set(accountId, found);
    return found;
  };
}

interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Stages and acts are always named, so that the index over them serves every query. */
function toWhere(query: Omit<EntryQuery, 'limit'>, account: number, connection: Connection): Where {
  const { batch, workspaceRoots, exceptPlaces = [], waitsForQuota: quota, dueBy, dueFrom, unclaimed, after } = query;
  const wanted = (query.stages ?? stages).map((stage) => stages.indexOf(stage));
  const acting = (query.acts ?? acts).map((act) => acts.indexOf(act));
  const places = batch === undefined && !workspaceRoots ? undefined : findPlaces(query, account, connection);
  const parts: readonly (readonly [string, ...(string | number)[]] | false)[] = [
    ['e.account = ?', account],
    [`e.stage IN (${wanted.join()})`],
    [`e.act IN (${acting.join()})`],
    places !== undefined && [`e.place IN (${places.join()})`],
    exceptPlaces.length > 0 && [`e.place NOT IN (${exceptPlaces.join()})`],
    quota !== undefined && ['e.quota = ?', Number(quota)],
    dueBy !== undefined && ['e.due <= ?', dueBy],
    dueFrom !== undefined && ['e.due >= ?', dueFrom],
    unclaimed === true && ['NOT EXISTS (SELECT 1 FROM claim c WHERE c.seq = e.seq)'],
    after !== undefined && ['e.seq > ?', after],
  ];
  const used = parts.filter((part) => part !== false);
  return { sql: used.map(([sql]) => sql).join(' AND '), values: used.flatMap(([, ...values]) => values) };
}

function findPlaces(
  { batch, workspaceRoots, withUrls = false }: Omit<EntryQuery, 'limit'>,
  account: number,
  connection: Connection,
): readonly number[] {
  const rows =
    batch === undefined
      ? connection.all('SELECT n, root, url, batch FROM place WHERE account = ?', account)
      : connection.all('SELECT n, root, url, batch FROM place WHERE account = ? AND batch = ?', account, batch);
  const roots = workspaceRoots && new Set(workspaceRoots);
  const fits = ({ root, url }: Row) => !roots || (url === 1 ? withUrls : roots.has(String(root)));
  return rows.filter(fits).map(({ n }) => Number(n));
}

function listTally(connection: Connection, account: number): readonly Tally[] {
  const rows = connection.all(
    `SELECT p.n AS place, p.root, p.url, p.batch, p.via, p.act, t.stage, t.quota, t.n, t.bytes
     FROM tally t JOIN place p ON p.n = t.place WHERE t.account = ? AND t.n > 0`,
    account,
  );
  return rows.map((row) => ({
    place: Number(row.place),
    workspaceRoot: String(row.root),
    isUrl: row.url === 1,
    hasVia: row.via === 1,
    ...(row.batch !== null && { batch: String(row.batch) }),
    act: acts[Number(row.act)] ?? 'upload',
    stage: stages[Number(row.stage)] ?? 'failed',
    waitsForQuota: row.quota === 1,
    count: Number(row.n),
    bytes: Number(row.bytes),
  }));
}

function listKeys(connection: Connection, account: number, bucket: BucketRef, prefix: string): readonly string[] {
  const start = `${bucket.region}/${bucket.name}/`;
  const rows = connection.all(
    `SELECT r.id FROM request r JOIN entry e ON e.seq = r.seq
     WHERE r.account = ? AND e.act = 0 AND e.stage <> ? AND r.id >= ? AND r.id < ?`,
    account,
    stages.indexOf('held'),
    start + prefix,
    afterPrefix(start + prefix),
  );
  return rows.map(({ id }) => String(id).slice(start.length));
}

/** Greater than every text with this prefix. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

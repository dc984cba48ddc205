import type { BucketRef } from '../../core/ports/oss.js';
import type { Entry, Stage } from '../../core/publishing/entry.js';
import type { Publication, PublishAct } from '../../core/publishing/publication.js';
import type { EntryQuery, EntryWriter, Tally } from '../../core/publishing/publishStore.js';
import { waitsForQuota } from '../../core/publishing/retryPolicy.js';
import type { Connection, Row } from './connection.js';
import { joinPublication, type Place, splitPublication } from './place.js';

/** The numbers under which stages and acts are kept; their order is no order of work. */
const stages: readonly Stage[] = ['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'];
const acts: readonly PublishAct[] = ['upload', 'delete', 'refresh'];

const joined = `
  SELECT e.*, r.requester, r.body AS own, p.body AS shared, c.worker, c.sending
  FROM entry e JOIN request r ON r.seq = e.seq JOIN place p ON p.n = e.place LEFT JOIN claim c ON c.seq = e.seq`;

const peeked = `
  SELECT e.version, e.stage, c.worker FROM request r JOIN entry e ON e.seq = r.seq LEFT JOIN claim c ON c.seq = r.seq
  WHERE r.account = ? AND r.id = ?`;

/** The entries in this database. */
export function createEntryTable(connection: Connection): EntryWriter {
  const numberOf = createAccounts(connection);
  const where = (query: Omit<EntryQuery, 'limit'>) => toWhere(query, numberOf(query.accountId), connection);
  const get = (accountId: string, id: string) => {
    const row = connection.get(`${joined} WHERE r.account = ? AND r.id = ?`, numberOf(accountId), id);
    return row && toEntry(row);
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
      return rows.map(toEntry);
    },
    has: (query) => {
      const { sql, values } = where(query);
      return connection.get(`SELECT 1 FROM entry e WHERE ${sql} LIMIT 1`, ...values) !== undefined;
    },
    nextDue: (accountId, wanted, after) => {
      const account = numberOf(accountId);
      const times = wanted.flatMap((stage) =>
        acts.flatMap((_act, act) => {
          const sql =
            'SELECT due FROM entry WHERE account = ? AND stage = ? AND act = ? AND due > ? ORDER BY due LIMIT 1';
          return connection.get(sql, account, stages.indexOf(stage), act, after)?.due ?? [];
        }),
      );
      return times.length > 0 ? Math.min(...times.map(Number)) : undefined;
    },
    tally: (accountId) => listTally(connection, numberOf(accountId)),
    listKeys: (accountId, bucket, prefix) => listKeys(connection, numberOf(accountId), bucket, prefix),
    put: (entry) => put(connection, numberOf(entry.publication.accountId), entry),
    remove: (accountId, id) => {
      const seq = findSeq(connection, numberOf(accountId), id);
      if (seq === undefined) return;
      for (const table of ['entry', 'request', 'claim']) connection.run(`DELETE FROM ${table} WHERE seq = ?`, seq);
    },
    nextVersion: () => nextVersion(connection),
    release: (worker) => connection.run('DELETE FROM claim WHERE worker = ?', worker),
    clear: () =>
      connection.exec(
        'DELETE FROM entry; DELETE FROM request; DELETE FROM claim; DELETE FROM place; DELETE FROM tally',
      ),
  };
}

/** Accounts by the short numbers that rows hold; 0 for one that has none yet. */
function createAccounts(connection: Connection): (accountId: string) => number {
  const known = new Map<string, number>();
  return (accountId) => {
    const found = known.get(accountId) ?? connection.number('SELECT n FROM account WHERE id = ?', accountId);
    // Never changed once it is committed; one that is not may be rolled back.
    if (found && !connection.isWriting) known.set(accountId, found);
    return found;
  };
}

/** What an entry has on disk; one that was read carries it along, so that a change rewrites only what differs. */
interface StoredRow {
  readonly publication: Publication;
  readonly requester: string | undefined;
  readonly claim: string;
  readonly indexed: readonly number[];
  readonly plain: readonly (string | number)[];
}

const stored = Symbol('stored row');

type ReadEntry = Entry & { readonly [stored]?: StoredRow };

function put(connection: Connection, known: number, entry: ReadEntry): void {
  const {
    publication,
    stage,
    version,
    at,
    retryAt = 0,
    worker,
    sending,
    requester,
    seq,
    [stored]: before,
    ...state
  } = entry;
  const account = known || addAccount(connection, publication.accountId);
  const isSame = before?.publication === publication && before.requester === requester;
  const { shared, own } = isSame ? { shared: undefined, own: '' } : splitPublication(publication);
  const place = shared ? placeOf(connection, account, shared) : (before?.indexed[0] ?? 0);
  const act = acts.indexOf(publication.act ?? 'upload');
  const bytes = publication.size ?? publication.seen?.size ?? 0;
  const indexed = [place, stages.indexOf(stage), act, Math.ceil(retryAt), Number(waitsForQuota(entry)), bytes];
  const plain = [version, at, toStateText(state)];
  const present = seq ?? findSeq(connection, account, publication.id);
  const row = present ?? nextVersion(connection);
  if (present === undefined) {
    connection.run('INSERT INTO request VALUES(?,?,?,?,?)', row, account, publication.id, requester ?? null, own);
    connection.run('INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?)', row, account, ...toColumns(indexed, plain));
  } else {
    if (!isSame) connection.run('UPDATE request SET requester=?, body=? WHERE seq=?', requester ?? null, own, row);
    update(connection, row, before, { indexed, plain });
  }
  if ((before?.claim ?? '') !== claimText(worker, sending)) setClaim(connection, row, worker, sending);
}

/** In the order of the table. */
function toColumns(indexed: StoredRow['indexed'], plain: StoredRow['plain']) {
  const [place = 0, stage = 0, act = 0, due = 0, quota = 0, bytes = 0] = indexed;
  const [version = 0, at = 0, state = ''] = plain;
  return [place, stage, act, due, quota, version, at, bytes, state] as const;
}

/** Apart, since SQLite writes an index again even when its values are the same. */
function update(
  connection: Connection,
  seq: number,
  before: StoredRow | undefined,
  { indexed, plain }: Pick<StoredRow, 'indexed' | 'plain'>,
): void {
  const isEqual = (left: readonly unknown[] | undefined, right: readonly unknown[]) =>
    left !== undefined && right.every((value, at) => left[at] === value);
  if (!isEqual(before?.plain, plain))
    connection.run('UPDATE entry SET version=?, at=?, state=? WHERE seq=?', ...plain, seq);
  if (!isEqual(before?.indexed, indexed))
    connection.run('UPDATE entry SET place=?, stage=?, act=?, due=?, quota=?, bytes=? WHERE seq=?', ...indexed, seq);
}

function setClaim(connection: Connection, seq: number, worker: string | undefined, sending: true | undefined): void {
  if (worker === undefined) connection.run('DELETE FROM claim WHERE seq = ?', seq);
  else connection.run('INSERT OR REPLACE INTO claim VALUES(?,?,?)', seq, worker, Number(sending === true));
}

function claimText(worker: string | undefined, sending: true | undefined): string {
  return worker === undefined ? '' : `${worker} ${Number(sending === true)}`;
}

/** What most entries have is not written. */
function toStateText({ owesRefresh, attempts, ...state }: Partial<Entry>): string {
  return JSON.stringify({ ...state, ...(owesRefresh && { owesRefresh }), ...(attempts && { attempts }) });
}

function findSeq(connection: Connection, account: number, id: string): number | undefined {
  const row = connection.get('SELECT seq FROM request WHERE account = ? AND id = ?', account, id);
  return row && Number(row.seq);
}

function addAccount(connection: Connection, accountId: string): number {
  connection.run('INSERT INTO account(id) VALUES(?)', accountId);
  return connection.number('SELECT n FROM account WHERE id = ?', accountId);
}

function placeOf(connection: Connection, account: number, { accountId: _id, ...shared }: Place): number {
  const body = JSON.stringify({ accountId: _id, ...shared });
  const known = connection.number('SELECT n FROM place WHERE body = ?', body);
  if (known) return known;
  const { workspaceRoot, batch, via, act = 'upload', isUrl } = shared;
  connection.run(
    'INSERT INTO place(account, root, url, batch, via, act, body) VALUES(?,?,?,?,?,?,?)',
    account,
    workspaceRoot,
    Number(isUrl),
    batch ?? null,
    Number(via !== undefined),
    acts.indexOf(act),
    body,
  );
  return connection.number('SELECT n FROM place WHERE body = ?', body);
}

/** Entries and versions share one sequence, so that neither is ever given twice. */
function nextVersion(connection: Connection): number {
  return connection.number(
    `INSERT INTO meta VALUES('version', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`,
  );
}

function toEntry(row: Row): ReadEntry {
  const publication: Publication = joinPublication(String(row.shared), String(row.own));
  const sending = row.sending === 1 ? true : undefined;
  const worker = row.worker === null ? undefined : String(row.worker);
  const requester = row.requester === null ? undefined : String(row.requester);
  const [version, at] = [Number(row.version), Number(row.at)];
  const before: StoredRow = {
    publication,
    requester,
    claim: claimText(worker, sending),
    indexed: [row.place, row.stage, row.act, row.due, row.quota, row.bytes].map(Number),
    plain: [version, at, String(row.state)],
  };
  return {
    owesRefresh: false,
    attempts: 0,
    ...JSON.parse(String(row.state)),
    [stored]: before,
    publication,
    seq: Number(row.seq),
    stage: stages[Number(row.stage)] ?? 'failed',
    version,
    at,
    ...(row.due !== 0 && { retryAt: Number(row.due) }),
    ...(worker !== undefined && { worker }),
    ...(sending && { sending }),
    ...(requester !== undefined && { requester }),
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

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

const columns = `e.seq, e.version, e.at, e.stage, e.due, e.worker, e.requester, e.state, r.body AS own, p.body AS shared`;
const joined = `SELECT ${columns} FROM entry e JOIN request r ON r.seq = e.seq JOIN place p ON p.n = e.place`;

/** Rows hold short numbers for accounts; there is none for one that has never had an entry. */
const numberOf = '(SELECT n FROM account WHERE id = ?)';

/** The entries in this database. */
export function createEntryTable(connection: Connection): EntryWriter {
  const where = (query: Omit<EntryQuery, 'limit'>) => toWhere(query, connection);
  const get = (accountId: string, id: string) => {
    const row = connection.get(`${joined} WHERE e.account = ${numberOf} AND e.id = ?`, accountId, id);
    return row && toEntry(row);
  };
  return {
    get,
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
      const { due } = connection.get(nextDueOf(wanted), accountId, after) ?? {};
      return typeof due === 'number' ? due : undefined;
    },
    tally: (accountId) => listTally(connection, accountId),
    listKeys: (accountId, bucket, prefix) => listKeys(connection, accountId, bucket, prefix),
    put: (entry) => put(connection, entry),
    remove: (accountId, id) => {
      const row = connection.get(`SELECT seq FROM entry WHERE account = ${numberOf} AND id = ?`, accountId, id);
      if (!row) return;
      connection.run('DELETE FROM entry WHERE seq = ?', Number(row.seq));
      connection.run('DELETE FROM request WHERE seq = ?', Number(row.seq));
    },
    nextVersion: () => nextVersion(connection),
    release: (worker) => connection.run('UPDATE entry SET worker = NULL WHERE worker = ?', worker),
    clear: () => connection.exec('DELETE FROM entry; DELETE FROM request; DELETE FROM place; DELETE FROM tally'),
  };
}

/** The earliest `due` in each stage and act is found in the index. */
function nextDueOf(wanted: readonly Stage[]): string {
  const list = (numbers: readonly number[]) => numbers.map((number) => `(${number})`).join();
  return `SELECT min((
      SELECT due FROM entry WHERE account = ${numberOf} AND stage = s.column1 AND act = a.column1 AND due > ? ORDER BY due LIMIT 1
    )) AS due FROM (VALUES ${list(wanted.map((stage) => stages.indexOf(stage)))}) s, (VALUES ${list(acts.map((_act, at) => at))}) a`;
}

function put(connection: Connection, entry: Entry): void {
  const { publication, stage, version, at, retryAt = 0, worker, requester, seq: _seq, ...state } = entry;
  const account =
    connection.number('SELECT n FROM account WHERE id = ?', publication.accountId) ||
    addAccount(connection, publication.accountId);
  const { shared, own } = splitPublication(publication);
  const place = placeOf(connection, account, shared);
  const row = connection.get(
    'SELECT seq, place, stage, act, due, quota, bytes FROM entry WHERE account = ? AND id = ?',
    account,
    publication.id,
  );
  const indexed = {
    place,
    stage: stages.indexOf(stage),
    act: acts.indexOf(publication.act ?? 'upload'),
    due: Math.ceil(retryAt),
    quota: Number(waitsForQuota(entry)),
    bytes: publication.size ?? publication.seen?.size ?? 0,
  };
  const plain = [worker ?? null, requester ?? null, version, at, JSON.stringify(state)] as const;
  if (row) {
    const at = Number(row.seq);
    connection.run('UPDATE entry SET worker=?, requester=?, version=?, at=?, state=? WHERE seq = ?', ...plain, at);
    // Apart, since SQLite writes an index again even when its values are the same.
    const { place: p, stage: s, act: a, due: d, quota: q, bytes: b } = indexed;
    if (p !== row.place || s !== row.stage || a !== row.act || d !== row.due || q !== row.quota || b !== row.bytes)
      connection.run(
        'UPDATE entry SET place=?, stage=?, act=?, due=?, quota=?, bytes=? WHERE seq = ?',
        p,
        s,
        a,
        d,
        q,
        b,
        at,
      );
    connection.run('UPDATE request SET body = ? WHERE seq = ? AND body <> ?', own, at, own);
    return;
  }
  const seq = nextVersion(connection);
  connection.run(
    `INSERT INTO entry(seq, account, id, place, stage, act, due, quota, bytes, worker, requester, version, at, state)
     VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    seq,
    account,
    publication.id,
    indexed.place,
    indexed.stage,
    indexed.act,
    indexed.due,
    indexed.quota,
    indexed.bytes,
    ...plain,
  );
  connection.run('INSERT INTO request VALUES(?, ?)', seq, own);
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
  connection.run(
    `INSERT INTO meta VALUES('version', '1') ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1`,
  );
  return connection.number(`SELECT value FROM meta WHERE name = 'version'`);
}

function toEntry(row: Row): Entry {
  const publication: Publication = joinPublication(String(row.shared), String(row.own));
  const { sending, ...state } = JSON.parse(String(row.state));
  return {
    ...state,
    publication,
    seq: Number(row.seq),
    stage: stages[Number(row.stage)] ?? 'failed',
    version: Number(row.version),
    at: Number(row.at),
    ...(row.due !== 0 && { retryAt: Number(row.due) }),
    ...(row.worker !== null && { worker: String(row.worker), ...(sending && { sending }) }),
    ...(row.requester !== null && { requester: String(row.requester) }),
  };
}

interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Stages and acts are always named, so that the index over them serves every query. */
function toWhere(query: Omit<EntryQuery, 'limit'>, connection: Connection): Where {
  const { batch, workspaceRoots, exceptPlaces = [], waitsForQuota: quota, dueBy, dueFrom, unclaimed, after } = query;
  const wanted = (query.stages ?? stages).map((stage) => stages.indexOf(stage));
  const acting = (query.acts ?? acts).map((act) => acts.indexOf(act));
  const places = batch === undefined && !workspaceRoots ? undefined : findPlaces(query, connection);
  const parts: readonly (readonly [string, ...(string | number)[]] | false)[] = [
    [`e.account = ${numberOf}`, query.accountId],
    [`e.stage IN (${wanted.join()})`],
    [`e.act IN (${acting.join()})`],
    places !== undefined && [`e.place IN (${places.join()})`],
    exceptPlaces.length > 0 && [`e.place NOT IN (${exceptPlaces.join()})`],
    quota !== undefined && ['e.quota = ?', Number(quota)],
    dueBy !== undefined && ['e.due <= ?', dueBy],
    dueFrom !== undefined && ['e.due >= ?', dueFrom],
    unclaimed === true && ['e.worker IS NULL'],
    after !== undefined && ['e.seq > ?', after],
  ];
  const used = parts.filter((part) => part !== false);
  return { sql: used.map(([sql]) => sql).join(' AND '), values: used.flatMap(([, ...values]) => values) };
}

function findPlaces(
  { accountId, batch, workspaceRoots, withUrls = false }: Omit<EntryQuery, 'limit'>,
  connection: Connection,
): readonly number[] {
  const ofAccount = `SELECT n, root, url, batch FROM place WHERE account = ${numberOf}`;
  const rows =
    batch === undefined
      ? connection.all(ofAccount, accountId)
      : connection.all(`${ofAccount} AND batch = ?`, accountId, batch);
  const roots = workspaceRoots && new Set(workspaceRoots);
  const fits = ({ root, url }: Row) => !roots || (url === 1 ? withUrls : roots.has(String(root)));
  return rows.filter(fits).map(({ n }) => Number(n));
}

function listTally(connection: Connection, accountId: string): readonly Tally[] {
  const rows = connection.all(
    `SELECT p.n AS place, p.root, p.url, p.batch, p.via, p.act, t.stage, t.quota, t.n, t.bytes
     FROM tally t JOIN place p ON p.n = t.place WHERE t.account = ${numberOf} AND t.n > 0`,
    accountId,
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

function listKeys(connection: Connection, accountId: string, bucket: BucketRef, prefix: string): readonly string[] {
  const start = `${bucket.region}/${bucket.name}/`;
  const rows = connection.all(
    `SELECT id FROM entry WHERE account = ${numberOf} AND act = 0 AND stage <> ? AND id >= ? AND id < ?`,
    accountId,
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

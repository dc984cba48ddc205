import type { Publication } from '../../../core/publishing/publication.js';
import { publicationId, turnOf } from '../../../core/publishing/publication.js';
import { waitsForQuota } from '../../../core/publishing/queue/retryPolicy.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { type Connection, damaged } from './connection.js';
import type { Place } from './entryRow.js';
import { acts, type RowCache, type StoredRow, stages } from './entryRow.js';

/** Inserts an entry, or replaces the one with the same account and id. Writes only the columns that have changed. */
export function putEntry(connection: Connection, known: RowCache, account: number, entry: Entry): void {
  const { publication, requester } = entry;
  const before = known.get(publication.id, account);
  const seq = before?.seq ?? findSeq(connection, account, publication.id);
  if (seq === undefined) {
    insertEntries(connection, account, [entry]);
    return;
  }
  const isSame = before?.entry.publication === publication && before.entry.requester === requester;
  const { shared, own } = isSame ? { shared: undefined, own: '' } : splitPublication(publication);
  const place = shared ? placeOf(connection, account, shared) : Number(before?.indexed[0] ?? 0);
  const columns = toColumns(entry, place);
  if (!isSame) connection.run('UPDATE request SET requester=?, body=? WHERE seq=?', requester ?? null, own, seq);
  update(connection, seq, before, columns);
  known.set(account, { entry: { ...entry, seq }, seq, ...columns });
}

const valuesOf = (count: number) => Array.from({ length: count }, (_, at) => `value ->> ${at}`).join(', ');
const insertRequests = `INSERT INTO request SELECT ${valuesOf(5)} FROM json_each(?)`;
const insertRows = `INSERT INTO entry SELECT ${valuesOf(12)} FROM json_each(?)`;

/**
 * Inserts new entries of one account in this order, with few statements. None of their ids may exist yet. `accountNumber` is 0 if the account has no number
 * yet.
 */
export function insertEntries(
  connection: Connection,
  accountNumber: number,
  entries: readonly [Entry, ...Entry[]],
): void {
  const account = accountNumber || addAccount(connection, entries[0].publication.accountId);
  const places = new Map<string, number>();
  let seq = nextVersion(connection, entries.length);
  const requests: unknown[] = [];
  const rows: unknown[] = [];
  for (const entry of entries) {
    const { publication, requester = null } = entry;
    const { shared, own } = splitPublication(publication);
    const { indexed, plain } = toColumns(entry, placeOf(connection, account, shared, places));
    requests.push([seq, account, publication.id, requester, own]);
    rows.push([seq, account, ...indexed, ...plain]);
    seq++;
  }
  connection.run(insertRequests, JSON.stringify(requests));
  connection.run(insertRows, JSON.stringify(rows));
}

function toColumns(entry: Entry, place: number): Pick<StoredRow, 'indexed' | 'plain'> {
  const { publication, stage, version, at, claim, requester: _by, seq: _seq, ...state } = entry;
  const { worker = '', sending = false } = claim ?? {};
  const { retry, attempts = 0 } = 'attempts' in entry ? entry : {};
  const cause = entry.stage === 'failed' ? entry.cause : retry?.cause;
  const due = Math.ceil(retry?.at ?? 0);
  const bytes = publication.size ?? publication.seen?.size ?? 0;
  const quota = Number(waitsForQuota(entry));
  // What most entries have is not written; of a retry the cause is, beside its time.
  const given = { owesRefresh: entry.owesRefresh || undefined, attempts: attempts || undefined, cause };
  return {
    indexed: [place, stages.indexOf(stage), worker, due, quota, bytes],
    plain: [version, at, Number(sending), JSON.stringify({ ...state, ...given, retry: undefined })],
  };
}

/** Updates the row of an entry. Leaves the indexed columns out if they are unchanged, since SQLite rewrites an index even for the same values. */
function update(
  connection: Connection,
  seq: number,
  before: StoredRow | undefined,
  { indexed, plain }: Pick<StoredRow, 'indexed' | 'plain'>,
): void {
  const isEqual = (left: readonly unknown[] | undefined, right: readonly unknown[]) =>
    left !== undefined && right.every((value, at) => left[at] === value);
  if (!isEqual(before?.indexed, indexed))
    connection.run(`UPDATE entry SET ${indexedColumns}, ${plainColumns} WHERE seq=?`, ...indexed, ...plain, seq);
  else if (!isEqual(before?.plain, plain))
    connection.run(`UPDATE entry SET ${plainColumns} WHERE seq=?`, ...plain, seq);
}

const indexedColumns = 'place=?, stage=?, worker=?, due=?, quota=?, bytes=?';
const plainColumns = 'version=?, at=?, sending=?, state=?';

/** Returns the number of an entry, or `undefined` if there is no such entry. */
export function findSeq(connection: Connection, account: number, id: string): number | undefined {
  const row = connection.get('SELECT seq FROM request WHERE account = ? AND id = ?', account, id);
  return row && Number(row.seq);
}

function addAccount(connection: Connection, accountId: string): number {
  connection.run('INSERT INTO account(id) VALUES(?)', accountId);
  return connection.number('SELECT n FROM account WHERE id = ?', accountId);
}

/** Returns the number of a place, which is inserted if necessary. `known` caches the places of this transaction. */
function placeOf(
  connection: Connection,
  account: number,
  { accountId, ...shared }: Place,
  known = new Map<string, number>(),
): number {
  const body = JSON.stringify({ accountId, ...shared });
  const place = known.get(body) ?? findPlace(connection, account, body) ?? addPlace(connection, account, shared, body);
  known.set(body, place);
  return place;
}

/** Returns the number of a place, or `undefined` if it is not stored. If its account has lost its number, throws the error for a damaged database. */
function findPlace(connection: Connection, account: number, body: string): number | undefined {
  const row = connection.get('SELECT n, account FROM place WHERE body = ?', body);
  if (row && row.account !== account) throw damaged();
  return row && Number(row.n);
}

function addPlace(connection: Connection, account: number, shared: Omit<Place, 'accountId'>, body: string): number {
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

/** Reserves `count` numbers and returns the first. Entries and versions share one sequence, so that no number is used twice. */
export function nextVersion(connection: Connection, count = 1): number {
  const last = connection.number(
    `INSERT INTO meta VALUES('version', ?) ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value`,
    count,
  );
  return last - count + 1;
}

/** How many version numbers each generation of the database has. They must not overlap, since a window may still hold versions of the previous generation. */
const versionsOfGeneration = 2 ** 40;

/** Starts the version numbers of a database that replaces another one. */
export function beginVersions(connection: Connection, generation: number): void {
  connection.run(`INSERT INTO meta VALUES('version', ?)`, (generation - 1) * versionsOfGeneration);
}

/** Splits a publication into the text that its folder shares and its own text. */
function splitPublication(publication: Publication): { readonly shared: Place; readonly own: string } {
  const {
    workspaceRoot,
    root,
    accountId,
    bucket,
    domains,
    act,
    headers,
    variants,
    prefetch,
    explicit,
    batch,
    via,
    id,
    key,
    path,
    label,
    ...rest
  } = publication;
  const optional = { act, headers, variants, prefetch, explicit, batch, via };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const isUrl = workspaceRoot === '';
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
  const isNamed = id === publicationId(bucket, key);
  const isKey = inside === key && isNamed;
  const own = {
    ...(inside === undefined ? { path } : !isKey && { inside }),
    ...(label !== inside && { label }),
    ...(!isNamed && { key }),
    ...rest,
  };
  const turn = turnOf(publication);
  const shared = { workspaceRoot, root, accountId, bucket, domains, ...given, isUrl, ...(turn > 0 && { turn }) };
  return { shared, own: JSON.stringify(own) };
}

import { waitsForQuota } from '../../../core/publishing/queue/retryPolicy.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import type { Connection } from './connection.js';
import { acts, type RowCache, type StoredRow, stages } from './entryRow.js';
import { type Place, splitPublication } from './place.js';

/** Inserts an entry or replaces the one of the same account and id; rewrites only what differs. */
export function putEntry(connection: Connection, known: RowCache, accountNumber: number, entry: Entry): void {
  const { publication, stage, version, at, retryAt = 0, worker = '', sending, requester, seq: _seq, ...state } = entry;
  const account = accountNumber || addAccount(connection, publication.accountId);
  const before = known.get(publication.id, account);
  const isSame = before?.entry.publication === publication && before.entry.requester === requester;
  const { shared, own } = isSame ? { shared: undefined, own: '' } : splitPublication(publication);
  const place = shared ? placeOf(connection, account, shared) : (before?.indexed[0] ?? 0);
  const bytes = publication.size ?? publication.seen?.size ?? 0;
  const due = Math.ceil(retryAt);
  const indexed = [place, stages.indexOf(stage), worker, due, Number(waitsForQuota(entry)), bytes];
  const plain = [version, at, Number(sending === true), toStateText(state)];
  const present = before?.seq ?? findSeq(connection, account, publication.id);
  const seq = present ?? nextVersion(connection);
  if (present === undefined) {
    connection.run('INSERT INTO request VALUES(?,?,?,?,?)', seq, account, publication.id, requester ?? null, own);
    connection.run('INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?,?)', seq, account, ...indexed, ...plain);
  } else {
    if (!isSame) connection.run('UPDATE request SET requester=?, body=? WHERE seq=?', requester ?? null, own, seq);
    update(connection, seq, before, { indexed, plain });
  }
  const { retryAt: _retryAt, ...kept } = entry;
  known.set(account, { entry: { ...kept, seq, ...(due > 0 && { retryAt: due }) }, seq, indexed, plain });
}

/** SQLite writes an index again even when its values are the same. */
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

/** What most entries have is not written. */
function toStateText({ owesRefresh, attempts, ...state }: Partial<Entry>): string {
  return JSON.stringify({ ...state, ...(owesRefresh && { owesRefresh }), ...(attempts && { attempts }) });
}

/** The number of an entry. */
export function findSeq(connection: Connection, account: number, id: string): number | undefined {
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
export function nextVersion(connection: Connection): number {
  return connection.number(
    `INSERT INTO meta VALUES('version', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`,
  );
}

/** A window may still hold versions of the generation before, which none of this one must equal: so many are left to each. */
const versionsOfGeneration = 2 ** 40;

/** Begins the sequence of a database that follows others. */
export function beginVersions(connection: Connection, generation: number): void {
  connection.run(`INSERT INTO meta VALUES('version', ?)`, (generation - 1) * versionsOfGeneration);
}

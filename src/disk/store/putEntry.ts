import { waitsForQuota } from '../../core/publishing/queue/retryPolicy.js';
import type { Entry } from '../../core/publishing/queueEntry.js';
import type { Connection } from './connection.js';
import { acts, claimText, type JobRows, type StoredRow, stages } from './entryRow.js';
import { type Place, splitPublication } from './place.js';

/** Inserts an entry or replaces the one of the same account and id; rewrites only what differs. */
export function putEntry(connection: Connection, known: JobRows, accountNumber: number, entry: Entry): void {
  const { publication, stage, version, at, retryAt = 0, worker, sending, requester, seq: _seq, ...state } = entry;
  const account = accountNumber || addAccount(connection, publication.accountId);
  const before = known.get(publication.id, account);
  const isSame = before?.publication === publication && before.requester === requester;
  const { shared, own } = isSame ? { shared: undefined, own: '' } : splitPublication(publication);
  const place = shared ? placeOf(connection, account, shared) : (before?.indexed[0] ?? 0);
  const act = acts.indexOf(publication.act ?? 'upload');
  const bytes = publication.size ?? publication.seen?.size ?? 0;
  const indexed = [place, stages.indexOf(stage), act, Math.ceil(retryAt), Number(waitsForQuota(entry)), bytes];
  const plain = [version, at, toStateText(state)];
  const present = before?.seq ?? findSeq(connection, account, publication.id);
  const seq = present ?? nextVersion(connection);
  if (present === undefined) {
    connection.run('INSERT INTO request VALUES(?,?,?,?,?)', seq, account, publication.id, requester ?? null, own);
    connection.run('INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?)', seq, account, ...toColumns(indexed, plain));
  } else {
    if (!isSame) connection.run('UPDATE request SET requester=?, body=? WHERE seq=?', requester ?? null, own, seq);
    update(connection, seq, before, { indexed, plain });
  }
  const claim = claimText(worker, sending);
  // Of a row that was not read nobody knows whether it is claimed.
  const claimBefore = present === undefined ? '' : before?.claim;
  if (claimBefore !== claim) setClaim(connection, seq, worker, sending);
  known.set(account, { seq, publication, requester, claim, indexed, plain });
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

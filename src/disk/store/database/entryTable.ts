import type { BucketRef } from '../../../core/ports/oss.js';
import type { EntryQuery, EntryReader, EntryWriter, Tally } from '../../../core/publishing/publishStore.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { type Connection, damaged } from './connection.js';
import { acts, entryColumns, parsePlace, RowCache, readEntries, stages, toEntry } from './entryRow.js';
import { findSeq, insertEntries, nextVersion, putEntry } from './putEntry.js';

/** Selects entries in which a lost part shows up as null instead of making the whole entry disappear. */
const ofRequests = `
  SELECT ${entryColumns}
  FROM request r LEFT JOIN entry e ON e.seq = r.seq LEFT JOIN place p ON p.n = e.place`;
const joinedById = `${ofRequests} WHERE r.account = ? AND r.id = ?`;
const listed = '(SELECT value FROM json_each(?))';
const joinedByIds = `${ofRequests} WHERE r.account = ? AND r.id IN ${listed}`;
const joinedBySeqs = `
  SELECT ${entryColumns}
  FROM entry e LEFT JOIN request r ON r.seq = e.seq LEFT JOIN place p ON p.n = e.place
  WHERE e.seq IN ${listed} ORDER BY e.seq`;

const inRange = 'FROM entry WHERE place = ? AND stage = ?';
const released = `
  UPDATE entry SET worker = '', sending = 0 WHERE seq IN (SELECT seq ${inRange} AND worker = ? LIMIT ?)`;

/** Creates the table of queue entries in this database. */
export function createEntryTable(connection: Connection): EntryWriter {
  const numberOf = createAccounts(connection);
  const known = new RowCache(connection);
  return { ...createReader(connection, numberOf, known), ...createChanges(connection, numberOf, known) };
}

type NumberOf = (accountId: string) => number;

function createReader(connection: Connection, numberOf: NumberOf, known: RowCache): EntryReader {
  const tallies = new Map<string, readonly Tally[]>();
  let state = '';
  // Read several times in each turn of the work.
  const tally = (accountId: string) => {
    const now = connection.readState();
    if (now !== state) tallies.clear();
    state = now;
    const found = tallies.get(accountId) ?? listTally(connection, numberOf(accountId), known);
    tallies.set(accountId, found);
    return found;
  };
  const find = (query: EntryQuery) => findSeqs(connection, findRanges(tally(query.accountId), query), query);
  const read = (seqs: readonly number[]) => readEntries(connection, known, joinedBySeqs, JSON.stringify(seqs));
  return {
    get: (accountId, id) => {
      const account = numberOf(accountId);
      const cached = known.get(id, account);
      if (cached) return cached.entry;
      const [row] = connection.list(joinedById, account, id);
      return row && toEntry(row, known);
    },
    getAll: (accountId, ids) => {
      const found = readEntries(connection, known, joinedByIds, numberOf(accountId), JSON.stringify(ids));
      return new Map(found.map((entry) => [entry.publication.id, entry]));
    },
    find,
    read,
    list: (query) => read(find(query)),
    has: (query) => {
      const ranges = findRanges(tally(query.accountId), query);
      for (const part of listParts(connection, ranges, query))
        if (readPart(connection, part, query, 1).length > 0) return true;
      return false;
    },
    nextDue: (accountId, some, after) => {
      const sql = `SELECT due ${inRange} AND worker = '' AND due > ? ORDER BY due LIMIT 1`;
      const ranges = findRanges(tally(accountId), { stages: some });
      const dues = ranges.map(({ place, stage }) => connection.number(sql, place, stages.indexOf(stage), after));
      return dues.filter((due) => due > 0).sort((left, right) => left - right)[0];
    },
    tally,
    listKeys: (accountId, bucket, prefix) => listKeys(connection, numberOf(accountId), bucket, prefix),
  };
}

function createChanges(
  connection: Connection,
  numberOf: NumberOf,
  known: RowCache,
): Omit<EntryWriter, keyof EntryReader> {
  const put = (entry: Entry) => putEntry(connection, known, numberOf(entry.publication.accountId), entry);
  return {
    put,
    putAll: (entries) => {
      for (const entry of entries) if (entry.seq !== undefined) put(entry);
      const [first, ...others] = entries.filter(({ seq }) => seq === undefined);
      if (first) insertEntries(connection, numberOf(first.publication.accountId), [first, ...others]);
    },
    remove: (accountId, id) => {
      const account = numberOf(accountId);
      const seq = known.get(id, account)?.seq ?? findSeq(connection, account, id);
      if (seq === undefined) return;
      known.delete(seq);
      for (const table of ['entry', 'request']) connection.run(`DELETE FROM ${table} WHERE seq = ?`, seq);
    },
    nextVersion: (count) => nextVersion(connection, count),
    claim: (seqs, worker, sending) => {
      for (const seq of seqs) known.delete(seq);
      const sql = `UPDATE entry SET worker = ?, sending = ? WHERE seq IN ${listed}`;
      connection.run(sql, worker, Number(sending), JSON.stringify(seqs));
    },
    adopt: (seqs, requester) => {
      for (const seq of seqs) known.delete(seq);
      const sql = `UPDATE request SET requester = ? WHERE seq IN ${listed} AND requester IS NOT ?`;
      connection.run(sql, requester, JSON.stringify(seqs), requester);
    },
    release: (worker, limit) => {
      known.clear();
      let count = 0;
      for (const { place, stage } of connection.all('SELECT DISTINCT place, stage FROM tally WHERE n > 0')) {
        if (count >= limit) break;
        count += connection.run(released, Number(place), Number(stage), worker, limit - count);
      }
      return count;
    },
    clear: () => {
      known.clear();
      for (const table of ['entry', 'request', 'place', 'tally']) connection.run(`DELETE FROM ${table}`);
    },
  };
}

/** Returns a function that maps an account to the short number used in rows, or 0 if the account has no number yet. */
function createAccounts(connection: Connection): NumberOf {
  const known = new Map<string, number>();
  return (accountId) => {
    const found = known.get(accountId) ?? connection.number('SELECT n FROM account WHERE id = ?', accountId);
    // Numbers never change after the commit. Uncommitted ones may be rolled back.
    if (found && !connection.isInTransaction) known.set(accountId, found);
    return found;
  };
}

/** The entries of one place at one stage. They are next to each other in the index, and the tally tells whether there are any. */
type Range = Pick<Tally, 'place' | 'stage'>;

function findRanges(tally: readonly Tally[], query: Omit<EntryQuery, 'accountId'>): readonly Range[] {
  const { workspaceRoots, withUrls = false, exceptPlaces = [] } = query;
  const fits = (row: Tally) =>
    (query.stages?.includes(row.stage) ?? true) &&
    (query.acts?.includes(row.act) ?? true) &&
    (query.turn ?? row.turn) === row.turn &&
    (query.batch ?? row.batch) === row.batch &&
    (!workspaceRoots || (row.isUrl ? withUrls : workspaceRoots.includes(row.workspaceRoot))) &&
    (query.waitsForQuota ?? row.waitsForQuota) === row.waitsForQuota &&
    !exceptPlaces.includes(row.place);
  return [...new Map(tally.filter(fits).map((row) => [`${row.place} ${row.stage}`, row])).values()];
}

/** The sort key of entries for work: the time when an entry is due, its position among those of its part, and its number. */
type Found = readonly [due: number, rank: number, seq: number];
const inTurn = (left: Found, right: Found) => left[0] - right[0] || left[1] - right[1] || left[2] - right[2];

/** The entries of a range that the same window has claimed, or that are unclaimed. They are next to each other in the index, in order. */
interface Part extends Range {
  readonly worker: string;
  found: readonly Found[];
}

/**
 * Finds the first entries in the order of work, up to the limit, and returns their numbers in ascending order. A part is read further only while all its
 * rows so far belong to the result.
 */
function findSeqs(connection: Connection, ranges: readonly Range[], query: EntryQuery): readonly number[] {
  const { limit = Infinity } = query;
  const parts = [...listParts(connection, ranges, query)];
  let first: readonly Found[] = [];
  for (let count = Math.ceil(limit / parts.length), open = parts; open.length > 0; count *= 4) {
    for (const part of open) part.found = readPart(connection, part, query, count);
    const found = parts.flatMap((part) => part.found);
    first = found.sort(inTurn).slice(0, limit);
    const end = first.at(-1);
    open = open.filter(({ found: { [count - 1]: last } }) => last && end && inTurn(last, end) <= 0);
  }
  return first.map(([, , seq]) => seq).sort((left, right) => left - right);
}

/** Splits ranges by the window that has claimed the entries, as in the index, so that no search has to pass over claimed entries. */
function* listParts(connection: Connection, ranges: readonly Range[], { unclaimed }: EntryQuery): Iterable<Part> {
  const next = `SELECT min(worker) AS worker ${inRange} AND worker > ?`;
  for (const range of ranges)
    for (let worker: unknown = ''; worker !== null && worker !== undefined; ) {
      yield { ...range, worker: String(worker), found: [] };
      worker = unclaimed
        ? null
        : connection.get(next, range.place, stages.indexOf(range.stage), String(worker))?.worker;
    }
}

function readPart(connection: Connection, part: Part, query: EntryQuery, count: number): readonly Found[] {
  const { dueFrom = 0, dueBy = Number.MAX_SAFE_INTEGER, waitsForQuota: quota } = query;
  const ofQuota = quota === undefined ? '' : `AND quota = ${Number(quota)}`;
  const order = `worker = ? AND due BETWEEN ? AND ? ${ofQuota} ORDER BY due, seq LIMIT ?`;
  const sql = `SELECT due, seq ${inRange} AND ${order}`;
  const most = Math.min(count, Number.MAX_SAFE_INTEGER);
  const rows = connection.list(sql, part.place, stages.indexOf(part.stage), part.worker, dueFrom, dueBy, most);
  return rows.map(([due, seq], rank) => [Number(due), rank, Number(seq)]);
}

function listTally(connection: Connection, account: number, { places }: RowCache): readonly Tally[] {
  const rows = connection.all(
    `SELECT p.n AS place, p.root, p.body, p.url, p.batch, p.via, p.act, t.stage, t.quota, t.n, t.bytes
     FROM tally t LEFT JOIN place p ON p.n = t.place WHERE t.account = ? AND t.n > 0`,
    account,
  );
  if (rows.some(({ place }) => place === null)) throw damaged();
  const placeOf = (body: unknown) => parsePlace(String(body), places);
  return rows.map((row) => ({
    place: Number(row.place),
    workspaceRoot: String(row.root),
    root: placeOf(row.body).root,
    turn: placeOf(row.body).turn ?? 0,
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
    `SELECT r.id FROM request r JOIN entry e ON e.seq = r.seq JOIN place p ON p.n = e.place
     WHERE r.account = ? AND p.act = 0 AND e.stage <> ? AND r.id >= ? AND r.id < ?`,
    account,
    stages.indexOf('held'),
    start + prefix,
    afterPrefix(start + prefix),
  );
  return rows.map(({ id }) => String(id).slice(start.length));
}

/** Returns a text that sorts after all texts with this prefix. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

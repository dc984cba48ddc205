import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PublishAct, turnOf, turns } from '../../../src/core/publishing/publication.js';
import type { EntryQuery, PublishStore, Tally } from '../../../src/core/publishing/publishStore.js';
import { waitsForQuota } from '../../../src/core/publishing/queue/retryPolicy.js';
import { type Entry, retryOf, type Stage, withoutClaim, workStages } from '../../../src/core/publishing/queueEntry.js';
import { bucket, claimOf, entryOf, type PublishStoreFixture, plain, putAll, putAtOnce } from './storeFixture.js';
import type { OtherWindow } from './storeWindow.js';

const stages: readonly Stage[] = ['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'];
const acts: readonly PublishAct[] = ['upload', 'delete', 'refresh'];
const accounts = ['1', '2'] as const;
const roots = ['/w', '/v'] as const;
const batches = ['x', 'y'] as const;
const windows = ['first', 'second'] as const;
const most = 1_000;

const causes = {
  quota: { kind: 'error', error: { kind: 'quotaExceeded', details: {} } },
  offline: { kind: 'error', error: { kind: 'offline', details: {} } },
} as const;

const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    key: fc.constantFrom('a', 'b', 'c.html', 'd'),
    accountId: fc.constantFrom(...accounts),
    stage: fc.constantFrom(...stages),
    // One that says so and one that does not are uploads of two places, which look the same in a tally.
    act: fc.constantFrom(undefined, 'delete' as const, 'refresh' as const),
    workspaceRoot: fc.constantFrom(...roots),
    batch: fc.option(fc.constantFrom(...batches), { nil: undefined }),
    via: fc.boolean(),
    isUrl: fc.boolean(),
    size: fc.option(fc.nat(1_000), { nil: undefined }),
    seen: fc.boolean(),
    due: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    cause: fc.constantFrom('quota' as const, 'offline' as const),
    worker: fc.option(fc.constantFrom(...windows), { nil: undefined }),
  })
  .map(({ key, stage, due, cause, worker, act, batch, via, isUrl, size, seen, ...place }) =>
    entryOf(
      key,
      {
        stage,
        ...(stage === 'failed' && { cause: causes[cause] }),
        ...(workStages.some((each) => each === stage) && due && { retry: { at: due, cause: causes[cause] } }),
        ...(worker && { claim: claimOf(worker) }),
      },
      {
        ...place,
        ...(act && { act }),
        ...(batch && { batch }),
        ...(via && { via: '/css/' }),
        // A URL that was entered belongs to no folder.
        ...(isUrl && { workspaceRoot: '', request: { kind: 'urls', url: key } }),
        ...(size !== undefined && { size }),
        ...(seen && { seen: { size: 5, mtimeMs: 1 } }),
      },
    ),
  );

const anyTime = fc.integer({ min: 1, max: 6 });
const anyQuery = fc.record(
  {
    accountId: fc.constantFrom(...accounts),
    stages: fc.subarray([...stages], { minLength: 1 }),
    acts: fc.subarray([...acts], { minLength: 1 }),
    batch: fc.constantFrom(...batches),
    turn: fc.constantFrom(...turns),
    workspaceRoots: fc.subarray([...roots]),
    withUrls: fc.boolean(),
    waitsForQuota: fc.boolean(),
    dueBy: anyTime,
    dueFrom: anyTime,
    unclaimed: fc.boolean(),
    limit: fc.constantFrom(1, 2, most),
    exceptNths: fc.array(fc.nat(3), { maxLength: 2 }),
  },
  { requiredKeys: ['accountId', 'limit'] },
);
type AnyQuery = typeof anyQuery extends fc.Arbitrary<infer Query> ? Query : never;

const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('put' as const), entry: anyEntry, here: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), entry: anyEntry, here: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('putAll' as const),
      entries: fc.uniqueArray(anyEntry, { selector: ({ publication }) => publication.id, maxLength: 4 }),
    }),
  },
  fc.record({ kind: fc.constant('release' as const), worker: fc.constantFrom(...windows) }),
);

/** What the store must hold: entries by account and id, in the order in which they came. */
class Model {
  private entries = new Map<string, Entry>();

  async apply(
    step: typeof anyStep extends fc.Arbitrary<infer Step> ? Step : never,
    first: PublishStore,
    second: OtherWindow,
  ) {
    if (step.kind === 'release') {
      await second.tx.entries.release(step.worker, most);
      for (const [name, entry] of this.entries)
        if (entry.claim?.worker === step.worker) this.entries.set(name, withoutClaim(entry));
      return;
    }
    if (step.kind === 'putAll') {
      // All of the account of the first.
      const { accountId = '1' } = step.entries[0]?.publication ?? {};
      const entries = step.entries.map((entry) => ({ ...entry, publication: { ...entry.publication, accountId } }));
      await putAtOnce(first, accountId, entries);
      for (const entry of entries) this.entries.set(`${accountId} ${entry.publication.id}`, entry);
      return;
    }
    const { entry, here, kind } = step;
    const { accountId, id } = entry.publication;
    if (kind === 'put') {
      await (here ? putAll(first, [entry]) : second.tx.entries.put(entry));
      this.entries.set(`${accountId} ${id}`, entry);
    } else {
      await (here ? first.write((tx) => tx.entries.remove(accountId, id)) : second.tx.entries.remove(accountId, id));
      this.entries.delete(`${accountId} ${id}`);
    }
  }

  list(accountId: string): readonly Entry[] {
    return [...this.entries.values()].filter(({ publication }) => publication.accountId === accountId);
  }
}

/** Where an entry is counted, as text. */
function placeText(row: Omit<Tally, 'place' | 'count' | 'bytes' | 'stage' | 'waitsForQuota'>): string {
  return [row.workspaceRoot, row.root, row.isUrl, row.batch, row.hasVia, row.act, row.turn].join(' ');
}

function rowOf(entry: Entry) {
  const { publication, stage } = entry;
  const { workspaceRoot, root, batch, via, act = 'upload', size, seen } = publication;
  return {
    workspaceRoot,
    root,
    isUrl: workspaceRoot === '',
    ...(batch !== undefined && { batch }),
    hasVia: via !== undefined,
    act,
    turn: turnOf(publication),
    stage,
    waitsForQuota: waitsForQuota(entry),
    bytes: size ?? seen?.size ?? 0,
  };
}

function fits(query: Omit<EntryQuery, 'limit'>, excepted: ReadonlySet<string>, entry: Entry): boolean {
  const { publication, stage, claim } = entry;
  const due = retryOf(entry)?.at;
  const { batch, act = 'upload', workspaceRoot } = publication;
  const isHere =
    workspaceRoot === '' ? query.withUrls === true : query.workspaceRoots?.includes(workspaceRoot) === true;
  return (
    (!query.stages || query.stages.includes(stage)) &&
    (!query.acts || query.acts.includes(act)) &&
    (query.turn === undefined || query.turn === turnOf(publication)) &&
    (query.batch === undefined || query.batch === batch) &&
    (!query.workspaceRoots || isHere) &&
    (query.waitsForQuota === undefined || query.waitsForQuota === waitsForQuota(entry)) &&
    (query.dueBy === undefined || due === undefined || due <= query.dueBy) &&
    (query.dueFrom === undefined || (due !== undefined && due >= query.dueFrom)) &&
    (query.unclaimed !== true || claim === undefined) &&
    !excepted.has(placeText(rowOf(entry)))
  );
}

function checkTally(store: PublishStore, model: Model): void {
  for (const accountId of accounts) {
    const counted = new Map<string, { count: number; bytes: number }>();
    const nameOf = (row: Pick<Tally, 'stage' | 'waitsForQuota'>, place: string) =>
      [place, row.stage, row.waitsForQuota].join(' ');
    for (const entry of model.list(accountId)) {
      const row = rowOf(entry);
      const name = nameOf(row, placeText(row));
      const { count = 0, bytes = 0 } = counted.get(name) ?? {};
      counted.set(name, { count: count + 1, bytes: bytes + row.bytes });
    }
    const tally = store.read(({ entries }) => entries.tally(accountId));
    const found = new Map(tally.map((row) => [nameOf(row, placeText(row)), { count: row.count, bytes: row.bytes }]));
    expect(found).toEqual(counted);
    expect(tally).toHaveLength(counted.size);
  }
}

function checkQuery(store: PublishStore, model: Model, { exceptNths, ...given }: AnyQuery): void {
  const { accountId } = given;
  const all = store.read(({ entries }) => entries.list({ accountId, limit: most }));
  const tally = store.read(({ entries }) => entries.tally(accountId));
  const excepted = exceptNths?.flatMap((nth) => tally[nth] ?? []) ?? [];
  const query = {
    ...given,
    ...(exceptNths && { exceptPlaces: excepted.map(({ place }) => place) }),
  };
  const seqs = new Map(all.map(({ publication, seq = 0 }) => [publication.id, seq]));
  const places = new Set(excepted.map(placeText));
  const wanted = model
    .list(accountId)
    .map((entry) => ({ ...entry, seq: seqs.get(entry.publication.id) ?? 0 }))
    .filter((entry) => fits(query, places, entry));
  const { limit, ...unlimited } = query;
  expect(plain(store.read(({ entries }) => entries.list(unlimited)))).toEqual(wanted);
  const some = plain(store.read(({ entries }) => entries.list(query)));
  const dueOf = (entry: Entry) => retryOf(entry)?.at ?? 0;
  const byDue = [...wanted].sort((left, right) => dueOf(left) - dueOf(right) || left.seq - right.seq);
  const counts = new Map<string, number>();
  const ranked = byDue.map((entry) => {
    const part = `${placeText(rowOf(entry))} ${entry.stage} ${entry.claim?.worker ?? ''}`;
    const rank = counts.get(part) ?? 0;
    counts.set(part, rank + 1);
    return { entry, due: dueOf(entry), rank };
  });
  const inTurn = ranked.sort(
    (left, right) => left.due - right.due || left.rank - right.rank || left.entry.seq - right.entry.seq,
  );
  const first = new Set(inTurn.slice(0, limit).map(({ entry }) => entry));
  expect(some).toEqual(wanted.filter((entry) => first.has(entry)));
  expect(store.read(({ entries }) => entries.has(unlimited))).toBe(wanted.length > 0);
}

/** What is said of one entry alone is what is said of it among others. */
function checkAlone(store: PublishStore, model: Model): void {
  for (const accountId of accounts) {
    const listed = store.read(({ entries }) => entries.list({ accountId, limit: most }));
    const alone = store.read(({ entries }) => listed.map(({ publication: { id } }) => entries.get(accountId, id)));
    expect(plain(alone)).toEqual(plain(listed));
    const wanted = model.list(accountId);
    const ids = [...wanted.map(({ publication }) => publication.id), 'nothing'];
    const found = store.read(({ entries }) => ids.map((id) => entries.get(accountId, id)));
    const ownerOf = ({ version, stage, claim }: Entry) => ({ version, stage, worker: claim?.worker });
    expect(found.map((entry) => entry && ownerOf(entry))).toEqual([...wanted.map(ownerOf), undefined]);
  }
}

function checkRest(store: PublishStore, model: Model, some: readonly Stage[], now: number): void {
  for (const accountId of accounts) {
    const own = model.list(accountId);
    const free = own.filter(({ claim, stage }) => claim === undefined && some.includes(stage));
    const dues = free.map((entry) => retryOf(entry)?.at ?? 0).filter((due) => due > now);
    expect(store.read(({ entries }) => entries.nextDue(accountId, some, now))).toBe(
      dues.length > 0 ? Math.min(...dues) : undefined,
    );
    const isUpload = ({ publication: { act = 'upload' }, stage }: Entry) => act === 'upload' && stage !== 'held';
    const keys = store.read(({ entries }) => entries.listKeys(accountId, bucket, ''));
    expect([...keys].sort()).toEqual(
      own
        .filter(isUpload)
        .map(({ publication }) => publication.key)
        .sort(),
    );
  }
}

/** Any course of changes in two windows leaves what a plain list of them would, and every query finds the same in it. */
export function testRandomEntries(use: () => PublishStoreFixture, runs: number): void {
  test('every query returns its result, and the tally equals a recount, after any changes', async () => {
    const { first, second } = use();
    const course = fc.array(anyStep, { minLength: 1, maxLength: 25 });
    const queries = fc.array(anyQuery, { minLength: 5, maxLength: 15 });
    const property = fc.asyncProperty(
      course,
      queries,
      fc.subarray([...stages]),
      anyTime,
      async (steps, asked, some, now) => {
        await first.write((tx) => tx.entries.clear());
        const model = new Model();
        for (const step of steps) await model.apply(step, first, second);
        checkTally(first, model);
        checkAlone(first, model);
        for (const query of asked) checkQuery(first, model, query);
        checkRest(first, model, some, now);
      },
    );
    await fc.assert(property, { numRuns: runs });
  });
}

import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/disk/store/database/connection.js';
import { createEngineWorld } from './engineWorld.js';

/** Every statement that runs, and what SQLite plans for each. */
function watchStatements(connection: Connection) {
  const counts = new Map<string, number>();
  const { run, get, all, list } = connection;
  const note = (sql: string) => counts.set(sql, (counts.get(sql) ?? 0) + 1);
  connection.run = (sql, ...values) => {
    note(sql);
    return run.call(connection, sql, ...values);
  };
  connection.get = (sql, ...values) => {
    note(sql);
    return get.call(connection, sql, ...values);
  };
  connection.all = (sql, ...values) => {
    note(sql);
    return all.call(connection, sql, ...values);
  };
  connection.list = (sql, ...values) => {
    note(sql);
    return list.call(connection, sql, ...values);
  };
  const planOf = (sql: string) => all.call(connection, `EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => String(detail));
  return {
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    plans: () =>
      [...counts.keys()]
        .filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/.test(sql))
        .map((sql) => ({ sql, plan: planOf(sql) })),
  };
}

/** Publishes so many files of a run in one window, from the request to the end. */
async function publish(count: number) {
  const world = createEngineWorld();
  const names = Array.from({ length: count }, (_, at) => `f${at}.css`);
  for (const name of names) world.save(name, name);
  const publisher = world.openWindow('one');
  const statements = watchStatements(world.shared.connection);
  await publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run', explicit: true })));
  await world.clock.advance(60 * 60_000);
  expect({ state: publisher.state.kind, unpublished: names.filter((name) => world.textOf(name) !== name) }).toEqual({
    state: 'idle',
    unpublished: [],
  });
  return statements;
}

describe('the store', () => {
  it('makes as many queries per file for many files as for a few', async () => {
    const few = await publish(500);
    const many = await publish(2_000);
    expect(many.total()).toBeLessThan(few.total() * 4 * 1.05);
  });

  it('uses its indexes to find work: no query scans or sorts entries, requests, completions or the ledger', async () => {
    const plans = (await publish(10)).plans();
    const walks = plans.filter(({ plan }) =>
      plan.some((step) => /^SCAN (e|entry|r|request|completion|ledger)\b|TEMP B-TREE FOR .*ORDER BY/.test(step)),
    );
    expect(walks).toEqual([]);
    const ofWork = plans.filter(({ sql }) => sql.startsWith('SELECT due, seq FROM entry'));
    const bounds = ofWork.map(({ plan }) => plan.find((step) => step.includes('entry_work')) ?? plan.join());
    expect(bounds.length).toBeGreaterThan(0);
    for (const bound of bounds)
      expect(bound).toMatch(
        /COVERING INDEX entry_work \(place=\? AND stage=\? AND worker(=\? AND due>\? AND due<\?|>\?)\)/,
      );
  });
});

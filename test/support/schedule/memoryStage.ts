import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { Connection, type Values } from '../../../src/disk/store/database/connection.js';
import { createMemoryFiles } from '../memoryFiles.js';
import { createSharedStore } from '../memoryStore.js';
import { openColleague } from './colleague.js';
import { createConsents } from './consents.js';
import { createDiskFaults } from './diskFaults.js';
import { createFaultyCloud, type Place } from './faultyCloud.js';
import { createKeyWatch } from './keyWatch.js';
import { createRandom } from './makeSchedule.js';
import { createQuickClock } from './quickClock.js';
import { createSessions } from './sessions.js';
import { type Stage, urlPath } from './stage.js';

const main: Place = { bucket: { name: 'my-site', region: 'cn-hangzhou' }, domain: 'img.example.com' };
const docs: Place = {
  bucket: { name: 'my-docs', region: 'cn-hangzhou', uploadDomain: 'up.example.com' },
  domain: 'docs.example.com',
};
const accountId = '1';
const folder = '/w';
/** Two hours before the quota's reset. */
const start = Date.UTC(2026, 0, 1, 14);
/** The longest transaction, ms. */
const longestDiskMs = 30;
/** A window records the result of a call within this time, if ever, ms. */
const noteMs = 300;
const { signal } = new AbortController();

/** A stage in memory on a virtual clock; `trace` receives calls, changes of the store and ends of windows. */
export function createMemoryStage(seed: number, trace?: (line: string) => void): Stage {
  const random = createRandom(seed + 1_000_000);
  const clock = createQuickClock(start);
  let behind = 0;
  const computer = { now: () => clock.now() - behind };
  const faults = createDiskFaults(random);
  const tell = trace && ((line: string) => trace(`${(clock.now() - start) / 1_000} ${line}`));
  const buried = new Set<string>();
  const openStore = () => {
    const opened = createSharedStore(computer, { now: clock.now, random });
    const past = lookPast(opened);
    if (tell) traceChanges(opened.connection, tell);
    faults.watch(opened.connection);
    // Their processes are gone, even if a copy of the store has them.
    for (const owner of buried) opened.crash(owner);
    return { ...opened, ...past };
  };
  let shared = openStore();
  let copy: Tables = [];
  const isSpoiltKnown = (key: string) => shared.isSpoiltKnown(key);
  const consents = createConsents({
    accountId,
    places: [main, docs],
    later: (ms, work) => void clock.sleep(ms, signal).then(work),
    isListed: (bucket) => shared.isListed(bucket),
  });
  const disk = createMemoryFiles(computer);
  disk.save(`${folder}/keep`, '');
  const cloud = createFaultyCloud([main, docs], clock, random, tell);
  const unknowable = new Set<string>();
  cloud.onSpoilt = (key) => {
    const check = () => isSpoiltKnown(key) || unknowable.add(key);
    void clock.sleep(noteMs, signal).then(check);
  };
  const sessions = createSessions(accountId);
  const keys = createKeyWatch(clock.now);
  const { state } = cloud.memory;
  state.now = clock.now;
  const placeOf = (name: string) => (name.startsWith('docs/') ? docs : main);
  // Where versioning is or was on, OSS ignores that an upload must not replace an object.
  const versioning = [undefined, 'enabled', 'suspended', undefined][seed % 4];
  if (versioning) for (const { info } of state.buckets.values()) Object.assign(info, { versioning });
  const approve = (name: string, etag: string) => cloud.foreign.approve(placeOf(name).bucket.name, name, etag);
  const onReplaced = (key: string) => cloud.foreign.tell(placeOf(key).bucket.name, key);
  const other = cloud.portsOf('colleague');
  const colleague = openColleague({
    ports: { ...other, oss: cloud.foreign.observe('colleague', other.oss) },
    clock,
    random,
    placeOf,
    approve,
    onReplaced,
  });
  const find = (name: string) => state.buckets.get(placeOf(name).bucket.name)?.objects.get(name);
  return {
    accountId,
    folder,
    ...(tell && { trace: tell }),
    placeOf,
    furnish: (owner, mortal) => {
      const ports = cloud.portsOf(owner);
      const { oss, cdn, edge } = ports;
      const sleep = (ms: number, ending: AbortSignal) => mortal.live(() => clock.sleep(ms, ending));
      const soon = (work: () => void, ms: number) =>
        void sleep(ms + Math.round(longestDiskMs * random()), signal).then(work);
      const store = mortal.store(shared.window(owner, soon));
      const seenOss = cloud.foreign.observe(owner, mortal.wrap(oss));
      const wrapped = keys.observe(owner, { ...ports, oss: seenOss, cdn: mortal.wrap(cdn), edge: mortal.wrap(edge) });
      return {
        clock: { now: computer.now, sleep, elapsed: clock.now },
        random,
        files: mortal.wrap(disk),
        store,
        loadEngine: async () => Engine,
        onReplaced: ({ key }) => onReplaced(key),
        ...consents.open(owner, mortal, store),
        session: sessions.open(mortal, wrapped),
      };
    },
    bury: (owner) => {
      tell?.(`${owner} ends`);
      buried.add(owner);
      shared.crash(owner);
      cloud.puts.forget(owner);
    },
    hasClaims: (owner) => shared.hasClaims(owner),
    save: async (name, text) => disk.save(`${folder}/${name}`, text),
    remove: async (name) => disk.remove(`${folder}/${name}`),
    advance: clock.advance,
    later: (ms, work) => void clock.sleep(ms, signal).then(work),
    turn: (ms) => {
      behind -= ms;
      // For every window its claims seem to have expired.
      if (ms > 0) cloud.puts.excuse();
      keys.excuse();
    },
    rest: clock.advance,
    pathsOf: (name) =>
      /(^|\/)index\.html$/.test(name) ? [urlPath(name), urlPath(name).slice(0, -10)] : [urlPath(name)],
    visit: (name, path) => cloud.visit(placeOf(name).domain, path),
    fail: (fault) => void cloud.faults.push(fault),
    trouble: (kind, ms) => {
      cloud.trouble = { kind, until: clock.now() + ms };
    },
    disk: (trouble, ms) => {
      faults.trouble = trouble;
      void clock.sleep(ms, signal).then(() => {
        if (faults.trouble === trouble) faults.trouble = undefined;
      });
    },
    signIn: (as) => {
      sessions.change(as);
      keys.excuse();
    },
    limit: (urls) => {
      state.quota.urls = urls;
    },
    write: async (name, text) => {
      const { bucket } = placeOf(name);
      await cloud.memory.oss.putObject(bucket, name, { body: Buffer.from(text), headers: {} }, signal);
      cloud.foreign.note(bucket.name, name);
    },
    store: (event) => {
      // A rebuilt container does not end the editor.
      consents.keep();
      if (event === 'pruned') shared.connection.exec('DELETE FROM ledger; UPDATE bucket SET usedAt = 0');
      if (event === 'gone') shared = openStore();
      if (event === 'copied') copy = readTables(shared.connection);
      if (event !== 'restored') return;
      shared = openStore();
      writeTables(shared.connection, copy);
    },
    approve,
    colleague,
    calm: () => {
      cloud.faults.splice(0);
      cloud.trouble = undefined;
      faults.trouble = undefined;
      sessions.change('own');
    },
    stored: (name) => {
      const body = find(name)?.body;
      return body && Buffer.from(body).toString();
    },
    cacheControl: (name) => find(name)?.headers['cache-control'],
    listUnknowable: () => unknowable,
    listPut: () => cloud.puts.keys,
    listCalls: () => cloud.memory.calls.map((call) => call.slice(call.indexOf('.') + 1)),
    listOddities: () => [...cloud.puts.odd, ...cloud.foreign.odd, ...keys.odd, ...sessions.odd, ...consents.odd],
    listMet: () =>
      new Map([
        ...cloud.met,
        ...faults.met,
        ['account change', sessions.changes],
        ...Object.entries(cloud.foreign.met),
      ]),
  };
}

/** Reads the store directly, without faults. */
function lookPast({ connection }: ReturnType<typeof createSharedStore>) {
  const get = connection.get.bind(connection);
  return {
    isListed: (bucket: string) =>
      get(`SELECT 1 FROM document WHERE id = 'consents' AND body LIKE '%' || ? || '%'`, bucket) !== undefined,
    isSpoiltKnown: (key: string) => get(corruptEntry, key) !== undefined,
    hasClaims: (owner: string) => get('SELECT 1 FROM entry WHERE worker = ?', owner) !== undefined,
  };
}

/** The rows of each table. */
type Tables = readonly { readonly name: string; readonly rows: readonly Values[] }[];

function readTables(connection: Connection): Tables {
  const names = Connection.prototype.all.call(connection, `SELECT name FROM sqlite_master WHERE type = 'table'`);
  const read = (name: string) => Connection.prototype.list.call(connection, `SELECT * FROM ${name}`);
  return names.map(({ name }) => ({ name: String(name), rows: read(String(name)) }));
}

/** Replaces all rows, without the triggers that count entries. */
function writeTables(connection: Connection, tables: Tables): void {
  const { run } = Connection.prototype;
  const last = ({ name }: { readonly name: string }) => Number(name === 'tally');
  for (const { name, rows } of [...tables].sort((left, right) => last(left) - last(right))) {
    run.call(connection, `DELETE FROM ${name}`);
    for (const row of rows)
      run.call(
        connection,
        `INSERT INTO ${name} VALUES(${row.map(() => '?').join()})`,
        ...row.map((value) => value ?? null),
      );
  }
}

const corruptEntry = `
  SELECT 1 FROM entry e JOIN request r ON r.seq = e.seq
  WHERE r.id LIKE '%/' || ? AND e.state LIKE '%"brokenEtag"%'`;

/** Reports every changed row. */
function traceChanges(connection: Connection, tell: (line: string) => void): void {
  const { run, get } = connection;
  const keyOf = (sql: string, values: readonly unknown[]) =>
    sql.startsWith('UPDATE entry')
      ? get.call(connection, 'SELECT id FROM request WHERE seq = ?', Number(values.at(-1)))?.id
      : '';
  connection.run = (sql, ...values) => {
    tell(`  ${sql.replace(/\s+/g, ' ').slice(0, 40)} ${values.join(' ')} ${keyOf(sql, values)}`);
    return run.call(connection, sql, ...values);
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { settingsFor, writeProfiles } from '../../test/support/session.js';
import { measureInFreshWindow, prepareMeasuring, type Values } from '../freshWindow.mjs';
import { loadOf, median, printAim } from '../print.mjs';
import type { Stage } from './stage.mjs';

const [objects, way, rounds, mb] = [100_000, { roundTripMs: 40 }, 3, 1024 * 1024];
const aims = { firstMs: 500, heapMb: 80 };

/**
 * Measures a folder of many objects in a fresh window: the time until its first rows, and the heap once all are loaded. Compares them with a bare request, and
 * a bare tree.
 */
export async function benchList(stage: Stage): Promise<void> {
  const tests = await prepareMeasuring('bench/publish/inList.ts', 'benchList');
  const keys = Array.from({ length: objects }, (_, at) => `many/page-${String(at).padStart(6, '0')}.html`);
  await stage.reset(Object.fromEntries(keys.map((key) => [key, 'x'])));
  const { cloud } = await stage.startLine(way, 'ofProxy', 'frontPort');
  const measureTree = (tree: 'ours' | 'bare') =>
    measureInFreshWindow({
      extension: root,
      tests,
      env: { NODE_EXTRA_CA_CERTS: cloud.caPath, OSS_CDN_BENCH_TREE: tree, OSS_CDN_BENCH_COUNT: String(objects) },
      settings: settingsFor(cloud),
      prepare: ({ home }) => writeProfiles(home, { bench: cloud.accessKey }),
    });
  const ours: Values[] = [];
  for (let round = 0; round < rounds; round++) ours.push(await measureTree('ours'));
  const bare = await measureTree('bare');
  const requestMs = await listByScript(stage);
  const of = (name: string) => ours.map((values) => values[name] ?? Number.NaN);
  const list = (all: readonly number[]) => all.map((one) => one.toFixed(0)).join(' ');
  const what = `a folder of ${objects} objects at ${way.roundTripMs} ms`;
  printAim(`${what}: its first rows after it is opened, ms`, median(of('folderMs')), aims.firstMs);
  printAim(`${what}: the first rows of its bucket, over a new connection, ms`, median(of('bucketMs')), aims.firstMs);
  const bytes = (name: string) => of(name).map((one) => one / mb);
  printAim(`${what}: more heap of the extension host once all are loaded, MB`, median(bytes('bytes')), aims.heapMb);
  console.log(
    `  ms, folder: ${list(of('folderMs'))}, bucket: ${list(of('bucketMs'))}; a bare request: ${list(requestMs)}`,
  );
  console.log(`  MB, all loaded in ${list(of('loadMs'))} ms: ${list(bytes('bytes'))}; ${loadOf()}`);
  const opened = `with every row opened that stands for others, ${list(of('rows'))} rows: ${list(bytes('openedBytes'))}`;
  console.log(`  MB, ${opened}; a bare tree of labels and ids: ${((bare.bytes ?? Number.NaN) / mb).toFixed(0)}`);
  stage.clear();
}

/** A script lists the first page of the folder twice: over a new connection, and over the same one. Returns the times, ms. */
async function listByScript(stage: Stage): Promise<readonly number[]> {
  const [script] = await stage.start(['raw 1'], way, { clients: 'ofProxy' });
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const job = { path: '/?prefix=many/&delimiter=/&max-keys=100&encoding-type=url', to: join(top, 'list.xml') };
  const times = [(await script.fetch(job)).ms, (await script.fetch(job)).ms];
  rmSync(top, { recursive: true });
  return times;
}

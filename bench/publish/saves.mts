import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { settingsFor, writeProfiles } from '../../test/support/session.js';
import { measureInFreshWindow, prepareMeasuring } from '../freshWindow.mjs';
import { loadOf, median, printAim } from '../print.mjs';
import type { CallTimes } from './cloud.mjs';
import { withFolder } from './folder.mjs';
import { bucket, domain } from './place.js';
import type { Clients } from './relay.js';
import type { Stage } from './stage.mjs';

const [way, fileBytes, rounds] = [{ roundTripMs: 40 }, 4 * 1024, 3];
/** The most round trips that the first save may take longer than the next until its PUT. */
const mostMore = 1.5;
/** How long nothing is done before the first save, s. No connection is kept for longer. */
const { OSS_CDN_BENCH_IDLE: idle = '25' } = process.env;

/** The events between a save and its PUT. */
interface Save {
  readonly ms: number;
  readonly connections: number;
  readonly calls: string;
}

/** Measures how long the first save of a window takes until its PUT, after its connections were closed, and the save after it. */
export async function benchSaves(stage: Stage): Promise<void> {
  const tests = await prepareMeasuring('bench/publish/inSaves.ts', 'benchSaves');
  for (const clients of ['direct', 'ofProxy'] as const) {
    const all: { readonly first: Save; readonly next: Save; readonly script: readonly number[] }[] = [];
    for (let round = 0; round < rounds; round++)
      all.push({ ...(await saveInWindow(stage, clients, tests)), script: await saveByScript(stage) });
    const what = `the first save of a window ${clients === 'direct' ? 'without a proxy' : 'through a proxy'} after ${idle} s`;
    const more = median(all.map(({ first, next }) => (first.ms - next.ms) / way.roundTripMs));
    printAim(`${what}: round trips until its PUT more than the next`, more, mostMore);
    for (const { first, next, script } of all)
      console.log(
        `  first ${text(first)}; next ${text(next)}; script ${script.map((ms) => ms.toFixed(0)).join(', ')} ms`,
      );
    console.log(`  ${loadOf()}`);
  }
}

function text({ ms, connections, calls }: Save): string {
  return `${ms.toFixed(0)} ms, ${connections} connections, ${calls}`;
}

async function saveInWindow(stage: Stage, clients: Clients, tests: string) {
  const { cloud, relay } = await stage.startLine(way, clients);
  await stage.reset();
  return withFolder(1, fileBytes, async ({ path }) => {
    writeMapping(path);
    const { 'http.proxy': proxy, ...settings } = settingsFor(cloud);
    const isDirect = clients === 'direct';
    const { first = Number.NaN, next = Number.NaN } = await measureInFreshWindow({
      folder: path,
      extension: root,
      tests,
      env: {
        NODE_EXTRA_CA_CERTS: cloud.caPath,
        OSS_CDN_BENCH_IDLE: idle,
        ...(isDirect && { OSS_CDN_BENCH_PORT: String(cloud.proxyPort), OSS_CDN_BENCH_CA: cloud.caPath }),
      },
      settings: isDirect ? settings : { ...settings, 'http.proxy': proxy },
      prepare: ({ home }) => writeProfiles(home, { bench: cloud.accessKey }),
    });
    const calls = await stage.calls();
    stage.clear();
    return { first: toSave(first, calls, relay.opened), next: toSave(next, calls, relay.opened) };
  });
}

function toSave(savedAt: number, calls: CallTimes, opened: readonly number[]): Save {
  const since = calls.filter(({ at }) => at >= savedAt);
  const put = since.findIndex(({ action }) => action === 'PutObject');
  const putAt = since[put]?.at ?? Number.NaN;
  const connections = opened.filter((at) => at >= savedAt && at <= putAt).length;
  const names = since.slice(0, put + 1).map(({ action, at }) => `${action} ${at - savedAt}`);
  return { ms: putAt - savedAt, connections, calls: names.join(' ') };
}

/** A script puts a file twice: over a new connection, and over the same one. */
async function saveByScript(stage: Stage): Promise<readonly number[]> {
  const [script] = await stage.start(['raw 1'], way);
  return withFolder(1, fileBytes, async ({ path: folder, names }) => {
    const first = await script.publish({ folder, names });
    const next = await script.publish({ folder, names });
    stage.clear();
    return [first.ms, next.ms];
  });
}

function writeMapping(folder: string): void {
  const mapping = { folder: '.', bucket: bucket.name, region: bucket.region, prefix: '', domains: [domain] };
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
}

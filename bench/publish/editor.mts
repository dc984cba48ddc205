import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { settingsFor, writeProfiles } from '../../test/support/session.js';
import { measureInFreshWindow, prepareMeasuring } from '../freshWindow.mjs';
import { median, printAtLeast } from '../print.mjs';
import type { CloudReady } from './cloud.mjs';
import { type Folder, withFolder } from './folder.mjs';
import { bucket, domain } from './place.js';
import type { Stage } from './stage.mjs';

const [files, fileBytes, way, rounds] = [1_000, 4 * 1024, { roundTripMs: 40 }, 3];
/** The window shares two processors with the browser, the server and the sandbox, and none of its code has run before. */
const aims = { overVendor: 0.7, freshOverScript: 0.59 };

/** Measures Publish Folder in a VS Code that has just been opened, and compares it with the vendor's client and a script of bare requests. */
export async function benchEditor(stage: Stage): Promise<void> {
  const tests = await prepareMeasuring('bench/publish/inEditor.ts', 'benchEditor');
  const cloud = await stage.startProxy(way);
  const [vendor, script] = await stage.start(['ali-oss 32', 'raw 64'], way, { entrance: 'proxyPort' });
  const all: Record<'planMs' | 'ms' | 'freshMs' | 'vendorMs' | 'scriptMs', number>[] = [];
  await withFolder(files, fileBytes, async (folder) => {
    const job = { folder: folder.path, names: folder.names };
    writeMapping(folder.path);
    for (let round = 0; round < rounds; round++) {
      await stage.reset();
      const { ms: vendorMs } = await vendor.publish(job);
      await stage.reset();
      const { freshMs: scriptMs = Number.NaN } = await script.publish({ ...job, untilFresh: true });
      await stage.reset();
      all.push({ ...(await publishInEditor(stage, cloud, folder, tests)), vendorMs, scriptMs });
    }
  });
  const what = `${files} new files at ${way.roundTripMs} ms in a window of VS Code that was just opened`;
  const overVendor = median(all.map(({ vendorMs, ms }) => vendorMs / ms));
  const freshOverScript = median(all.map(({ scriptMs, freshMs }) => scriptMs / freshMs));
  printAtLeast(`${what}: speed over ali-oss 32`, overVendor, aims.overVendor);
  printAtLeast(`${what}: speed over a script until they are fresh`, freshOverScript, aims.freshOverScript);
  const of = (key: keyof (typeof all)[number]) => `${median(all.map((one) => one[key])).toFixed(0)} ms`;
  console.log(
    `  plan ${of('planMs')}, put after ${of('ms')} (ali-oss ${of('vendorMs')}), fresh after ${of('freshMs')} (script ${of('scriptMs')})`,
  );
}

/**
 * Publishes the folder in a fresh window. Returns the time to compare the folder with the bucket, and the times from
 * the confirmation until the last PUT and until the edge has served all files, ms.
 */
async function publishInEditor(stage: Stage, cloud: CloudReady, folder: Folder, tests: string) {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const done = join(top, 'done');
  const env = {
    NODE_EXTRA_CA_CERTS: cloud.caPath,
    OSS_CDN_BENCH_ROW: `$(diff-added) ${folder.names[0]}`,
    OSS_CDN_BENCH_DONE: done,
  };
  const watched = stage.watch(files).then((seen) => {
    writeFileSync(done, '');
    return seen;
  });
  // If the window fails, the error of the window is reported instead of this one.
  watched.catch(() => undefined);
  try {
    const { planMs = Number.NaN, confirmedAt = Number.NaN } = await measureInFreshWindow({
      folder: folder.path,
      extension: root,
      tests,
      env,
      settings: settingsFor(cloud),
      prepare: ({ home }) => writeProfiles(home, { bench: cloud.accessKey }),
    });
    const { putAt, shownAt } = await watched;
    return { planMs, ms: putAt - confirmedAt, freshMs: shownAt - confirmedAt };
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

function writeMapping(folder: string): void {
  const mapping = { folder: '.', bucket: bucket.name, region: bucket.region, prefix: '', domains: [domain] };
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureVsCode, root } from '../../../scripts/ensure.mjs';
import { reportVariable } from '../../../test/host/harness.js';
import { startBrowser } from '../../../test/support/browser.js';
import { bundleHostTests, readReports, runInHost } from '../../../test/support/hostRun.js';
import { packageExtension } from '../../../test/support/package.js';
import { settingsFor, writeProfiles } from '../../../test/support/session.js';
import { startVsCode } from '../../../test/support/vscode.js';
import { median, printAim, printAtLeast } from '../../print.mjs';
import type { CloudReady } from './cloud.mjs';
import { doneVariable, rowVariable } from './editorVariables.js';
import { type Folder, withFolder } from './folder.mjs';
import { bucket, domain } from './site.js';
import type { Stage } from './stage.mjs';

const [files, fileBytes, roundTripMs, rounds] = [1_000, 4 * 1024, 40, 3];
/** The window has two processors with the browser, the server and the sandbox, and none of its code has run before. */
const aims = { overVendor: 0.7, freshOverScript: 1.7 };

/** One run in a fresh window: the plan until its list is there, and from the confirmation until the last PUT and until the edge has shown all, ms. */
interface EditorResult {
  readonly planMs: number;
  readonly ms: number;
  readonly freshMs: number;
}

/** Publish Folder in a VS Code that has just been opened, beside the vendor's client and a script of bare requests. */
export async function benchEditor(stage: Stage): Promise<void> {
  ensureVsCode();
  ensureChromium();
  packageExtension();
  const tests = await bundleHostTests('bench/publishing/endToEnd/inEditor.ts', 'benchEditor');
  const sizes = Array.from({ length: files }, () => fileBytes);
  const cloud = await stage.startProxy({ roundTripMs });
  const [vendor, script] = await stage.start(['ali-oss 32', 'raw 64'], { roundTripMs });
  const all = await withFolder(sizes, async (folder) => {
    const results: { ours: EditorResult; vendorMs: number; scriptMs: number }[] = [];
    const job = { folder: folder.path, names: folder.names };
    writeMapping(folder.path);
    for (let round = 0; round < rounds; round++) {
      await stage.reset();
      const { ms: vendorMs } = await vendor!.publish(job);
      await stage.reset();
      const { freshMs: scriptMs = Number.NaN } = await script!.publish({ ...job, untilFresh: true });
      await stage.reset();
      results.push({ ours: await publishInEditor(stage, cloud, folder, tests), vendorMs, scriptMs });
    }
    return results;
  });
  const what = `${files} new files at ${roundTripMs} ms in a window of VS Code that was just opened`;
  const of = (pick: (one: (typeof all)[number]) => number) => median(all.map(pick));
  const speed = of(({ ours, vendorMs }) => vendorMs / ours.ms);
  printAtLeast(`${what}: speed over ali-oss with 32 at once`, speed, aims.overVendor);
  const fresh = of(({ ours, scriptMs }) => ours.freshMs / scriptMs);
  printAim(`${what}: time until they are fresh over that of a script`, fresh, aims.freshOverScript);
  const ms = (pick: (one: (typeof all)[number]) => number) => `${of(pick).toFixed(0)} ms`;
  console.log(
    `  plan ${ms(({ ours }) => ours.planMs)}, put after ${ms(({ ours }) => ours.ms)} (ali-oss ${ms(({ vendorMs }) => vendorMs)}), fresh after ${ms(({ ours }) => ours.freshMs)} (script ${ms(({ scriptMs }) => scriptMs)})`,
  );
}

/** Opens a window, publishes the folder in it and closes it. */
async function publishInEditor(stage: Stage, cloud: CloudReady, folder: Folder, tests: string): Promise<EditorResult> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const [reports, done] = [join(top, 'reports.jsonl'), join(top, 'done')];
  writeFileSync(reports, '');
  const env = {
    NODE_EXTRA_CA_CERTS: cloud.caPath,
    [reportVariable]: reports,
    [rowVariable]: `$(diff-added) ${folder.names[0]}`,
    [doneVariable]: done,
  };
  const vscode = await startVsCode({ runsTests: true, settings: settingsFor(cloud), env });
  const { accessKeyId: id, accessKeySecret: secret } = cloud.keys;
  writeProfiles(vscode.home, { bench: { id, secret, denied: [] } });
  const browser = await startBrowser();
  try {
    const ended = runInHost(vscode, browser, { folder: folder.path, extension: root, tests });
    const seen = await Promise.race([stage.watch(files), ended]);
    writeFileSync(done, '');
    const code = await ended;
    const lines = readReports(reports);
    if (code !== 0 || typeof seen === 'number')
      throw new Error(`Publishing in VS Code failed: ${JSON.stringify(lines)}`);
    const values = Object.fromEntries(
      lines.flatMap((line) => (line.kind === 'value' ? [[line.name, Number(line.value)]] : [])),
    );
    const { planMs = Number.NaN, confirmedAt = Number.NaN } = values;
    return { planMs, ms: seen.putAt - confirmedAt, freshMs: seen.shownAt - confirmedAt };
  } finally {
    await browser.close();
    await vscode.stop();
    vscode.remove();
    rmSync(top, { recursive: true, force: true });
  }
}

function writeMapping(folder: string): void {
  const mapping = { folder: '.', bucket: bucket.name, region: bucket.region, prefix: '', domains: [domain] };
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/oss-cdn.json'), JSON.stringify({ mappings: [mapping] }));
}

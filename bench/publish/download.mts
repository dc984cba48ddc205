import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/ensure.mjs';
import { settingsFor, writeProfiles } from '../../test/support/session.js';
import { measureInFreshWindow, prepareMeasuring } from '../freshWindow.mjs';
import { loadOf, median, printAim } from '../print.mjs';
import { largeObjects } from './largeObjects.js';
import type { Stage } from './stage.mjs';

const [rounds, mb] = [3, 1024 * 1024];
const aims = { overRaw: 1.3, grownMb: 80 };

/** Compares the Download of an object of 1 GB in a fresh window with a bare GET to a file by a script, both without a relay. */
export async function benchDownload(stage: Stage): Promise<void> {
  const tests = await prepareMeasuring('bench/publish/inDownload.ts', 'benchDownload');
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const [ours, bare] = [join(top, 'ours'), join(top, 'bare')];
  const cloud = stage.front;
  const window = {
    extension: root,
    tests,
    env: { NODE_EXTRA_CA_CERTS: cloud.caPath, OSS_CDN_BENCH_FILE: ours },
    settings: settingsFor(cloud),
    prepare: ({ home }: { readonly home: string }) => writeProfiles(home, { bench: cloud.accessKey }),
  };
  const all: Record<'ms' | 'bareMs' | 'residentMb' | 'heldMb', number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const [script] = await stage.start(['raw 1'], undefined, { clients: 'ofProxy' });
    const { ms: bareMs } = await script.fetch({ path: '/large', to: bare });
    stage.clear();
    rmSync(bare);
    const values = await measureInFreshWindow(window);
    const { largeMs: ms = Number.NaN, residentBytes = Number.NaN, heldBytes = Number.NaN } = values;
    if (values.bytes !== largeObjects.large) throw new Error(`The file has ${values.bytes} bytes`);
    if (values.refused !== 1) throw new Error('An object whose bytes do not match its CRC-64 was not refused');
    rmSync(ours);
    all.push({ ms, bareMs, residentMb: residentBytes / mb, heldMb: heldBytes / mb });
  }
  rmSync(top, { recursive: true });
  const of = (key: keyof (typeof all)[number]) => all.map((one) => one[key]);
  const what = '1 GB downloaded in a window of VS Code that was just opened, with its CRC-64 compared';
  printAim(`${what}: time over that of a bare GET`, median(all.map(({ ms, bareMs }) => ms / bareMs)), aims.overRaw);
  printAim(`${what}: most memory of the extension host above the start, MB`, median(of('residentMb')), aims.grownMb);
  const list = (key: keyof (typeof all)[number]) =>
    of(key)
      .map((one) => one.toFixed(0))
      .join(' ');
  console.log(`  ms, ours: ${list('ms')}, bare GET: ${list('bareMs')}; ${loadOf()}`);
  console.log(`  MB above the start, resident: ${list('residentMb')}, heap and buffers: ${list('heldMb')}`);
}

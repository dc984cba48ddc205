import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { build } from 'esbuild';
import { createAuthority } from '../../sandbox/proxy/ca.js';

import { root } from '../../scripts/ensure.mjs';
import { median, printAim } from '../print.mjs';
import { type Folder, withFolder } from './folder.mjs';
import { bucket } from './place.js';
import type { PlanCost, PlanJob } from './secondPlanRun.mjs';

const files = 100_000;
const fileBytes = 16;
const rounds = 5;
/** The number of objects in a page of a listing. */
const pageSize = 1_000;
const bundle = join(root, 'out/benchPublish/secondPlan.cjs');

/**
 * Measures the plan of a large folder whose files are all published. Compares its time with that of a script that lists the same objects and files,
 * one list after the other. Each measurement is made in a process of its own; the server is in this one.
 */
export async function benchSecondPlan(): Promise<void> {
  const entryPoints = [join(root, 'bench/publish/secondPlanRun.mts')];
  const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', packages: 'external' } as const;
  await build({ ...common, entryPoints, outfile: bundle, supported: { 'dynamic-import': false } });
  const store = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
  await withFolder(files, fileBytes, async (folder) => {
    // Time stamps of just now would not prove that a file is unchanged.
    const before = new Date(Date.now() - 24 * 3_600_000);
    for (const name of folder.names) utimesSync(join(folder.path, name), before, before);
    const { stop, ...server } = await serveListing(folder);
    const measure = (kind: PlanJob['kind']) => run({ kind, folder: folder.path, files, store, ...server });
    try {
      // The first plan reads all files and records that they are published.
      const first = await measure('first');
      const costs: Round[] = [];
      for (let round = 0; round < rounds; round++)
        costs.push({ alone: await measure('alone'), plan: await measure('plan') });
      print(first, costs);
    } finally {
      stop();
    }
  }).finally(() => rmSync(store, { recursive: true, force: true }));
}

/** The costs of one round. */
type Round = Readonly<Record<'plan' | 'alone', PlanCost>>;

function print(first: PlanCost, costs: readonly Round[]): void {
  const what = `the plan of ${files} unchanged files`;
  const middle = (take: (round: Round) => number) => median(costs.map(take));
  const ratio = middle(({ plan, alone }) => plan.ms / alone.ms);
  printAim(`${what}: time over listing and stat alone`, ratio, 1.5);
  // The least, since other processes of this computer only add to it.
  const stallMs = Math.min(...costs.map(({ plan }) => plan.stallMs));
  printAim(`${what}: longest stall, ms`, stallMs, 50);
  const peakMb = middle(({ plan }) => plan.peakMb);
  printAim(`${what}: peak RSS over the idle process, MB`, peakMb, 300);
  const textOf = (kind: keyof Round) => {
    const [ms, cpuMs, mb] = (['ms', 'cpuMs', 'peakMb'] as const).map((name) => middle((round) => round[kind][name]));
    return `${kind} ${ms?.toFixed(0)} ms with ${cpuMs?.toFixed(0)} ms of processor time and ${mb?.toFixed(0)} MB`;
  };
  console.log(`  ${what}: ${textOf('plan')}, ${textOf('alone')}; the first plan took ${first.ms.toFixed(0)} ms`);
}

/** Runs a job in a new process. */
async function run(job: PlanJob): Promise<PlanCost> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(job)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof message !== 'object') throw new Error(`The ${job.kind} ended early`);
  return message as PlanCost;
}

/** Starts a server that lists the files of a folder as objects. Its pages are prepared, so that it takes little time itself. */
async function serveListing({ path, names }: Folder): Promise<Pick<PlanJob, 'port' | 'caPath'> & { stop(): void }> {
  const authority = createAuthority();
  const sorted = [...names].sort();
  const pages = new Map<string, Buffer>();
  for (let start = 0; start < sorted.length; start += pageSize) {
    const keys = sorted.slice(start, start + pageSize);
    const next = start + pageSize < sorted.length ? keys.at(-1) : undefined;
    pages.set(sorted[start - 1] ?? '', Buffer.from(toPage(path, keys, next)));
  }
  const SNICallback: TlsOptions['SNICallback'] = (name, done) => done(null, authority.contextFor([name]));
  const server = https.createServer({ SNICallback }, ({ url = '' }, response) => {
    const marker = new URL(url, 'https://localhost').searchParams.get('marker') ?? '';
    const page = pages.get(marker);
    response.writeHead(page ? 200 : 404, { 'content-type': 'application/xml', 'x-oss-request-id': 'A'.repeat(24) });
    response.end(page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
    authority.dispose();
  };
  return { port: (server.address() as AddressInfo).port, caPath: authority.caPath, stop };
}

/** Returns a page of a listing in the form of OSS. Source: GetBucket (ListObjects). */
function toPage(folder: string, keys: readonly string[], next: string | undefined): string {
  const rows = keys.map((key, at) => {
    // The files were published at 500 a second.
    const time = new Date(Date.UTC(2026, 0) + Math.floor(at / 500) * 1_000).toISOString();
    const md5 = createHash('md5')
      .update(readFileSync(join(folder, key)))
      .digest('hex')
      .toUpperCase();
    return `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${time}</LastModified><ETag>"${md5}"</ETag><Type>Normal</Type><Size>${fileBytes}</Size><StorageClass>Standard</StorageClass><Owner><ID>1234567890123456</ID><DisplayName>1234567890123456</DisplayName></Owner></Contents>`;
  });
  const more = next === undefined ? '' : `<NextMarker>${encodeURIComponent(next)}</NextMarker>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>${bucket.name}</Name><Prefix></Prefix><Marker></Marker><MaxKeys>${pageSize}</MaxKeys><Delimiter></Delimiter><EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated>${more}${rows.join('')}</ListBucketResult>`;
}

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import { createOssClient } from '../../test/support/ossClient.js';
import type { CloudReady } from './cloud.mjs';
import type { Job, PublishResult, SaveResult } from './contender.js';
import { bucket, domain } from './place.js';
import { sendAllTo } from './processes.mjs';
import { createRefresh } from './refreshScript.js';

type Put = (name: string, path: string) => Promise<unknown>;

const [port = '', cloudText = '', kind = '', atOnce = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
const key = { id: cloud.keys.accessKeyId, secret: cloud.keys.accessKeySecret, denied: [] };

sendAllTo(Number(port), cloud.caPath);
const oss = createOssClient({ bucket: bucket.name, region: bucket.region, key });
const agent = new https.Agent({ keepAlive: true, maxSockets: Number(atOnce) });
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job) => process.send?.(await (job.kind === 'save' ? saveAll(job) : publish(job))));
process.send?.('ready');

async function publish({ folder, names, untilFresh }: Job & { kind: 'publish' }): Promise<PublishResult> {
  const put: Put = kind === 'raw' ? await openRaw(names) : (name, path) => oss.put(name, path);
  const start = performance.now();
  await forEach(names, (name) => put(name, join(folder, name)));
  const ms = performance.now() - start;
  if (!untilFresh) return { ms };
  const script = createRefresh(cloud.keys);
  await script.waitFor(await script.refresh(names.map((name) => `https://${domain}/${name}`).join('\n')));
  await forEach(names, (name) => exchange({ method: 'GET', host: domain, path: `/${name}` }));
  return { ms, freshMs: performance.now() - start };
}

async function forEach(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const waiting = [...names].reverse();
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, work));
}

/** PUTs without anything around them; their URLs are signed before the time begins. */
async function openRaw(names: readonly string[]): Promise<Put> {
  const urls = new Map<string, URL>();
  for (const name of names) urls.set(name, new URL(await oss.signatureUrlV4('PUT', 3_600, {}, name)));
  return async (name, path) => {
    const { hostname: host, pathname, search } = urls.get(name)!;
    const body = await readFile(path);
    await exchange({ method: 'PUT', host, path: pathname + search, headers: { 'content-length': body.length } }, body);
  };
}

function exchange(options: https.RequestOptions, body?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.request({ ...options, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      response.resume().once('end', resolve).once('error', reject);
    });
    request.once('error', reject).end(body);
  });
}

/** Does as a script with the vendor's own clients does: a PUT, then a refresh. */
async function saveAll({ folder, times }: Job & { kind: 'save' }): Promise<readonly SaveResult[]> {
  const script = createRefresh(cloud.keys);
  const results: SaveResult[] = [];
  for (let time = 0; time < times; time++) {
    writeFileSync(join(folder, 'script.css'), `script ${Math.random()}`);
    const start = performance.now();
    await oss.put('script.css', join(folder, 'script.css'));
    const putMs = performance.now() - start;
    await script.refresh(`https://${domain}/script.css`);
    results.push({ putMs, refreshMs: performance.now() - start, debounceMs: 0 });
  }
  return results;
}

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import type OSS from 'ali-oss';
import { createOssClient } from '../../../test/support/ossClient.js';
import { sendAllTo } from '../place.mjs';
import type { CloudReady } from './cloud.mjs';
import type { Job, PublishResult, SaveResult } from './contender.js';
import { createRefresh } from './refreshScript.js';
import { bucket, domain } from './site.js';

type Put = (name: string, path: string) => Promise<unknown>;

const [kind = '', atOnce = '', port = '', cloudText = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
const key = { id: cloud.keys.accessKeyId, secret: cloud.keys.accessKeySecret, denied: [] };

sendAllTo({ port: Number(port), caPath: cloud.caPath });
const oss: OSS = createOssClient({ bucket: bucket.name, region: bucket.region, key });
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
  await forEach(names, checkAtEdge);
  return { ms, freshMs: performance.now() - start };
}

async function forEach(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const waiting = [...names].reverse();
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, work));
}

/** GETs a file from the edge; throws when that has none. */
function checkAtEdge(name: string): Promise<void> {
  return exchange({ method: 'GET', host: domain, path: `/${name}` });
}

/** PUTs without anything around them; their URLs are signed before the time begins. */
async function openRaw(names: readonly string[]): Promise<Put> {
  const urls = new Map<string, string>();
  for (const name of names) urls.set(name, await oss.signatureUrlV4('PUT', 3_600, {}, name));
  return async (name, path) => putRaw(urls.get(name) ?? '', await readFile(path));
}

function putRaw(url: string, body: Buffer): Promise<void> {
  const { hostname: host, pathname, search } = new URL(url);
  return exchange({ method: 'PUT', host, path: pathname + search, headers: { 'content-length': body.length } }, body);
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

/** What a script does with the vendor's own clients: a PUT, then a refresh. */
async function saveAll({ folder, times }: Job & { kind: 'save' }): Promise<readonly SaveResult[]> {
  const script = createRefresh(cloud.keys);
  const results: SaveResult[] = [];
  for (let time = 0; time < times; time++) {
    writeFileSync(join(folder, 'script.css'), `script ${Math.random()}`);
    const start = performance.now();
    await oss.put('script.css', join(folder, 'script.css'));
    const putMs = performance.now() - start;
    await script.refresh(`https://${domain}/script.css`);
    const requests = ['PutObject', 'RefreshObjectCaches'];
    results.push({ putMs, refreshMs: performance.now() - start, debounceMs: 0, requests });
  }
  return results;
}

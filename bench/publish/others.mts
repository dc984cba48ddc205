import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import Cdn, { DescribeRefreshTaskByIdRequest, RefreshObjectCachesRequest } from '@alicloud/cdn20180510';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { createOssClient } from '../../test/support/ossClient.js';
import { useProxy } from '../../test/support/throughProxy.js';
import type { CloudReady } from './cloud.mjs';
import { type FetchJob, type Job, type PublishResult, sendAllTo, startProcessorTime } from './contender.js';
import { bucket, domain } from './place.js';

/** The class is a property of what Node imports as the default. */
const { default: Client } = Cdn as unknown as { readonly default: typeof Cdn };
const pollMs = 2_000;

type Put = (name: string, path: string) => Promise<unknown>;

const [port = '', cloudText = '', kind = '', atOnce = '', clients = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
const { accessKey: key } = cloud;

if (clients === 'ofProxy') useProxy({ proxyPort: Number(port), caPath: cloud.caPath });
else sendAllTo(Number(port), cloud.caPath);
const oss = createOssClient({ bucket: bucket.name, region: bucket.region, key });
const agent = new https.Agent({ keepAlive: true, maxSockets: Number(atOnce) });
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job | FetchJob) => process.send?.(await ('to' in job ? fetchTo(job) : publish(job))));
process.send?.('ready');

async function publish({ folder, names, untilFresh }: Job): Promise<PublishResult> {
  const put: Put = kind === 'raw' ? await openRaw(names) : (name, path) => oss.put(name, path);
  const start = performance.now();
  const readProcessorTime = startProcessorTime();
  await forEach(names, (name) => put(name, join(folder, name)));
  const ms = performance.now() - start;
  const processorMs = readProcessorTime();
  if (!untilFresh) return { ms, processorMs };
  await refresh(names.map((name) => `https://${domain}/${name}`));
  await forEach(names, (name) => exchange({ method: 'GET', host: domain, path: `/${name}` }));
  return { ms, processorMs, freshMs: performance.now() - start };
}

async function fetchTo({ path, to }: FetchJob): Promise<Pick<PublishResult, 'ms' | 'processorMs'>> {
  const start = performance.now();
  const readProcessorTime = startProcessorTime();
  const host = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
  await exchange({ method: 'GET', host, path }, undefined, (response) => pipeline(response, createWriteStream(to)));
  return { ms: performance.now() - start, processorMs: readProcessorTime() };
}

async function forEach(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const waiting = [...names].reverse();
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, work));
}

/** Prepares bare PUTs of these files. Their URLs are signed before the measured time begins. */
async function openRaw(names: readonly string[]): Promise<Put> {
  const urls = new Map<string, URL>();
  for (const name of names) urls.set(name, new URL(await oss.signatureUrlV4('PUT', 3_600, {}, name)));
  return async (name, path) => {
    const { hostname: host, pathname, search } = urls.get(name)!;
    const body = await readFile(path);
    await exchange({ method: 'PUT', host, path: pathname + search, headers: { 'content-length': body.length } }, body);
  };
}

function exchange(
  options: https.RequestOptions,
  body?: Buffer,
  read: (response: IncomingMessage) => Promise<void> = drop,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.request({ ...options, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
      read(response).then(resolve, reject);
    });
    request.once('error', reject).end(body);
  });
}

function drop(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    response.resume().once('end', resolve).once('error', reject);
  });
}

/** Refreshes URLs with the vendor's client, as in its examples, and polls every two seconds until the task is complete. */
async function refresh(urls: readonly string[]): Promise<void> {
  const credential = {
    getCredential: async () => ({ accessKeyId: key.id, accessKeySecret: key.secret, type: 'access_key' }),
  };
  const client = new Client(new $OpenApiUtil.Config({ credential, endpoint: 'cdn.aliyuncs.com' }));
  const request = new RefreshObjectCachesRequest({ objectPath: urls.join('\n'), objectType: 'File' });
  const taskId = (await client.refreshObjectCaches(request)).body?.refreshTaskId ?? '';
  for (;;) {
    await pause(pollMs);
    const { body } = await client.describeRefreshTaskById(new DescribeRefreshTaskByIdRequest({ taskId }));
    const { tasks = [] } = body ?? {};
    if (tasks.length > 0 && tasks.every(({ status }) => status === 'Complete')) return;
  }
}

import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { createFiles } from '../../src/disk/files.js';
import { bucket, keys, openCloud } from './place.mjs';

/** One way to put a file of the disk into the bucket. */
export type PutFile = (key: string, path: string) => Promise<unknown>;

/** Every way by its name, from how many connections it may use. */
export const contenders = { ours, aliOssFile, aliOssBuffer, raw, rawOurRead } satisfies Record<string, MakeContender>;

type MakeContender = (connections: number) => PutFile | Promise<PutFile>;

const files = createFiles();

/** With our own reading of files. */
function ours(): PutFile {
  const { oss } = openCloud();
  const { signal } = new AbortController();
  const options = { headers: { 'content-type': 'text/css' } };
  return async (key, path) => oss.putObject(bucket, key, { body: await readOurs(path), ...options }, signal);
}

/** The vendor's client, in the way of its examples. */
async function aliOssFile(): Promise<PutFile> {
  const client = await openAliOss();
  return (key, path) => client.put(key, path, { mime: 'text/css' });
}

/** The vendor's client, given the bytes. */
async function aliOssBuffer(): Promise<PutFile> {
  const client = await openAliOss();
  return async (key, path) => client.put(key, await readFile(path), { mime: 'text/css' });
}

/** Neither signs nor checks anything, and reads files by `fs/promises` as a script would. */
function raw(connections: number): PutFile {
  const put = createRawPut(connections);
  return async (key, path) => put(key, await readFile(path));
}

/** The same, with our own reading of files. */
function rawOurRead(connections: number): PutFile {
  const put = createRawPut(connections);
  return async (key, path) => put(key, await readOurs(path));
}

async function readOurs(path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (!bytes) throw new Error(`There is no ${path}`);
  return bytes;
}

async function openAliOss() {
  const { createOssClient } = await import('../../test/support/ossClient.js');
  const key = { id: keys.accessKeyId, secret: keys.accessKeySecret, denied: [] };
  return createOssClient({ bucket: bucket.name, region: bucket.region, key });
}

function createRawPut(connections: number) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: connections });
  const host = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
  return (key: string, body: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-length': body.length, 'content-type': 'text/css' };
      const request = https.request({ method: 'PUT', host, path: `/${key}`, headers, agent }, (response) => {
        response.resume().once('end', resolve).once('error', reject);
      });
      request.once('error', reject).end(body);
    });
}

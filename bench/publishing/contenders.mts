import { readFile } from 'node:fs/promises';
import https from 'node:https';
import type OSS from 'ali-oss';
import { createFiles } from '../../src/disk/files.js';
import { createOssClient } from '../../test/support/ossClient.js';
import { bucket, keys, openCloud } from './place.mjs';

/** One way to put a file of the disk into the bucket. */
export type PutFile = (key: string, path: string) => Promise<unknown>;

/** Every way by its name. */
export type Contenders = Readonly<Record<'ours' | 'aliOssFile' | 'aliOssBuffer' | 'raw' | 'rawOurRead', PutFile>>;

/**
 * Every way: ours with its own reading of files, the vendor's client in both ways that it offers, and PUTs that neither sign
 * nor check anything, of what `fs/promises` reads as a script would, and of what our own reading gives.
 */
export function createContenders(connections: number): Contenders {
  const { oss } = openCloud();
  const files = createFiles();
  const read = async (path: string) => {
    const bytes = await files.read(path);
    if (!bytes) throw new Error(`There is no ${path}`);
    return bytes;
  };
  const { signal } = new AbortController();
  const aliOss: OSS = createOssClient({
    bucket: bucket.name,
    region: bucket.region,
    key: { id: keys.accessKeyId, secret: keys.accessKeySecret, denied: [] },
  });
  const agent = new https.Agent({ keepAlive: true, maxSockets: connections });
  return {
    ours: async (key, path) =>
      oss.putObject(bucket, key, await read(path), { headers: { 'content-type': 'text/css' } }, signal),
    aliOssFile: (key, path) => aliOss.put(key, path, { mime: 'text/css' }),
    aliOssBuffer: async (key, path) => aliOss.put(key, await readFile(path), { mime: 'text/css' }),
    raw: async (key, path) => putRaw(agent, key, await readFile(path)),
    rawOurRead: async (key, path) => putRaw(agent, key, await read(path)),
  };
}

function putRaw(agent: https.Agent, key: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
    const headers = { 'content-length': body.length, 'content-type': 'text/css' };
    const request = https.request({ method: 'PUT', host, path: `/${key}`, headers, agent }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
    });
    request.once('error', reject).end(body);
  });
}

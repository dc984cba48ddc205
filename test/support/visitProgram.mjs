import { once } from 'node:events';
import http from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const [, , port, url, method, headers] = process.argv;
const { host } = new URL(url);
const request = http.request({ port, path: url, method, headers: { host, ...JSON.parse(headers) }, agent: false });
request.end();
const [response] = await once(request, 'response');
const body = Buffer.concat(await response.toArray());
const unpack =
  { br: brotliDecompressSync, gzip: gunzipSync }[response.headers['content-encoding']] ?? ((bytes) => bytes);
const text = unpack(body).toString();
console.log(JSON.stringify({ status: response.statusCode, headers: response.headers, bytes: body.length, text }));

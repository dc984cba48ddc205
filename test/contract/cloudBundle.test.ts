import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describePorts } from './conformance/ports.js';
import { openSandboxCloud } from './conformance/sandboxCloud.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-bundle-'));
execFileSync(process.execPath, ['esbuild.js', '--production', `--outdir=${folder}`], { stdio: 'pipe' });
// `extension.js`, which exports what all output files share, imports this. The cloud does not use it.
mkdirSync(path.join(folder, 'node_modules'));
writeFileSync(path.join(folder, 'node_modules/vscode.js'), '');
afterAll(() => rmSync(folder, { recursive: true }));

const require = createRequire(import.meta.url);
const bundle: typeof import('../../src/cloud/createCloud.js') = require(path.join(folder, 'cloud.js'));

// The build prunes the vendor's SDKs: what is shipped must do what the sources do.
describePorts('shipped bundle', () => openSandboxCloud({}, {}, bundle.createCloud));

test('the bundled SDKs send through the transport that bounds responses and recognises proxies', async () => {
  const { signal } = new AbortController();
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const { cloud, fail, sandbox, stop } = await openSandboxCloud({}, { clock, timeoutMs: 60_000 }, bundle.createCloud);
  try {
    fail('DescribeUserDomains', 'flood', { count: 9 });
    await expect(cloud.cdn.listDomains(signal)).rejects.toMatchObject({ kind: 'badAnswer' });
    fail('DescribeDomains', 'html403', { count: 9 });
    await expect(cloud.dns.listZones(signal)).rejects.toMatchObject({ kind: 'proxyRefused' });
    sandbox.state.proxyRefuses = new Set(['oss']);
    await expect(cloud.oss.listBuckets(signal)).rejects.toMatchObject({ kind: 'proxyRefused' });
  } finally {
    await stop();
  }
});

describe('output files', () => {
  const kilobytes = (name: string) => statSync(path.join(folder, name)).size / 1024;

  test('are one for each vendor SDK, and none contains a whole SDK', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['cloud.js', 'sdkCdn.js', 'sdkDns.js', 'sdkOss.js']));
    expect(kilobytes('sdkCdn.js')).toBeLessThan(200);
    expect(kilobytes('sdkDns.js')).toBeLessThan(200);
    expect(kilobytes('sdkOss.js')).toBeLessThan(200);
    expect(kilobytes('cloud.js')).toBeLessThan(120);
  });

  test.each(['cloud', 'sdkCdn', 'sdkDns', 'sdkOss', 'sdkSts'])(
    'share one transport and its connections: %s',
    (name) => {
      expect(readFileSync(path.join(folder, `${name}.js`), 'utf8')).toContain('require("./transport.js")');
    },
  );

  test('load no SDK before the first call', () => {
    const script = `
      const cloud = require(${JSON.stringify(path.join(folder, 'cloud.js'))});
      cloud.createCloud({ credentials: async () => ({}), onCall: () => {}, clock: { now: Date.now } });
      console.log(Object.keys(require.cache).filter((file) => /sdk/.test(require('path').basename(file))).length);`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe('0');
  });
});

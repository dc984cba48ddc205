import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { startLetsEncrypt } from '../../scripts/letsEncrypt.mjs';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(): Promise<Sandbox> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-demo-'));
  const sandbox = await startSandbox({ caDir: top });
  ends.push(async () => {
    await sandbox.stop();
    rmSync(top, { recursive: true });
  });
  return sandbox;
}

const authorities = ({ caPath }: Sandbox) =>
  (readFileSync(caPath, 'utf8').match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map(
    (pem) => new X509Certificate(pem).subject,
  );

test("the demo has a Pebble for Let's Encrypt, whose authority a later VS Code trusts", async () => {
  const sandbox = await open();
  const end = await startLetsEncrypt(sandbox);
  ends.push(end);
  expect(sandbox.state.acmeServer).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(authorities(sandbox)).toEqual([
    expect.stringContaining('Cloud sandbox authority'),
    expect.stringMatching(/Pebble Root CA/),
  ]);
});

test("the demo starts without Let's Encrypt if there is no Pebble, and says so", async () => {
  const said = vi.spyOn(console, 'log').mockReturnValue();
  vi.stubEnv('PEBBLE_PATH', '/nowhere/pebble');
  vi.resetModules();
  const fresh = await import('../../scripts/letsEncrypt.mjs');
  const sandbox = await open();
  ends.push(await fresh.startLetsEncrypt(sandbox));
  expect(sandbox.state.acmeServer).toBeUndefined();
  expect(said.mock.calls.flat()).toEqual([expect.stringContaining("Let's Encrypt is not available here")]);
});

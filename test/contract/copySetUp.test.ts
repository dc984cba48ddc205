import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { configsOf, setByHand } from '../../sandbox/cdn/configs/configs.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import { copySetUp } from '../../src/features/domains/copySetUp.js';
import type { DomainDeps } from '../../src/features/domains/domainDeps.js';
import { editor, resetEditor } from '../support/fakeVscode.js';
import { call } from '../support/rpcSandbox.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const other = 'copy.shop-demo.com';
const secret = 'very-secret-key-1234';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(() => resetEditor());
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const stored = (name: string) => runs.sandbox.state.cdnDomains.get(name)!;
const settings = (name: string) =>
  configsOf(runs.sandbox.state, stored(name))
    .map(({ functionName, args }) => `${functionName} ${JSON.stringify(args)}`)
    .sort();

async function copy(): Promise<string> {
  await copySetUp({ session: { cloud: async () => runs.cloud } } as unknown as DomainDeps, domain);
  return editor.copied.at(-1) ?? '';
}

/** What a shell gives to the program `aliyun` in each line of these. */
async function readLines(text: string): Promise<readonly (readonly string[])[]> {
  const program = `aliyun() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${text}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', program]);
  const calls = stdout.split('\n\0').slice(0, -1);
  return calls.map((each) => each.split('\0').slice(0, -1));
}

/** Sends each line to the API under another domain name, as the CLI would, once CDN is done with the one before. */
async function sendLines(text: string): Promise<void> {
  const { state, accessKey } = runs.sandbox;
  for (const [product, action = '', ...options] of await readLines(text)) {
    expect(product).toBe('cdn');
    const pairs = options.flatMap((name, at) => (at % 2 === 0 ? [[name.slice(2), options[at + 1] ?? '']] : []));
    const answer = await call(cdnService, state, action, Object.fromEntries(pairs), { key: accessKey });
    expect({ action, status: answer.status, code: answer.code }).toEqual({ action, status: 200, code: undefined });
    await expect.poll(async () => (await runs.cloud.cdn.readDomain(other, signal))?.status).toBe('online');
  }
}

test('the copied lines give a second domain the same origin, functions, arguments and certificate', async () => {
  const { state } = runs.sandbox;
  const kept = addCertificate(state, 'wild-2026', state.issue!(['*.shop-demo.com'], 60), true);
  await runs.cloud.cdn.setCertificate(domain, { id: kept.id, name: kept.name, region: kept.region }, signal);
  await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
  const set = (functionName: string, args: Readonly<Record<string, string>>) =>
    setByHand(state, stored(domain), functionName, args);
  set('host_redirect', { regex: "^/it's/(.*)$", replacement: '/$1?a=b&c="d"', flag: 'break' });
  set('set_resp_header', { key: 'X-Text', value: "a `b` $HOME \\ 'c' !", header_operation_type: 'modify' });
  set('path_based_ttl_set', { path: '/', ttl: '3600', weight: '1', swift_origin_cache_high: 'on' });
  set('https_force', { enable: 'on', https_rewrite: '301' });
  set('gzip', { enable: 'on' });
  await sendLines((await copy()).replaceAll(domain, other));
  expect(settings(other)).toEqual(settings(domain));
  const [one, two] = [stored(domain), stored(other)];
  expect({ sources: two.sources, scope: two.scope, cdnType: two.cdnType }).toEqual({
    sources: one.sources,
    scope: one.scope,
    cdnType: one.cdnType,
  });
  expect({ httpsOn: two.httpsOn, certificateId: two.certificate?.id }).toEqual({
    httpsOn: true,
    certificateId: kept.id,
  });
});

test('keys are not copied, a condition is left out, and an origin host of its own replaces the one that CDN has set', async () => {
  const { state } = runs.sandbox;
  stored(domain).httpsOn = false;
  setByHand(state, stored(domain), 'aliauth', { auth_type: 'type_a', auth_key1: secret });
  setByHand(state, stored(domain), 'set_req_host_header', { domain_name: domain });
  const conditional = {
    id: '7',
    functionName: 'gzip',
    args: { enable: 'off' },
    parentId: '42',
    readyAt: 0,
    failed: false,
  };
  stored(domain).configs!.push(conditional);
  setByHand(state, stored(domain), 'condition', { rule: '{"match":{}}' });
  const text = await copy();
  expect(text).not.toContain(secret);
  expect(text).toContain('# Replace each <secret>; keys are not copied');
  expect(text).toContain('# Left out; set with a condition in the console: 2');
  expect(text).not.toContain('"condition"');
  const calls = await readLines(text);
  expect(calls.map(([, action]) => action)).toEqual([
    'AddCdnDomain',
    'BatchSetCdnDomainConfig',
    'BatchSetCdnDomainConfig',
  ]);
  const [first, ...rest] = text
    .split('\n')
    .filter((line) => line.startsWith('aliyun'))
    .map((line) => line.replaceAll(domain, other));
  await sendLines(first!);
  const { id: hostId } = configsOf(state, stored(other)).find(
    ({ functionName }) => functionName === 'set_req_host_header',
  )!;
  await sendLines(rest.join('\n').replace('<config-id>', hostId).replace('<secret>', secret));
  const own = configsOf(state, stored(other)).map(({ functionName, args }) => [functionName, args]);
  expect(own).toContainEqual(['aliauth', { auth_type: 'type_a', auth_key1: secret }]);
  expect(own).toContainEqual(['set_req_host_header', { domain_name: other }]);
});

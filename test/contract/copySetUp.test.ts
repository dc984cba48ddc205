import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { configsOf, setByHand } from '../../sandbox/cdn/configs/configs.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import { copySetUp } from '../../src/features/domains/domainCommands.js';
import type { DomainDeps } from '../../src/features/domains/domainDeps.js';
import { editor, resetEditor } from '../support/fakeVscode.js';
import { parseHcl } from '../support/hcl.js';
import { call } from '../support/rpcSandbox.js';
import { type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { scriptedUi } from '../support/scriptedUi.js';

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

async function copy(pick = 'Alibaba Cloud CLI'): Promise<string> {
  const ui = scriptedUi([{ pick }]);
  await copySetUp({ session: { cloud: async () => runs.cloud }, ui } as unknown as DomainDeps, domain);
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
  for (const [product, action = '', ...options] of await readLines(text)) {
    expect(product).toBe('cdn');
    const pairs = options.flatMap((name, at) => (at % 2 === 0 ? [[name.slice(2), options[at + 1] ?? '']] : []));
    await send(action, Object.fromEntries(pairs));
  }
}

/** Makes what a configuration of Terraform says under another domain name, with these values for its variables, as the provider would. */
async function applyTerraform(text: string, variables: Readonly<Record<string, string>> = {}): Promise<void> {
  const blocks = parseHcl(text);
  const resources = blocks.filter(({ type }) => type === 'resource');
  const [created, ...others] = resources.filter(({ labels }) => labels[0] !== 'alicloud_alidns_record');
  expect(created?.labels).toEqual(['alicloud_cdn_domain_new', 'domain']);
  const { domain_name: name = '', cdn_type: CdnType = '', scope: Scope = '' } = created!.attributes;
  const sources = created!.blocks.filter(({ type }) => type === 'sources').map(({ attributes }) => attributes);
  const Sources = JSON.stringify(sources.map((each) => ({ ...each, port: Number(each.port) })));
  await send('AddCdnDomain', { DomainName: name, CdnType, ...(Scope && { Scope }), Sources });
  for (const { attributes } of created!.blocks.filter(({ type }) => type === 'certificate_config'))
    await send('SetCdnDomainSSLCertificate', {
      DomainName: name,
      SSLProtocol: attributes.server_certificate_status ?? '',
      CertType: attributes.cert_type ?? '',
      CertId: attributes.cert_id ?? '',
      CertName: attributes.cert_name ?? '',
      CertRegion: attributes.cert_region ?? '',
    });
  expect(new Set(others.map(({ labels }) => labels.join('.'))).size).toBe(others.length);
  for (const { labels, attributes, blocks: args } of others) {
    expect(labels[0]).toBe('alicloud_cdn_domain_config');
    expect(attributes.domain_name).toBe('alicloud_cdn_domain_new.domain.domain_name');
    const textOf = (value = '') => (value.startsWith('var.') ? variables[value.slice(4)] : value);
    const functionArgs = args.map(({ attributes: { arg_name, arg_value } }) => ({
      argName: arg_name,
      argValue: textOf(arg_value),
    }));
    // The provider names the entry that was imported.
    const imported = configsOf(runs.sandbox.state, stored(name)).find(
      ({ functionName }) => functionName === attributes.function_name && functionName === 'set_req_host_header',
    );
    const config = { functionName: attributes.function_name, functionArgs, ...(imported && { configId: imported.id }) };
    await send('BatchSetCdnDomainConfig', { DomainNames: name, Functions: JSON.stringify([config]) });
  }
}

async function send(action: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  const { state, accessKey } = runs.sandbox;
  const answer = await call(cdnService, state, action, parameters, { key: accessKey });
  expect({ action, status: answer.status, code: answer.code }).toEqual({ action, status: 200, code: undefined });
  await expect.poll(async () => (await runs.cloud.cdn.readDomain(other, signal))?.status).toBe('online');
}

/** A domain with a certificate, and texts that a careless quotation would change. */
async function setUpDomain() {
  const { state } = runs.sandbox;
  const kept = addCertificate(state, 'wild-2026', state.issue!(['*.shop-demo.com'], 60), true);
  await runs.cloud.cdn.setCertificate(domain, { id: kept.id, name: kept.name, region: kept.region }, signal);
  await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
  const set = (functionName: string, args: Readonly<Record<string, string>>) =>
    setByHand(state, stored(domain), functionName, args);
  set('host_redirect', { regex: "^/it's/(.*)$", replacement: '/$1?a=b&c="d"', flag: 'break' });
  set('set_resp_header', {
    key: 'X-Text',
    value: `a \`b\` "c" $HOME \\ 'd' ! \${e} %{f} $\${g} # h`,
    header_operation_type: 'modify',
  });
  set('path_based_ttl_set', { path: '/', ttl: '3600', weight: '1', swift_origin_cache_high: 'on' });
  set('https_force', { enable: 'on', https_rewrite: '301' });
  set('gzip', { enable: 'on' });
  set('ip_allow_list_set', { ip_list: '192.0.2.7', ip_acl_xfwd: 'off' });
  return kept;
}

function expectSame(certificateId: number): void {
  expect(settings(other)).toEqual(settings(domain));
  const [one, two] = [stored(domain), stored(other)];
  expect({ sources: two.sources, scope: two.scope, cdnType: two.cdnType }).toEqual({
    sources: one.sources,
    scope: one.scope,
    cdnType: one.cdnType,
  });
  expect({ httpsOn: two.httpsOn, certificateId: two.certificate?.id }).toEqual({ httpsOn: true, certificateId });
}

test('the copied CLI lines give a second domain the same origin, functions, arguments and certificate', async () => {
  const kept = await setUpDomain();
  await sendLines((await copy()).replaceAll(domain, other));
  expectSame(kept.id);
});

test('the copied Terraform resources give a second domain the same origin, functions, arguments and certificate', async () => {
  const kept = await setUpDomain();
  await applyTerraform((await copy('Terraform')).replaceAll(domain, other));
  expectSame(kept.id);
});

test('the import blocks name the existing domain, its settings by id, and the record that leads to it', async () => {
  await setUpDomain();
  const { state } = runs.sandbox;
  const text = await copy('Terraform');
  const blocks = parseHcl(text);
  const imports = blocks.filter(({ type }) => type === 'import').map(({ attributes }) => attributes);
  const of = (kind: string) => imports.filter(({ to = '' }) => to.startsWith(`${kind}.`)).map(({ id }) => id);
  expect(of('alicloud_cdn_domain_new')).toEqual([domain]);
  const configs = blocks.filter(({ labels }) => labels[0] === 'alicloud_cdn_domain_config');
  expect(of('alicloud_cdn_domain_config')).toHaveLength(configs.length);
  const known = configsOf(state, stored(domain)).map(({ functionName, id }) => `${domain}:${functionName}:${id}`);
  expect(of('alicloud_cdn_domain_config').filter((id) => !known.includes(id ?? ''))).toEqual([]);
  const { zone, rr } = (await runs.cloud.dns.locate(domain, signal))!;
  const records = await runs.cloud.dns.listRecords(zone, rr, signal);
  expect(of('alicloud_alidns_record')).toEqual(records.filter(({ type }) => type === 'CNAME').map(({ id }) => id));
  expect(imports.map(({ to }) => to)).toEqual(
    blocks.filter(({ type }) => type === 'resource').map(({ labels }) => labels.join('.')),
  );
});

test('keys become sensitive Terraform variables, and an own origin host is imported', async () => {
  const { state } = runs.sandbox;
  stored(domain).httpsOn = false;
  setByHand(state, stored(domain), 'aliauth', { auth_type: 'type_a', auth_key1: secret, auth_key2: `${secret}2` });
  setByHand(state, stored(domain), 'set_req_host_header', { domain_name: domain });
  setByHand(state, stored(domain), 'condition', { rule: '{"match":{}}' });
  const text = await copy('Terraform');
  expect(text).not.toContain(secret);
  const [first, second] = ['aliauth_1_auth_key1', 'aliauth_1_auth_key2'];
  expect(text).toContain(`# Keys are not copied; Terraform asks for these variables: ${first}, ${second}`);
  expect(text).toContain('# Left out; set with a condition in the console: 1');
  expect(text).toContain(
    `# terraform import alicloud_cdn_domain_config.set_req_host_header_2 ${domain}:set_req_host_header:<config-id>`,
  );
  const variables = parseHcl(text).filter(({ type }) => type === 'variable');
  expect(variables.map(({ labels, attributes }) => ({ labels, attributes }))).toEqual(
    [first, second].map((label) => ({ labels: [label], attributes: { type: 'string', sensitive: 'true' } })),
  );
  await applyTerraform(text.replaceAll(domain, other), { [first!]: secret, [second!]: `${secret}2` });
  const own = configsOf(state, stored(other)).map(({ functionName, args }) => [functionName, args]);
  expect(own).toContainEqual(['aliauth', { auth_type: 'type_a', auth_key1: secret, auth_key2: `${secret}2` }]);
  expect(own).toContainEqual(['set_req_host_header', { domain_name: other }]);
});

test('nothing is copied if the format is not chosen', async () => {
  const ui = scriptedUi(['cancel']);
  await copySetUp({ session: { cloud: async () => runs.cloud }, ui } as unknown as DomainDeps, domain);
  expect(editor.copied).toEqual([]);
});

test("keys and conditions are omitted, and an own origin host replaces CDN's", async () => {
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

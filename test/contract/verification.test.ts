import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routeRules } from '../../src/core/delivery/siteRoutes.js';
import { acquireFacts } from '../../src/core/verification/acquire/acquire.js';
import { diagnose } from '../../src/core/verification/diagnosis/diagnose.js';
import type { VerificationFacts } from '../../src/core/verification/facts.js';
import { systemClock } from '../../src/disk/clock.js';
import { answersOf } from '../../src/features/verification/page/answers.js';
import { createControl } from '../support/control.js';
import { eventually } from '../support/eventually.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const zone = 'shop-demo.com';
const name = `static.${zone}`;
const cname = `${name}.w.kunlunsl.com`;

let world: SandboxCloud;
beforeEach(async () => {
  world = await openSandboxCloud();
});
afterEach(() => world.stop());

async function look(domain = name, signedIn = true): Promise<VerificationFacts> {
  const server = `127.0.0.1:${world.sandbox.dnsPort}`;
  const { resolver, edge } = world.cloud;
  const ports = { resolver, edge, clock: systemClock, ...(signedIn && { account: world.cloud }) };
  return acquireFacts(domain, ports, { resolvers: [server], authoritativeServers: [server] }, signal);
}

const stored = () => world.sandbox.state.cdnDomains.get(name) ?? {};

/** CDN asks OSS under the domain, which is bound to the bucket. */
async function askByDomain(): Promise<void> {
  await createControl(world.sandbox).act('setFunction', {
    domain: name,
    functionName: 'set_req_host_header',
    args: { domain_name: name },
  });
}

const kindOf = (facts: VerificationFacts) => diagnose(facts).verdict;

async function changeRecord(change: (id: string) => Promise<unknown>): Promise<void> {
  const [record] = await world.cloud.dns.listRecords(zone, 'static', signal);
  await change(record?.id ?? '');
}

describe('verification through the real adapters', () => {
  it('finds a working domain, with every part and the same bytes by every available way', async () => {
    await askByDomain();
    const facts = await look();
    expect(kindOf(facts)).toEqual({ kind: 'working' });
    expect(Object.values(facts.sources).map(({ failed }) => failed)).toEqual(Array(7).fill(undefined));
    expect(facts.delegation).toMatchObject({ zone, nameServers: facts.delegation?.hosted });
    expect(facts.delegation?.negativeTtl).toBeGreaterThan(0);
    expect(facts).not.toHaveProperty('wildcard');
    const compared = facts.edges.filter(({ answer }) => answer.outcome === 'answered');
    expect(compared.length).toBeGreaterThanOrEqual(2);
    for (const edge of compared) expect(edge).toMatchObject({ sameBytes: true, answer: { status: 200 } });
  });

  it("finds that browsers download a page because CDN requests it under the bucket's own domain, and what follows", async () => {
    // Copies at the nodes live as long as in the real world.
    world.sandbox.state.speed = 1;
    const facts = await look();
    expect(diagnose(facts)).toEqual({
      verdict: { kind: 'downloads', forced: true },
      fixes: [{ kind: 'setOriginHost' }, { kind: 'openCdnConsole' }],
    });
    await askByDomain();
    // The nodes have copies with the header that forces it.
    expect(diagnose(await look())).toMatchObject({
      verdict: { kind: 'downloads' },
      fixes: [{ kind: 'refreshCopies' }],
    });
    world.sandbox.state.edgeCache.clear();
    expect(kindOf(await look())).toEqual({ kind: 'working' });
  });

  it.each([
    { rules: 'that lead to a folder', routes: { folders: ['docs'] }, verdict: { kind: 'working' } },
    {
      rules: 'without one for a folder',
      routes: {},
      verdict: { kind: 'pages', failing: 2, asked: 7, path: '/docs/', status: 404 },
    },
  ])('checks pages at each form of their address, with rules $rules', async ({ routes, verdict }) => {
    await askByDomain();
    const { oss, cdn } = world.cloud;
    const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
    for (const key of ['index.html', 'about.html', 'docs/index.html'])
      await oss.putObject(bucket, key, { body: Buffer.from(key), headers: { 'content-type': 'text/html' } }, signal);
    const rules = routeRules('website', routes).map(({ args }) => ({ functionName: 'host_redirect', args }));
    await cdn.setConfigs(name, rules, signal);
    expect(kindOf(await look())).toEqual(verdict);
  });

  it('finds a domain without HTTPS behind a proxy that forwards plain HTTP only to names', async () => {
    await askByDomain();
    Object.assign(stored(), { httpsOn: false });
    const facts = await look();
    expect(kindOf(facts)).toEqual({ kind: 'httpOnly' });
    const plain = facts.edges.filter(({ scheme }) => scheme === 'http');
    expect(plain.map(({ via, connectTo, sameBytes }) => ({ via, connectTo, sameBytes }))).toEqual([
      { via: 'cname', connectTo: cname, sameBytes: undefined },
      { via: 'dns', connectTo: name, sameBytes: true },
    ]);
    expect(answersOf(facts).map(({ tone }) => tone)).toEqual(['good', 'warn']);
  });

  it('finds without an account that everything works but the page at /, which the bucket does not have', async () => {
    const facts = await look(name, false);
    expect(facts).toMatchObject({ accountUnknown: true, sources: { alidns: { failed: 'notSignedIn' } } });
    expect(facts.edges.some(({ connectTo }) => connectTo === cname)).toBe(true);
    expect(kindOf(facts)).toMatchObject({ kind: 'originRefuses', cause: 'bareDomain' });
  });

  it('a paused record is found', async () => {
    await changeRecord((id) => world.cloud.dns.updateRecordState(id, false, signal));
    expect(kindOf(await look())).toMatchObject({ kind: 'paused' });
  });

  it('finds a missing record, and then the wildcard that answers instead', async () => {
    await changeRecord((id) => world.cloud.dns.deleteRecord(id, signal));
    expect(kindOf(await look())).toEqual({ kind: 'missing' });
    await world.cloud.dns.createRecord({ zone, rr: '*', type: 'CNAME', value: 'web.example.net', ttl: 600 }, signal);
    const facts = await look();
    expect(facts.wildcard).toBe(`*.${zone}`);
    expect(diagnose(facts)).toMatchObject({
      verdict: { kind: 'wrongTarget', found: 'web.example.net' },
      fixes: [{ kind: 'addRecord', hosted: true }, {}],
    });
  });

  it('finds a conflicting address record', async () => {
    const record = { zone, rr: 'static', type: 'A', value: '203.0.114.10', ttl: 600 };
    await changeRecord((id) => world.cloud.dns.updateRecord(id, record, signal));
    expect(kindOf(await look())).toEqual({ kind: 'addressInTheWay', addresses: ['203.0.114.10'] });
  });

  it('finds a domain that is still under review', async () => {
    expect(kindOf(await look(`media.${zone}`))).toEqual({ kind: 'notOnline', status: 'checking' });
  });

  it('finds a name that is not on CDN', async () => {
    expect(kindOf(await look(`www.${zone}`))).toEqual({ kind: 'notOnCdn' });
  });

  it('finds a stopped domain, signed in or not', async () => {
    await world.cloud.cdn.stopDomain(name, signal);
    await eventually(async () => expect((await world.cloud.cdn.readDomain(name, signal))?.status).toBe('offline'));
    expect(kindOf(await look())).toEqual({ kind: 'stopped' });
    expect(kindOf(await look(name, false))).toEqual({ kind: 'stopped' });
  });

  it('a zone that is served elsewhere is found', async () => {
    const stored = world.sandbox.state.zones.get(zone);
    Object.assign(stored ?? {}, { nameServers: ['ns1.registrar.example', 'ns2.registrar.example'] });
    const facts = await look();
    expect(kindOf(facts)).toMatchObject({
      kind: 'zoneElsewhere',
      servers: ['ns1.registrar.example', 'ns2.registrar.example'],
    });
  });

  it('finds a refusal by the origin, with the reason', async () => {
    const bucket = world.sandbox.state.buckets.get('assets-singapore');
    Object.assign(bucket ?? {}, { acl: 'private' });
    expect(kindOf(await look())).toMatchObject({ kind: 'originRefuses', cause: 'privateBucket' });
    Object.assign(bucket ?? {}, { acl: 'public-read' });
    const args = { domain_name: `other.${zone}` };
    const [present] = await world.cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
    const setting = { functionName: 'set_req_host_header', args, configId: present?.id ?? '' };
    await world.cloud.cdn.setConfigs(name, [setting], signal);
    await eventually(async () => {
      const configs = await world.cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
      expect(configs.map(({ status }) => status)).toEqual(['success']);
    });
    expect(kindOf(await look())).toMatchObject({ kind: 'originRefuses', cause: 'wrongOriginHost' });
  });

  it('finds a refusal by a rule of the edge', async () => {
    world.fail('EdgeRequest', 'error', { count: 100, code: 'denied by Referer ACL', status: 403 });
    expect(kindOf(await look())).toMatchObject({ kind: 'edgeRefuses', reason: 'denied by Referer ACL' });
  });

  it.each([
    ['none', { problem: 'missing' }],
    ['wrongName', { problem: 'wrongName', name: 'www.example.net' }],
    ['otherName', { problem: 'missing' }],
    ['expired', { problem: 'expired', name }],
    ['untrusted', { problem: 'untrusted', name }],
  ] as const)('finds a bad certificate: %s', async (certificateFlaw, problem) => {
    Object.assign(stored(), { certificateFlaw });
    expect(kindOf(await look())).toMatchObject({ kind: 'certificate', ...problem });
  });

  it('a certificate that ends soon is found', async () => {
    await askByDomain();
    Object.assign(stored(), { certificateFlaw: 'expiring' });
    expect(diagnose(await look())).toMatchObject({
      verdict: { kind: 'expiring', name },
      fixes: [{ kind: 'addCertificate', renew: true }],
    });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actByHand } from '../../sandbox/console.js';
import { AppError } from '../../src/core/errors.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { type AcmeWorld, agreeTo, startAcmeWorld } from '../support/acmeWorld.js';
import { rfcCertificate } from '../support/rfcCertificate.js';
import { long } from '../support/sample.js';
import { shownCertificate } from '../support/shownCertificate.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const zone = 'shop-demo.com';
let world: AcmeWorld;

beforeEach(async () => {
  world = await startAcmeWorld();
  world.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(() => world.stop());

const kindsOf = (asked: readonly UserAsk[]) => [...new Set(asked.map(({ kind }) => kind))];
const isFailure = (ask: UserAsk) => ask.kind === 'chooseCertificate' && ask.problem !== undefined;

/** Agrees to everything; keeps what was asked. */
function agree(name: string, asked: UserAsk[] = []) {
  return (ask: UserAsk) => {
    asked.push(ask);
    return agreeTo(name, ask);
  };
}

/** The same where the domain has a certificate. */
function replace(name: string) {
  return (ask: UserAsk): Partial<RunAnswers> =>
    ask.kind === 'replaceCertificate' ? { approvals: { certificate: ask.approval } } : agreeTo(name, ask);
}

/** The cloud with one call replaced. */
function withCall<P extends keyof CloudPorts>(port: P, call: Partial<CloudPorts[P]>): CloudPorts {
  return { ...world.cloud, [port]: { ...world.cloud[port], ...call } };
}

test('a certificate is requested, validated by a temporary record, stored, set and served', async () => {
  const asked: UserAsk[] = [];
  await world.run(domain, agree(domain, asked));
  expect(kindsOf(asked)).toEqual(['chooseCertificate', 'approveValidation', 'offerRedirect']);
  const shown = await shownCertificate(world.sandbox, { target: `${domain}.w.kunlunsl.com`, name: domain });
  expect(shown?.subjectAltName).toBe(`DNS:${domain}`);
  expect(shown?.issuer).toContain('Pebble');
  expect(world.recordsOf('TXT', '_acme-challenge.static')).toEqual([]);
  expect({ records: world.made('AddDomainRecord'), certificates: world.made('UploadUserCertificate') }).toEqual({
    records: 1,
    certificates: 1,
  });
  const [name] = [...world.sandbox.state.certificates.values()].map((each) => each.name).slice(-1);
  expect(name).toMatch(/^static\.shop-demo\.com-\d{8}T\d{6}-letsencrypt$/);
});

test(
  'a wildcard certificate also covers the name above it, by two values at one host with one approval',
  long,
  async () => {
    const wildcard = `.${zone}`;
    const { cdnDomains } = world.sandbox.state;
    const cname = 'any.shop-demo.com.w.kunlunsl.com';
    cdnDomains.set(wildcard, { ...cdnDomains.get(domain)!, name: wildcard, cname, futureCname: cname, configs: [] });
    const asked: UserAsk[] = [];
    await world.run(wildcard, agree(wildcard, asked));
    const [approved, ...others] = asked.filter(({ kind }) => kind === 'approveValidation');
    expect(others).toEqual([]);
    const records = approved?.kind === 'approveValidation' ? approved.records : [];
    expect(records.map(({ rr, type }) => `${rr} ${type}`)).toEqual(Array(2).fill('_acme-challenge TXT'));
    expect(world.givenTo(wildcard)?.subjectAltName?.split(', ').sort()).toEqual([`DNS:*.${zone}`, `DNS:${zone}`]);
    expect(world.recordsOf('TXT', '_acme-challenge')).toEqual([]);
  },
);

test.each([
  ['the domain', 'static', '0 issue "digicert.com"', domain],
  ['the zone', '@', '0 issue ";"', zone],
])(
  'CAA records of %s that allow another authority alone are reported before anything is written',
  async (_whose, rr, value, name) => {
    actByHand(world.sandbox.state, { action: 'addRecord', zone, rr, type: 'CAA', value });
    const ask = await world.runUntil(domain, isFailure);
    expect(ask).toMatchObject({
      problem: { kind: 'acme', failure: { kind: 'caa', name, wanted: '0 issue "letsencrypt.org"' } },
    });
    expect({ records: world.made('AddDomainRecord'), orders: world.made('order-plz') }).toEqual({
      records: 0,
      orders: 0,
    });
  },
);

test('a CNAME in place of the record is reported with its target before anything is written', async () => {
  const record = { rr: '_acme-challenge.static', type: 'CNAME', value: 'acme.other-demo.com' };
  actByHand(world.sandbox.state, { action: 'addRecord', zone, ...record });
  const ask = await world.runUntil(domain, isFailure);
  const host = '_acme-challenge.static.shop-demo.com';
  expect(ask).toMatchObject({
    problem: { kind: 'acme', failure: { kind: 'alias', host, type: 'CNAME', value: record.value } },
  });
  expect({ records: world.made('AddDomainRecord'), orders: world.made('order-plz') }).toEqual({
    records: 0,
    orders: 0,
  });
});

test('a lost certificate is requested once more, and after two the user is asked', long, async () => {
  let lost = 0;
  const losing = (times: number) =>
    withCall('certificates', {
      createCertificate: async (pair, stop) => {
        if (lost++ < times) throw new AppError('unavailable');
        return world.cloud.certificates.createCertificate(pair, stop);
      },
    });
  expect(await world.runUntil(domain, isFailure, losing(9))).toMatchObject({
    problem: { kind: 'acme', failure: { kind: 'spent' } },
  });
  expect(lost).toBe(3);
  const record = await world.run(domain, agree(domain), losing(0));
  expect(record.facts.request).toMatchObject({ kind: 'acme', state: 'stored', spent: 0 });
  expect(world.givenTo(domain)?.subjectAltName).toBe(`DNS:${domain}`);
});

test('a certificate whose upload lost its answer is found by name and not requested again', long, async () => {
  const count = 1;
  world.sandbox.state.faults.push({ id: 'lost', action: 'UploadUserCertificate', kind: 'resetAfter', count });
  await world.run(domain, agree(domain));
  expect(world.made('order-plz')).toBe(1);
  expect(world.givenTo(domain)?.subjectAltName).toBe(`DNS:${domain}`);
});

test("a refused order is reported with the server's reason, its record is removed, and another order succeeds", async () => {
  const records = world.sandbox.state.zones.get(zone)!.records;
  let removed = false;
  const removing = withCall('acme', {
    startValidation: async (url, stop) => {
      if (!removed) for (const [id, { rr }] of records) if (rr.startsWith('_acme')) records.get(id)!.value = 'other';
      removed = true;
      await world.cloud.acme.startValidation(url, stop);
    },
  });
  const ask = await world.runUntil(domain, isFailure, removing);
  expect(ask).toMatchObject({
    problem: { kind: 'acme', failure: { kind: 'refused', problem: { code: 'unauthorized' } } },
  });
  const left = world.recordsOf('TXT', '_acme-challenge.static');
  expect(left.map(({ value }) => value)).toEqual(['other']);
  await world.run(domain, agree(domain));
  expect(world.givenTo(domain)?.subjectAltName).toBe(`DNS:${domain}`);
});

test('a rate limit is reported with its end, and nothing is written', async () => {
  const fault = {
    id: 'limit',
    action: 'order-plz',
    kind: 'error',
    code: 'rateLimited',
    status: 429,
    count: 1,
  } as const;
  world.sandbox.state.faults.push(fault);
  const ask = await world.runUntil(domain, isFailure);
  expect(ask).toMatchObject({
    problem: { kind: 'acme', failure: { kind: 'limited', until: expect.any(Number), message: expect.any(String) } },
  });
  expect(world.made('AddDomainRecord')).toBe(0);
});

test('an account unknown to the server is created again with the same key, and the order repeated', long, async () => {
  await world.runUntil(domain, ({ kind }) => kind === 'approveValidation');
  await world.pebble.restart();
  await world.run(domain, agree(domain));
  expect(world.givenTo(domain)?.subjectAltName).toBe(`DNS:${domain}`);
  expect(world.recordsOf('TXT', '_acme-challenge.static')).toEqual([]);
});

/** How the orders that were placed so far were answered. */
const orders = () =>
  world.sandbox.state.calls.filter(({ action }) => action === 'order-plz').map(({ status }) => status);

// Source: RFC 9773, 4.2 and 5. Pebble takes one order in the place of a certificate, and knows its own ones alone.
describe('a renewal', () => {
  test('names its predecessor once, and is ordered without it if the server refuses that', async () => {
    await world.run(domain, agree(domain));
    const { pem } = (await world.cloud.cdn.readCertificate(domain, signal)) ?? {};
    const window = await world.cloud.acme.readRenewal(pem!, signal);
    expect(window!.until).toBeGreaterThan(window!.from);
    const before = orders().length;
    await world.run(domain, replace(domain));
    expect(
      orders()
        .slice(before)
        .filter((status) => status === 201),
    ).toHaveLength(1);
    const placed = orders().length;
    await world.cloud.acme.createOrder({ names: [domain], replaces: pem! }, signal);
    expect(
      orders()
        .slice(placed)
        .filter((status) => status !== 400),
    ).toEqual([409, 201]);
    await world.cloud.acme.createOrder({ names: [domain], replaces: rfcCertificate }, signal);
    expect(orders().at(-1)).toBe(201);
  });

  test('of a certificate that is unknown to the server has no window', async () => {
    expect(await world.cloud.acme.readRenewal(rfcCertificate, signal)).toBeUndefined();
  });
});

test('an unreachable server is named and waited for', long, async () => {
  const { acmeServer } = world.sandbox.state;
  delete world.sandbox.state.acmeServer;
  await expect(world.cloud.acme.createOrder({ names: [domain] }, signal)).rejects.toMatchObject({
    kind: 'acmeUnavailable',
    details: { subject: 'acme-v02.api.letsencrypt.org' },
  });
  world.sandbox.state.acmeServer = acmeServer!;
  world.sandbox.state.faults.push({ id: 'down', action: 'dir', kind: 'html502', count: 9 });
  await expect(world.cloud.acme.createOrder({ names: [domain] }, signal)).resolves.toMatchObject({ state: 'pending' });
});

test('reachability of the server is checked without an account', async () => {
  const { state } = world.sandbox;
  const { acmeServer } = state;
  delete state.acmeServer;
  await expect(world.cloud.acme.reachServer(signal)).rejects.toMatchObject({ kind: 'acmeUnavailable' });
  state.acmeServer = acmeServer!;
  await world.cloud.acme.reachServer(signal);
  expect(await world.keys.read()).toBeUndefined();
});

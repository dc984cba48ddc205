import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredCdnDomain } from '../../sandbox/state/state.js';
import { long } from '../support/sample.js';
import { useSandbox } from '../support/useSandbox.js';
import { startVisitors, type VisitedPath, type Visitors, type VisitSummary } from '../support/visitors/visitors.js';

const [zone, name, target] = ['shop-demo.com', 'www.shop-demo.com', 'www.shop-demo.com.w.kunlunsl.com'];
const [oldAddress, oldAddress6, newServer] = ['203.0.114.10', '2001:db8::10', '203.0.114.90'];
/** TTLs of 600 s then take 1 s. */
const speed = 600;
const paths = ['/', '/blog/', '/favicon.svg'];
const pages: readonly VisitedPath[] = paths.map((path) => {
  return { path, old: { status: 200, text: `old ${path}` }, new: { status: 200, text: `new ${path}` } };
});

const sandbox = useSandbox();
const { control } = sandbox;
let visitors: Visitors | undefined;

beforeEach(async () => {
  const { state } = sandbox;
  state.speed = speed;
  const zoneRecords = state.zones.get(zone)?.records;
  for (const [id, { rr }] of zoneRecords ?? []) if (rr === 'www') zoneRecords?.delete(id);
  await control.act('addRecord', { zone, rr: 'www', type: 'A', value: oldAddress });
  await control.act('addRecord', { zone, rr: 'www', type: 'AAAA', value: oldAddress6 });
  await control.act('setProxy', { tunnels80: true });
  const addresses = [oldAddress, oldAddress6];
  await control.act('putSite', {
    name,
    addresses,
    https: true,
    pages: pages.map(({ path, old }) => ({ path, ...old })),
  });
  putNewSite();
});

afterEach(async () => {
  await visitors?.stop();
  visitors = undefined;
});

/** The domain on CDN, in front of a server that has the new pages. */
function putNewSite(): void {
  const { state } = sandbox;
  const served = new Map(pages.map(({ path, new: { text } }) => [path, { type: 'text/html', text }]));
  state.origins?.set(newServer, { ports: [80], up: true, pages: served });
  const domain: StoredCdnDomain = {
    name,
    cname: target,
    futureCname: target,
    status: 'online',
    schedule: [],
    cdnType: 'web',
    scope: 'overseas',
    sources: [{ type: 'ipaddr', content: newServer, port: 80, priority: '20', weight: '10' }],
    httpsOn: true,
    certificateFlaw: 'expiring',
    description: '',
    createdAt: new Date(),
  };
  state.cdnDomains.set(name, domain);
  state.edgeCache.clear();
}

/** Visitors of whom each resolver has led to the old site. */
async function visitOldSite(): Promise<Visitors> {
  visitors = await startVisitors(sandbox, { name, pages, everyMs: 10, resolvers: 25 });
  await visitors.until(({ leading }) => leading.old === 50);
  return visitors;
}

/** Waits until so many more requests were begun. */
async function askOn(asking: Visitors, more: number): Promise<VisitSummary> {
  const { asked } = await asking.until(() => true);
  return asking.until((summary) => summary.asked > asked + more);
}

const idOf = (type: string) => {
  const records = sandbox.state.zones.get(zone)?.records.values() ?? [];
  return [...records].find((record) => record.rr === 'www' && record.type === type)?.id;
};
const change = (type: string, fields: object) => control.act('updateRecord', { zone, id: idOf(type), ...fields });
const setEnabled = (type: string, enabled: boolean) => {
  return control.act('setRecordState', { zone, rr: 'www', type, enabled });
};

describe('visitors of a site that is moved', () => {
  it('receive only the old or the new site when the last record becomes the CNAME', async () => {
    const asking = await visitOldSite();
    await setEnabled('AAAA', false);
    // Meanwhile most resolvers learn that there is no AAAA record.
    await askOn(asking, 200);
    await change('A', { type: 'CNAME', value: target });
    await asking.until(({ leading }) => leading.new === 50);
    const seen = await asking.stop();
    expect(seen.told).toEqual([]);
    expect(seen).toMatchObject({ other: 0, oldAfterNew: 0, redirect: 0, resolvers: 25, leading: { old: 0, new: 50 } });
    for (const counts of Object.values(seen.ways)) expect(Math.min(counts.old, counts.new)).toBeGreaterThan(0);
    expect(seen.old + seen.new).toBe(seen.asked);
  });

  it(
    'are counted for each answer while the name has no record, and for as long as resolvers cache its absence',
    long,
    async () => {
      const asking = await visitOldSite();
      for (const type of ['A', 'AAAA']) await setEnabled(type, false);
      const { other: before } = await asking.until(({ other }) => other > 0);
      await control.act('addRecord', { zone, rr: 'www', type: 'CNAME', value: target });
      await asking.until(({ leading }) => leading.new === 50);
      const { other, told } = await asking.stop();
      expect(other).toBeGreaterThan(before);
      expect(told[0]).toMatchObject({ type: 'none', what: expect.stringMatching(/^no address \(/) });
    },
  );

  it('are counted if they use IPv4 only when the AAAA record is the one that stays', long, async () => {
    const asking = await visitOldSite();
    await setEnabled('A', false);
    await askOn(asking, 200);
    await change('AAAA', { type: 'CNAME', value: target });
    await asking.until(({ leading }) => leading.new === 50);
    const { other, told } = await asking.stop();
    expect(other).toBeGreaterThan(0);
    expect(new Set(told.map(({ what }) => what))).toEqual(new Set(['no address (A)']));
  });

  it('count as served by the old site when a resolver returned the new one before', long, async () => {
    const asking = await visitOldSite();
    await setEnabled('AAAA', false);
    await change('A', { type: 'CNAME', value: target });
    await asking.until(({ leading }) => leading.new === 50);
    await change('CNAME', { type: 'A', value: oldAddress });
    await asking.until(({ oldAfterNew }) => oldAfterNew > 0);
    expect((await asking.stop()).other).toBe(0);
  });
});

describe("an answer that is neither site's", () => {
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a certificate that has ended', () => setFlaw('expired'), /CERT_HAS_EXPIRED/],
    ['a certificate for another name', () => setFlaw('wrongName'), /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['another page', () => changePage('/', 'something else'), /^200 .*something else/],
    [
      'no answer in time',
      () => control.fault({ action: 'EdgeRequest', kind: 'silence', count: 1 }),
      /no answer in 1000 ms/,
    ],
    [
      'a connection that breaks',
      () => control.fault({ action: 'EdgeRequest', kind: 'resetBefore', count: 1 }),
      /ECONNRESET|socket hang up/,
    ],
  ];

  it.each(cases)('is counted: %s', async (what, spoil, wanted) => {
    await setEnabled('AAAA', false);
    await change('A', { type: 'CNAME', value: target });
    const isSilent = what === 'no answer in time';
    visitors = await startVisitors(sandbox, { name, pages, resolvers: 5, ...(isSilent && { timeoutMs: 1000 }) });
    await visitors.until(({ new: fromNew }) => fromNew > 20);
    await spoil();
    const { told } = await visitors.until(({ other }) => other > 0);
    expect(told[0]?.what).toMatch(wanted);
  });

  it('is not a redirect from http to the same path on https', async () => {
    await setEnabled('AAAA', false);
    await change('A', { type: 'CNAME', value: target });
    await control.act('setFunction', {
      domain: name,
      functionName: 'https_force',
      args: { enable: 'on', https_rewrite: '301' },
    });
    visitors = await startVisitors(sandbox, { name, pages, resolvers: 5 });
    await visitors.until(({ redirect, new: fromNew }) => redirect > 10 && fromNew > 10);
    const seen = await visitors.stop();
    expect(seen).toMatchObject({ other: 0, old: 0, told: [] });
    expect(seen.ways['http /blog/']).toMatchObject({ new: 0 });
  });

  function changePage(path: string, text: string): void {
    sandbox.state.origins?.get(newServer)?.pages.set(path, { type: 'text/html', text });
    sandbox.state.edgeCache.clear();
  }

  const setFlaw = (flaw: string) => control.act('setEdgeCertificate', { domain: name, flaw });
});

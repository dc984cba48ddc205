import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createState, type Seed } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import type { ClockPort } from '../../src/core/ports/local.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';
import { naturalAccountCodes } from './errorCodes/account.js';
import { naturalCdnCodes } from './errorCodes/cdn.js';
import { naturalDnsCodes, naturalOssCodes } from './errorCodes/dnsAndOss.js';
import { injectedCodes } from './errorCodes/injected.js';

/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
const { signal } = new AbortController();
const natural = [...naturalAccountCodes, ...naturalCdnCodes, ...naturalDnsCodes, ...naturalOssCodes];
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({ speed: 1 }, { clock });
});
afterAll(() => opened.stop());
beforeEach(() => {
  const { events } = opened.sandbox.state;
  Object.assign(opened.sandbox.state, createState(seed as Seed), { events, account: {} });
});

describe('a code that comes by its natural cause', () => {
  test.each(natural)('$code is $kind, and nothing was changed', async ({ code, kind, prepare, run }) => {
    const { cloud, sandbox } = opened;
    prepare?.(sandbox.state);
    const before = held();
    await expect(run(cloud)).rejects.toMatchObject({ kind, details: { code } });
    expect(held()).toEqual(before);
  });

  test('comes only from what was prepared: without it, the same calls are taken', async () => {
    const { cloud } = opened;
    const prepared = natural.filter(({ prepare, kind }) => prepare && kind === 'recordLimit');
    expect(prepared.length).toBe(2);
    for (const { run } of prepared) await expect(run(cloud)).resolves.toMatch(/^\d+$/);
  });
});

describe('a code whose cause is not played', () => {
  test.each(injectedCodes)('$code is $kind', async ({ code, kind, status, action, run }) => {
    opened.fail(action, 'error', { code, status, count: 99 });
    await expect(run(opened.cloud)).rejects.toMatchObject({ kind, details: { code } });
  });
});

test('no code is in the tables twice', () => {
  const codes = [...natural, ...injectedCodes].map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

describe('an answer in the shape of an error', () => {
  test.each([
    ['DomainExist.OtherUser', 'taken.shop-demo.com', 'otherAccount'],
    ['DomainExist.OtherProduct', 'live.shop-demo.com', 'otherProduct'],
  ])('%s says who holds the name', async (_code, name, holder) => {
    opened.sandbox.state.uncertain.existAsError = true;
    expect(await opened.cloud.cdn.checkDomain(name, signal)).toBe(holder);
  });

  test.each(['-124', 'CheckDomainICPFail'])('%s leaves the filing unknown', async (code) => {
    opened.fail('CheckCdnDomainICP', 'error', { code, status: 400 });
    expect(await opened.cloud.cdn.checkIcp('img.shop-demo.com', signal)).toBe('unknown');
  });

  test.each(['DomainOwnerVerifyFail', 'InvalidFile', 'VerifyError'])(
    '%s says that the TXT is not seen',
    async (code) => {
      opened.fail('VerifyDomainOwner', 'error', { code, status: 400 });
      expect(await opened.cloud.cdn.verifyOwner('img.other-demo.org', signal)).toBe(false);
    },
  );

  test('a refused quota is an unknown one, other failures are not', async () => {
    const read = () => opened.cloud.cdn.readDomainQuota(signal);
    opened.fail('DescribeCdnUserQuota', 'error', { code: 'Forbidden.RAM', status: 403 });
    expect(await read()).toBeUndefined();
    opened.fail('DescribeCdnUserQuota', 'error', { code: 'InternalError', status: 500, count: 9 });
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

/** What a refused call must leave as it was. */
function held(): object {
  const { buckets, cdnDomains, zones, refreshTasks, cdnService } = opened.sandbox.state;
  const records = [...zones.values()].map((zone) => [...zone.records.values()]);
  const cnames = [...buckets.values()].map((bucket) => [...bucket.cnames.values()]);
  const domains = [...cdnDomains.values()].map(({ configs: _seenOnFirstLook, ...domain }) => domain);
  return structuredClone({ records, cnames, domains, refreshTasks, cdnService });
}

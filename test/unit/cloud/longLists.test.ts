import { expect, test } from 'vitest';
import type { DnsApi } from '../../../src/cloud/alidns/alidns.js';
import { recordCalls } from '../../../src/cloud/alidns/alidns.js';
import type { CdnApi } from '../../../src/cloud/cdn/api.js';
import { domainCalls } from '../../../src/cloud/cdn/domains.js';

/** More than a call can take as arguments. */
const count = 200_000;
const { signal } = new AbortController();
const rows = <Row>(row: Row): Row[] => Array.from({ length: count }, () => row);
const answering = <Api>(body: object): Api => ({ read: async () => ({ body }) }) as Api;

test('lists of domains and DNS records accept a page of any length', async () => {
  const domains = answering<CdnApi>({
    totalCount: count,
    domains: { pageData: rows({ domainName: 'a.example.com' }) },
  });
  expect(await domainCalls.listDomains(domains, signal)).toHaveLength(count);
  const records = answering<DnsApi>({ totalCount: count, domainRecords: { record: rows({ recordId: '1' }) } });
  expect(await recordCalls.listRecords(records, 'example.com', 'www', signal)).toHaveLength(count);
  expect(await recordCalls.listZoneRecords(records, 'example.com', signal)).toHaveLength(count);
});

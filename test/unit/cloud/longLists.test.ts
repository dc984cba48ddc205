import { expect, test } from 'vitest';
import { createRecords } from '../../../src/cloud/alidns/records.js';
import { createDomains } from '../../../src/cloud/cdn/domains.js';
import type { CdnApi, DnsApi } from '../../../src/cloud/sdkClients.js';

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
  expect(await createDomains(domains).listDomains(signal)).toHaveLength(count);
  const records = answering<DnsApi>({ totalCount: count, domainRecords: { record: rows({ recordId: '1' }) } });
  expect(await createRecords(records).listRecords('example.com', 'www', signal)).toHaveLength(count);
  expect(await createRecords(records).listZoneRecords('example.com', signal)).toHaveLength(count);
});

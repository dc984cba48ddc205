import { expect, test } from 'vitest';
import { createRecords } from '../../../src/cloud/alidns/records.js';
import { createDomains } from '../../../src/cloud/cdn/domains.js';
import type { OssApi } from '../../../src/cloud/oss/api.js';
import { createMultipart } from '../../../src/cloud/oss/multipart.js';
import type { CdnApi, DnsApi } from '../../../src/cloud/sdkClients.js';

/** More than a call can take as arguments. */
const count = 200_000;
const { signal } = new AbortController();
const rows = <Row>(row: Row): Row[] => Array.from({ length: count }, () => row);
const answering = <Api>(body: object): Api => ({ read: async () => ({ body }) }) as Api;

test('lists of domains, DNS records and parts accept a page of any length', async () => {
  const domains = answering<CdnApi>({
    totalCount: count,
    domains: { pageData: rows({ domainName: 'a.example.com' }) },
  });
  expect(await createDomains(domains).listDomains(signal)).toHaveLength(count);
  const records = answering<DnsApi>({ totalCount: count, domainRecords: { record: rows({ recordId: '1' }) } });
  expect(await createRecords(records).listRecords('example.com', 'www', signal)).toHaveLength(count);
  expect(await createRecords(records).listZoneRecords('example.com', signal)).toHaveLength(count);
  const part = '<Part><PartNumber>1</PartNumber><Size>1</Size></Part>';
  const xml = `<ListPartsResult><IsTruncated>false</IsTruncated>${part.repeat(count)}</ListPartsResult>`;
  const parts = answering<OssApi>(Buffer.from(xml));
  const bucket = { name: 'site', region: 'cn-hangzhou' };
  expect(await createMultipart(parts).listParts(bucket, 'key', 'id', signal)).toHaveLength(count);
});

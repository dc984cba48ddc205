import { expect, test } from 'vitest';
import type { CdnApi } from '../../../../src/cloud/cdn/api.js';
import { certificateCalls } from '../../../../src/cloud/cdn/certificates.js';

const { signal } = new AbortController();
const answering = (body: object): CdnApi => ({ read: async () => ({ body }) }) as unknown as CdnApi;
const infos = (row: object) => answering({ CertInfos: { CertInfo: [row] }, TotalCount: 1 });

test('a domain whose certificate has no common name is listed with an empty one', async () => {
  const row = { DomainName: 'a.com', CertCommonName: '', CertStatus: 'mismatch' };
  const [listed] = await certificateCalls.listHttpsDomains(infos(row), signal);
  expect(listed).toEqual({ domain: 'a.com', commonName: '', state: 'mismatch' });
});

test('the certificate of a domain keeps its empty name', async () => {
  const row = { CertName: '', CertRegion: '', ServerCertificateStatus: 'on' };
  expect(await certificateCalls.readCertificate(infos(row), 'a.com', signal)).toEqual({ name: '' });
});

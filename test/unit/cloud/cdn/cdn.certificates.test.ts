import { expect, test } from 'vitest';
import type { CdnApi } from '../../../../src/cloud/cdn/api.js';
import { certificateCalls } from '../../../../src/cloud/cdn/cdn.js';

const { signal } = new AbortController();
const answering = (body: object): CdnApi => ({ read: async () => ({ body }) }) as unknown as CdnApi;
const infos = (row: object) => answering({ CertInfos: { CertInfo: [row] }, TotalCount: 1 });

test('a domain without a common name in its certificate is listed with an empty one', async () => {
  const row = { DomainName: 'a.com', CertCommonName: '', CertStatus: 'mismatch' };
  const [listed] = await certificateCalls.listHttpsDomains(infos(row), signal);
  expect(listed).toEqual({ domain: 'a.com', commonName: '', state: 'mismatch' });
});

test('the certificate of a domain keeps its empty name', async () => {
  const row = { CertName: '', CertRegion: '', ServerCertificateStatus: 'on' };
  expect(await certificateCalls.readCertificate(infos(row), 'a.com', signal)).toEqual({ name: '' });
});

test('a listed certificate without an id is left out, and the pages are read to their end', async () => {
  const pages = [
    [{ CertName: 'lost' }, { CertName: 'odd', CertId: 'x' }],
    [{ CertName: 'own', CertId: '8000001' }],
    [],
  ];
  let page = 0;
  const read = async () => ({ body: { CertificateListModel: { CertList: { Cert: pages[page++] }, Count: 3 } } });
  const listed = await certificateCalls.listCertificates({ read } as unknown as CdnApi, 'a.com', signal);
  expect(listed).toEqual([{ id: 8_000_001, name: 'own', region: 'cn-hangzhou', names: [] }]);
  expect(page).toBe(2);
});

// Source: DescribeCdnSSLCertificateList: the Chinese page says when it ends, the English one and those of DCDN and VOD when it was changed last.
test('the LastTime of a listed certificate is no end of it, and puts the latest one first', async () => {
  const cert = [
    { CertName: 'older', CertId: 1, LastTime: 1_548_065_550 },
    { CertName: 'newer', CertId: 2, LastTime: 1_679_896_965_000 },
    { CertName: 'untold', CertId: 3 },
  ];
  const service = answering({ CertificateListModel: { CertList: { Cert: cert }, Count: 3 } });
  expect(await certificateCalls.listCertificates(service, 'a.com', signal)).toEqual([
    { id: 2, name: 'newer', region: 'cn-hangzhou', names: [] },
    { id: 1, name: 'older', region: 'cn-hangzhou', names: [] },
    { id: 3, name: 'untold', region: 'cn-hangzhou', names: [] },
  ]);
});

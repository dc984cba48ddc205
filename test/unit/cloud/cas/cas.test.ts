import { expect, test } from 'vitest';
import { accountCertificateCalls } from '../../../../src/cloud/cas/cas.js';
import type { CasApi } from '../../../../src/cloud/cas/freeInstances.js';
import { freeCalls } from '../../../../src/cloud/cas/freeInstances.js';

const { signal } = new AbortController();
const answering = (body: object): CasApi => ({ read: async () => ({ body }) }) as unknown as CasApi;

test('the certificate service lists only certificates and contacts that have an id', async () => {
  const orders = [{ Name: 'lost' }, { Name: 'own', CertificateId: 8_000_001 }];
  const service = answering({ CertificateOrderList: orders, TotalCount: 2 });
  expect(await accountCertificateCalls.listCertificates(service, signal)).toEqual([
    { id: 8_000_001, name: 'own', names: [] },
  ]);
  const contacts = [{ Name: 'lost' }, { Name: 'Li', ContactId: 7 }];
  expect(await freeCalls.listContacts(answering({ ContactList: contacts, TotalCount: 2 }), signal)).toEqual([
    { id: 7, name: 'Li' },
  ]);
});

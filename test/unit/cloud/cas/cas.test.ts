import { expect, test } from 'vitest';
import { accountCertificateCalls, type CasApi, freeCalls } from '../../../../src/cloud/cas/cas.js';

const { signal } = new AbortController();
const answering = (body: object): CasApi => ({ read: async () => ({ body }) }) as unknown as CasApi;

test('the certificate service lists only certificates and contacts that have an id', async () => {
  const orders = [{ Name: 'lost' }, { Name: 'own', CertificateId: 8_000_001 }];
  const service = answering({ CertificateOrderList: orders, TotalCount: 2 });
  expect(await accountCertificateCalls.listCertificates(service, 'international', signal)).toEqual([
    { id: 8_000_001, name: 'own', region: 'ap-southeast-1', names: [] },
  ]);
  const contacts = [{ Name: 'lost' }, { Name: 'Li', ContactId: 7 }];
  expect(await freeCalls.listContacts(answering({ ContactList: contacts, TotalCount: 2 }), signal)).toEqual([
    { id: 7, name: 'Li' },
  ]);
});

/** An instance that is certain to be free, as the service lists it. */
const freeInstance = {
  InstanceId: 'cas_dv-cn-1',
  InstanceType: 'TEST',
  CertificateType: 'DV',
  Spec: 'ss.dv.t',
  FullDomainCount: 1,
  WildcardDomainCount: 0,
  OrderStartTime: Date.UTC(2026, 0, 1),
  OrderEndTime: Date.UTC(2026, 3, 1),
  UpgradeStatus: 'none',
  Domain: 'img.example.com',
};

// Source: the vendor's Terraform provider, certificate_apply: "a withdrawn instance has been observed settling on normal".
test.each([
  ['inactive', {}, 'unused'],
  ['pending', {}, 'pending'],
  ['normal', {}, 'over'],
  ['normal', { CertificateId: 8_000_001, CertificateStatus: 'issued' }, 'issued'],
  ['closed', {}, 'over'],
] as const)('a free certificate with the status %s and %j is %s', async (Status, certificate, state) => {
  const row = { ...freeInstance, Status, ...certificate };
  const listed = await freeCalls.listFreeInstances(answering({ InstanceList: [row], TotalCount: 1 }), signal);
  expect(listed.map((each) => each.state)).toEqual([state]);
});

import { describe, expect, it } from 'vitest';
import {
  type CertificateOption,
  listCertificateOptions,
  preselect,
  toChosen,
} from '../../../../src/core/https/certificateOptions.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { addMemoryInstance } from '../../../support/memory/freeCertificates.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const domain = 'www.example.com';
const contact = { id: 5, name: 'Ops' };

function account(): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.addZone('example.com');
  cloud.state.contacts.push(contact);
  return cloud;
}

const list = (cloud: MemoryCloud, name = domain) =>
  listCertificateOptions(
    { cloud, resolvers: ['192.0.2.1'], clock: createVirtualClock(), signal: new AbortController().signal },
    name,
  );
const kinds = (options: readonly CertificateOption[]) =>
  options.map((option) => ('obstacle' in option ? `${option.kind}: ${option.obstacle.kind}` : option.kind));

describe('the ways to a certificate', () => {
  it('are in their order, each that is not possible with its reason', async () => {
    const options = await list(account());
    expect(kinds(options)).toEqual(['own: none', 'free: none', 'acme', 'files', 'later']);
    expect(preselect(options)).toMatchObject({ kind: 'acme' });
  });

  it("begin with the account's unexpired certificates for the name", async () => {
    const cloud = account();
    const good = addMemoryCertificate(cloud.state, ['*.example.com'], 9e12);
    addMemoryCertificate(cloud.state, [domain], 1);
    addMemoryCertificate(cloud.state, ['a.example.com'], 9e12);
    const options = await list(cloud);
    expect(options.filter(({ kind }) => kind === 'own')).toMatchObject([{ certificate: { id: good.id } }]);
    expect(preselect(options)).toMatchObject({ kind: 'own' });
    expect(toChosen(preselect(options), { domain, now: 7 })).toMatchObject({ kind: 'own', id: good.id });
  });

  it('offer a free certificate with whom the service tells, and none without a contact', async () => {
    const cloud = account();
    const { id } = addMemoryInstance(cloud.state);
    const free = preselect(await list(cloud));
    expect(free).toMatchObject({
      kind: 'free',
      validation: { host: '_dnsauth.www.example.com', byHand: false, afterSwitch: false },
    });
    expect(toChosen(free, { domain, now: 7 })).toMatchObject({
      kind: 'free',
      instance: id,
      askedAt: 7,
      contact: contact.id,
    });
    cloud.state.contacts.length = 0;
    expect(kinds(await list(cloud))).toContain('free: noContact');
  });

  it('ask for no contact where a free certificate was applied for', async () => {
    const cloud = account();
    addMemoryInstance(cloud.state, { state: 'pending', domain });
    cloud.state.contacts.length = 0;
    const free = preselect(await list(cloud));
    expect(toChosen(free, { domain, now: 7 })).not.toHaveProperty('contact');
  });

  it('are one name each for a free certificate', async () => {
    const cloud = account();
    addMemoryInstance(cloud.state);
    expect(kinds(await list(cloud, '.example.com'))).toContain('free: oneName');
  });

  it("leave the record of a free certificate to the user where the zone is elsewhere, and Let's Encrypt out", async () => {
    const cloud = createMemoryCloud();
    cloud.state.contacts.push(contact);
    addMemoryInstance(cloud.state);
    const options = await list(cloud);
    expect(kinds(options)).toEqual(['own: none', 'free', 'acme: zoneElsewhere', 'files', 'later']);
    expect(options[1]).toMatchObject({ validation: { byHand: true } });
  });

  it('wait for the switch where the record would take the name from its wildcard', async () => {
    const cloud = account();
    await cloud.dns.createRecord(
      { zone: 'example.com', rr: '*', type: 'A', value: '192.0.2.7', ttl: 600 },
      new AbortController().signal,
    );
    addMemoryInstance(cloud.state);
    const [, free, acme] = await list(cloud);
    expect(free).toMatchObject({ validation: { afterSwitch: true } });
    expect(acme).toMatchObject({ validation: { host: '_acme-challenge.www.example.com', afterSwitch: true } });
  });

  it("name Let's Encrypt as unreachable where its server does not answer", async () => {
    const cloud = account();
    cloud.state.isAcmeReachable = false;
    const options = await list(cloud);
    expect(kinds(options)).toContain('acme: unreachable');
    expect(preselect(options)).toEqual({ kind: 'later' });
  });

  it('name the CAA records that stand in the way', async () => {
    const cloud = account();
    cloud.state.extraDns.push({ name: 'example.com', type: 'CAA', ttl: 600, data: '0 issue "other.example"' });
    expect(kinds(await list(cloud))).toContain('acme: caa');
  });

  it('stay where one of them cannot be read', async () => {
    const cloud = account();
    addMemoryInstance(cloud.state);
    cloud.failNext('certificates.listFreeInstances', 'before', 'offline');
    cloud.failNext('certificates.listCertificates', 'before', 'offline');
    const options = await list(cloud);
    expect(kinds(options)).toEqual(['own: unread', 'free: unread', 'acme', 'files', 'later']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../../sandbox/state/state.js';
import type { IssuedPair } from '../../../sandbox/state/storedCertificate.js';
import type { ValidationRecord } from '../../../src/core/ports/certificates.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';

/** An account with an online domain without HTTPS to try certificates on. */
export interface CertificateFixture {
  readonly cloud: Pick<CloudPorts, 'cdn' | 'certificates'>;
  readonly domain: string;
  issue(names: readonly [string, ...string[]], days: number): IssuedPair;
  /** Orders test certificates by hand; answers the id of the last one. One that was upgraded has its price. */
  order(count: number, payed?: boolean): Promise<string>;
  addContact(contact: { readonly name: string; readonly email: string }): Promise<number>;
  /** Has the record in DNS. */
  prove(record: ValidationRecord): void;
  /** Lets CDN finish what it configures. */
  settle(): Promise<void>;
  /** What the vendor received. */
  calls(action: string): readonly LoggedCall[];
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const day = 86_400_000;

/** What the calls about certificates promise, and what they send. */
export function describeCertificates(name: string, open: () => Promise<CertificateFixture>): void {
  describe(`certificates: ${name}`, () => {
    let fixture: CertificateFixture;
    const give = async (choice: Parameters<CloudPorts['cdn']['setCertificate']>[1]) => {
      await fixture.cloud.cdn.setCertificate(fixture.domain, choice, signal);
      await fixture.settle();
    };
    const keep = async (name: string, domain: string, days: number) => {
      const { certificate: chain, key } = fixture.issue([domain], days);
      const { id } = await fixture.cloud.certificates.createCertificate({ name, chain, key }, signal);
      return { id, name, region: 'cn-hangzhou' };
    };
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    test('a domain without HTTPS has none, and an account without a matching one lists none', async () => {
      const { cloud, domain } = fixture;
      expect(await cloud.cdn.readCertificate(domain, signal)).toBeUndefined();
      expect(await cloud.cdn.listCertificates(domain, signal)).toEqual([]);
    });

    test('a pair is stored and listed with its names, and its key is sent in a form only', async () => {
      const { cloud, domain, issue, calls } = fixture;
      const { certificate: chain, key } = issue(['*.shop-demo.com', 'shop-demo.com'], 90);
      const { id } = await cloud.certificates.createCertificate({ name: 'wild', chain, key }, signal);
      const expected = { id, name: 'wild', region: 'cn-hangzhou', names: ['*.shop-demo.com', 'shop-demo.com'] };
      const expires = expect.closeTo(Date.now() + 90 * day, -5);
      expect(await cloud.certificates.listCertificates(signal)).toContainEqual({ ...expected, expires });
      expect(await cloud.certificates.readCertificate({ id, region: 'cn-hangzhou' }, signal)).toMatchObject({
        id,
        region: 'cn-hangzhou',
      });
      expect(await cloud.cdn.listCertificates(domain, signal)).toEqual([{ ...expected, names: ['*.shop-demo.com'] }]);
      expect(calls('UploadUserCertificate')).toMatchObject([{ url: '/', method: 'POST', params: { Name: 'wild' } }]);
      expect(calls('ListUserCertificateOrder')[0]?.params).toEqual({
        OrderType: 'CERT',
        CurrentPage: '1',
        ShowSize: '50',
      });
      expect(calls('GetUserCertificateDetail')[0]?.params).toEqual({ CertId: String(id), CertFilter: 'true' });
    });

    test('a domain gets a certificate of the account by id, name and region, and returns it', async () => {
      const { cloud, domain, calls } = fixture;
      const [fitting] = await cloud.cdn.listCertificates(domain, signal);
      await give({ id: fitting!.id, name: fitting!.name, region: fitting!.region! });
      expect(await cloud.cdn.readCertificate(domain, signal)).toMatchObject({
        id: fitting!.id,
        name: 'wild',
        region: 'cn-hangzhou',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(calls('SetCdnDomainSSLCertificate').at(-1)?.params).toEqual({
        DomainName: domain,
        SSLProtocol: 'on',
        CertType: 'cas',
        CertId: String(fitting!.id),
        CertName: 'wild',
        CertRegion: 'cn-hangzhou',
      });
    });

    test('a domain is listed with its certificate, and loses it again', async () => {
      const { cloud, domain, calls } = fixture;
      await give(await keep('own', domain, 5));
      const listed = await cloud.cdn.listHttpsDomains(signal);
      expect(listed.find((each) => each.domain === domain)).toEqual({
        domain,
        commonName: domain,
        name: 'own',
        state: 'ok',
        from: expect.closeTo(Date.now() - 85 * day, -5),
        expires: expect.closeTo(Date.now() + 5 * day, -5),
      });
      await cloud.cdn.deleteCertificate(domain, signal);
      await fixture.settle();
      expect(await cloud.cdn.readCertificate(domain, signal)).toBeUndefined();
      expect(calls('SetCdnDomainSSLCertificate').at(-1)?.params).toEqual({ DomainName: domain, SSLProtocol: 'off' });
    });

    test('only certainly free test certificates are listed', async () => {
      const { cloud, order, calls } = fixture;
      await order(2);
      await order(1, true);
      const listed = await cloud.certificates.listFreeInstances(signal);
      expect(listed.map(({ state, complete }) => ({ state, complete }))).toEqual([
        { state: 'unused', complete: false },
        { state: 'unused', complete: false },
      ]);
      expect(calls('ListInstances')[0]?.params).toEqual({ InstanceType: 'TEST', CurrentPage: '1', ShowSize: '100' });
      const payed = await order(1, true);
      await expect(cloud.certificates.readFreeInstance(payed, signal)).rejects.toMatchObject({
        kind: 'certificateGone',
      });
    });

    test('a free certificate is prepared, applied for once, validated by its record and issued', async () => {
      const { cloud, domain, addContact, order, prove, calls } = fixture;
      const { certificates } = cloud;
      expect(await certificates.listContacts(signal)).toEqual([]);
      const contact = await addContact({ name: 'Li', email: 'li@shop-demo.com' });
      expect(await certificates.listContacts(signal)).toEqual([{ id: contact, name: 'Li', email: 'li@shop-demo.com' }]);
      const id = await order(1);
      await certificates.updateInstance(id, { domain, contact }, signal);
      expect(calls('UpdateInstance')[0]).toMatchObject({
        url: expect.stringMatching(/^\/\?InstanceId=/),
        params: {
          InstanceId: id,
          Domain: domain,
          'ContactIdList.1': String(contact),
          GenerateCsrMethod: 'online',
          KeyAlgorithm: 'RSA_2048',
          ValidationMethod: 'DNS',
          AutoReissue: 'disable',
        },
      });
      expect(await certificates.readFreeInstance(id, signal)).toMatchObject({
        state: 'unused',
        domain,
        complete: true,
      });
      expect(await certificates.readApplication(id, signal)).toBe('none');
      await certificates.applyCertificate(id, signal);
      expect(await certificates.readApplication(id, signal)).toBe('taken');
      await expect(certificates.applyCertificate(id, signal)).rejects.toMatchObject({
        kind: 'certificateRefused',
      });
      await expect.poll(async () => (await certificates.readFreeInstance(id, signal)).validations).toHaveLength(1);
      const { state, validations } = await certificates.readFreeInstance(id, signal);
      expect({ state, validations }).toEqual({
        state: 'pending',
        validations: [{ host: `_dnsauth.${domain}`, type: 'TXT', value: expect.any(String) }],
      });
      prove(validations[0]!);
      await expect
        .poll(() => certificates.readFreeInstance(id, signal))
        .toMatchObject({ state: 'issued', expires: expect.closeTo(Date.now() + 90 * day, -5) });
      const { certificateId } = await certificates.readFreeInstance(id, signal);
      expect(await certificates.readCertificate({ id: certificateId!, region: 'cn-hangzhou' }, signal)).toMatchObject({
        names: [domain],
      });
    });

    test('a certificate for other names and a missing one are refused', async () => {
      const other = await keep('other', 'other.com', 5);
      await expect(give(other)).rejects.toMatchObject({ kind: 'certificateRefused' });
      await expect(give({ id: 1, name: 'gone', region: 'cn-hangzhou' })).rejects.toMatchObject({
        kind: 'certificateGone',
      });
    });
  });
}

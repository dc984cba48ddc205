import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../../sandbox/state/state.js';
import type { IssuedPair } from '../../../sandbox/state/storedCertificate.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';

/** An account with an online domain without HTTPS to try certificates on. */
export interface CertificateFixture {
  readonly cloud: Pick<CloudPorts, 'cdn' | 'certificates'>;
  readonly domain: string;
  issue(names: readonly [string, ...string[]], days: number): IssuedPair;
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

    test('a domain without HTTPS has none, and an account without a fitting one lists none', async () => {
      const { cloud, domain } = fixture;
      expect(await cloud.cdn.readCertificate(domain, signal)).toBeUndefined();
      expect(await cloud.cdn.listCertificates(domain, signal)).toEqual([]);
    });

    test('a pair is kept by the account, is listed with its names, and its key goes in a form alone', async () => {
      const { cloud, domain, issue, calls } = fixture;
      const { certificate: chain, key } = issue(['*.shop-demo.com', 'shop-demo.com'], 90);
      const { id } = await cloud.certificates.createCertificate({ name: 'wild', chain, key }, signal);
      const expected = {
        id,
        name: 'wild',
        names: ['*.shop-demo.com', 'shop-demo.com'],
        expires: expect.closeTo(Date.now() + 90 * day, -5),
      };
      expect(await cloud.certificates.listCertificates(signal)).toContainEqual(expected);
      expect(await cloud.certificates.readCertificate(id, signal)).toMatchObject({ id, region: 'cn-hangzhou' });
      expect(await cloud.cdn.listCertificates(domain, signal)).toEqual([
        { ...expected, names: ['*.shop-demo.com'], region: 'cn-hangzhou' },
      ]);
      expect(calls('UploadUserCertificate')).toMatchObject([{ url: '/', method: 'POST', params: { Name: 'wild' } }]);
      expect(calls('ListUserCertificateOrder')[0]?.params).toEqual({
        OrderType: 'CERT',
        CurrentPage: '1',
        ShowSize: '50',
      });
      expect(calls('GetUserCertificateDetail')[0]?.params).toEqual({ CertId: String(id), CertFilter: 'true' });
    });

    test('a domain gets one of the account by id, name and region, and says which it has', async () => {
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

    test('a domain is listed with the certificate that it has, and loses it again', async () => {
      const { cloud, domain, calls } = fixture;
      await give(await keep('own', domain, 5));
      const listed = await cloud.cdn.listHttpsDomains(signal);
      expect(listed.find((each) => each.domain === domain)).toEqual({
        domain,
        commonName: domain,
        state: 'ok',
        expires: expect.closeTo(Date.now() + 5 * day, -5),
      });
      await cloud.cdn.deleteCertificate(domain, signal);
      await fixture.settle();
      expect(await cloud.cdn.readCertificate(domain, signal)).toBeUndefined();
      expect(calls('SetCdnDomainSSLCertificate').at(-1)?.params).toEqual({ DomainName: domain, SSLProtocol: 'off' });
    });

    test('a certificate for other names and one that is gone are refused', async () => {
      const other = await keep('other', 'other.com', 5);
      await expect(give(other)).rejects.toMatchObject({ kind: 'certificateRefused' });
      await expect(give({ id: 1, name: 'gone', region: 'cn-hangzhou' })).rejects.toMatchObject({
        kind: 'certificateGone',
      });
    });
  });
}

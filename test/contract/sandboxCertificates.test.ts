import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { casService } from '../../sandbox/cas/service.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { actByHand } from '../../sandbox/console.js';
import { createAuthority } from '../../sandbox/proxy/ca.js';
import { createState } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import { addCertificate, shownFor } from '../../sandbox/state/certificates.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { call, masterKey } from '../support/rpcSandbox.js';

const authority = createAuthority();
authority.dispose();
const pair = authority.issue(['*.shop-demo.com', 'shop-demo.com'], 90);
const domain = 'static.shop-demo.com';
let state: SandboxState;

beforeEach(() => {
  state = createState(seed as unknown as Parameters<typeof createState>[0]);
  state.accessKeys.push(masterKey);
  state.speed = 1e9;
  state.issue = authority.issue;
});

const cdn = (action: string, params: Record<string, string> = {}) =>
  call(cdnService, state, action, { DomainName: domain, ...params }, { form: true });
const cas = (action: string, params: Record<string, string> = {}) =>
  call(casService, state, action, params, { form: true });
const set = (params: Record<string, string>) =>
  cdn('SetCdnDomainSSLCertificate', { SSLProtocol: 'on', ...params }).then(({ code, status }) => code ?? status);
const upload = (params: Record<string, string> = {}) =>
  set({ CertType: 'upload', CertName: 'mine', SSLPub: pair.certificate, SSLPri: pair.key, ...params });

describe('the certificate service', () => {
  it('stores an uploaded pair under a new name, lists it, and returns its key only without the filter', async () => {
    const fields = { Name: 'mine', Cert: pair.certificate, Key: pair.key };
    const { body } = await cas('UploadUserCertificate', fields);
    const listed = (await cas('ListUserCertificateOrder', { OrderType: 'CERT' })).body;
    expect(listed).toMatchObject({
      TotalCount: 1,
      CertificateOrderList: [
        {
          CertificateId: body.CertId,
          Name: 'mine',
          Sans: '*.shop-demo.com,shop-demo.com',
          Status: 'ISSUED',
          Upload: true,
        },
      ],
    });
    const detail = async (filter: Record<string, string>) =>
      (await cas('GetUserCertificateDetail', { CertId: String(body.CertId), ...filter })).body;
    expect((await detail({})).Key).toBe(pair.key);
    expect(JSON.stringify(await detail({ CertFilter: 'true' }))).not.toContain('PRIVATE');
    expect((await cas('UploadUserCertificate', fields)).code).toBe('NameRepeat');
  });

  it('lists orders unless asked for certificates, and refuses a pair whose key does not match', async () => {
    addCertificate(state, 'issued', pair, false);
    expect((await cas('ListUserCertificateOrder')).body.TotalCount).toBe(0);
    expect((await cas('ListUserCertificateOrder', { OrderType: 'UPLOAD' })).body.TotalCount).toBe(0);
    const { key } = authority.issue(['a.com'], 1);
    const refused = await cas('UploadUserCertificate', { Name: 'x', Cert: pair.certificate, Key: key });
    expect(refused).toMatchObject({ code: 'CertificateFormatException', status: 400 });
  });

  // Source: Certificate Management Service, "Error codes": every code comes with the status 400.
  it('refuses missing entries and missing permissions with status 400', async () => {
    const absent = { GetUserCertificateDetail: 'CertId', GetInstanceDetail: 'InstanceId', GetTaskAttribute: 'TaskId' };
    for (const [action, name] of Object.entries(absent))
      expect(await cas(action, { [name]: '1' })).toMatchObject({ code: 'NotFound', status: 400 });
    state.accessKeys[state.accessKeys.indexOf(masterKey)] = { ...masterKey, denied: ['ListContact'] };
    expect(await cas('ListContact')).toMatchObject({ code: 'PermissionDenied', status: 400 });
  });

  // Source: the vendor's Terraform provider, certificate_apply: withdrawing is processed later, and "settles on normal".
  it('gives a withdrawn application the status normal without a certificate or record', async () => {
    actByHand(state, { action: 'addContact', name: 'Li', email: 'li@shop-demo.com' });
    const { ids } = actByHand(state, { action: 'orderInstances', count: 1 }) as { ids: [string] };
    const [InstanceId] = ids;
    const fields = { InstanceId, Domain: domain, 'ContactIdList.1': String(state.contacts[0]!.id) };
    await cas('UpdateInstance', fields);
    state.uncertain.validationLag = 0;
    await cas('ApplyCertificate', { InstanceId });
    const detail = async () => (await cas('GetInstanceDetail', { InstanceId })).body;
    expect(await detail()).toMatchObject({
      Status: 'pending',
      DomainValidationList: [{ RootDomain: 'shop-demo.com' }],
    });
    expect((await cas('UpdateInstance', fields)).code).toBe('InvalidStatus.UpdateProtection');
    expect((await cas('ApplyCertificate', { InstanceId })).code).toBe('OperationDenied.StatusNotSupport');
    actByHand(state, { action: 'withdrawApplication', id: InstanceId });
    const settled = await detail();
    expect([settled.Status, settled.CertificateId, settled.DomainValidationList]).toEqual([
      'normal',
      undefined,
      undefined,
    ]);
  });
});

describe('the certificate of a domain', () => {
  it('is set by id, name and region, without any field of a pair', async () => {
    const { id } = addCertificate(state, 'issued', pair, false);
    const fields = { CertType: 'cas', CertId: String(id), CertName: 'issued', CertRegion: 'cn-hangzhou' };
    expect(await set({ ...fields, SSLPri: '' })).toBe('SSLPri.MissingParameter');
    expect(await set({ ...fields, CertName: '' })).toBe('Certificate.MissingParameter');
    expect(await set({ ...fields, CertId: '1' })).toBe('Certificate.NotFind');
    expect(await set(fields)).toBe(200);
    const { CertInfos } = (await cdn('DescribeDomainCertificateInfo')).body;
    expect(CertInfos.CertInfo).toMatchObject([
      { CertId: String(id), CertType: 'cas', ServerCertificate: pair.certificate, ServerCertificateStatus: 'on' },
    ]);
    const shownIn = (ms: number) => shownFor(state, state.cdnDomains.get(domain)!, Date.now() + ms)?.id;
    expect({ now: shownIn(-60_000), soon: shownIn(1_000) }).toEqual({ now: undefined, soon: id });
  });

  it('is accepted as a pair whose key is PKCS#1, matches, and whose names cover the domain', async () => {
    const other = authority.issue(['other.com'], 90);
    const pkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(await upload({ SSLPri: '' })).toBe('SSLPri.MissingParameter');
    expect(await upload({ SSLPub: 'text' })).toBe('Certificate.FormatError');
    expect(await upload({ SSLPri: pkcs8.toString() })).toBe('InvalidSSLPri');
    expect(await upload({ SSLPri: other.key })).toBe('PrivateKeyError');
    expect(await upload({ SSLPub: other.certificate, SSLPri: other.key })).toBe('Certificate.MissMatch');
    expect(await upload()).toBe(200);
    state.cdnDomains.get(domain)!.status = 'online';
    expect(await upload()).toBe('Certificate.NameExist');
    expect([...state.certificates.values()].map(({ name }) => name)).toEqual(['mine']);
  });

  it('the certificate of a domain is removed with its key when HTTPS is switched off', async () => {
    await upload();
    state.cdnDomains.get(domain)!.status = 'online';
    expect((await cdn('SetCdnDomainSSLCertificate', { SSLProtocol: 'off' })).status).toBe(200);
    const { CertInfos } = (await cdn('DescribeDomainCertificateInfo')).body;
    expect(CertInfos.CertInfo).toEqual([{ DomainName: domain, ServerCertificateStatus: 'off' }]);
  });

  it('the certificate of a seeded domain is the same after HTTPS was switched off and on', async () => {
    for (const on of [true, false, true]) {
      actByHand(state, { action: 'setHttps', domain, on });
      await cdn('DescribeDomainCertificateInfo');
    }
    expect([...state.certificates.values()].map(({ name }) => name)).toEqual([`cert-of-${domain}`]);
  });

  it('is listed among those that match, where none is an error, and with the domains that have HTTPS', async () => {
    for (const each of state.cdnDomains.values()) each.httpsOn = false;
    expect((await cdn('DescribeCdnSSLCertificateList')).code).toBe('NotFoundCertList');
    addCertificate(state, 'other', authority.issue(['other.com'], 90), false);
    expect((await cdn('DescribeCdnSSLCertificateList')).code).toBe('NotFoundCertList');
    await upload();
    const { CertificateListModel } = (await cdn('DescribeCdnSSLCertificateList')).body;
    expect(CertificateListModel.CertList.Cert).toMatchObject([{ CertName: 'mine', Common: '*.shop-demo.com' }]);
    const { body } = await cdn('DescribeCdnHttpsDomainList');
    expect(body.CertInfos.CertInfo).toMatchObject([{ DomainName: domain, CertStatus: 'ok', CertType: 'upload' }]);
    expect(body.TotalCount).toBe(1);
  });
});

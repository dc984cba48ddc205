import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actByHand } from '../../sandbox/console.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import type { Site } from '../../src/core/account.js';
import { listFitting } from '../../src/core/https/accountCertificates.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

/*
 * The sites of the certificate service: each endpoint has certificates of its own. Source: SetCdnDomainSSLCertificate, CertRegion
 * (`cn-hangzhou`, `ap-southeast-1`), and public clients, which choose `cas.ap-southeast-1.aliyuncs.com` for the latter.
 */

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const [china, singapore] = ['cas.aliyuncs.com', 'cas.ap-southeast-1.aliyuncs.com'];
let site: Site;
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud();
});
/** A cloud knows for as long as it is open where the certificates are, so each test has its own. */
beforeEach(async () => {
  await opened.stop();
  site = 'china';
  opened = await openSandboxCloud({}, { site: () => site });
  opened.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(() => opened.sandbox.state.calls.splice(0));
afterAll(() => opened.stop());

const state = () => opened.sandbox.state;
const own = (name: string, region: string) =>
  addCertificate(state(), name, { ...state().issue!([domain], 90), region }, true).id;
const listed = async () =>
  (await opened.cloud.certificates.listCertificates(signal)).map(({ name, region }) => `${name} ${region}`).sort();
const hostsOf = (action: string) =>
  state()
    .calls.filter((call) => call.action === action)
    .map(({ host }) => host)
    .sort();

function pair() {
  const { certificate: chain, key } = state().issue!([domain], 90);
  return { name: 'new', chain, key };
}

describe('the certificates of both sites', () => {
  test('are listed with their regions, and each is read at its site', async () => {
    own('home', 'cn-hangzhou');
    const id = own('abroad', 'ap-southeast-1');
    expect(await listed()).toEqual(['abroad ap-southeast-1', 'home cn-hangzhou']);
    const { certificates } = opened.cloud;
    await expect(certificates.readCertificate({ id, region: 'ap-southeast-1' }, signal)).resolves.toMatchObject({
      name: 'abroad',
      region: 'ap-southeast-1',
    });
    await expect(certificates.readCertificate({ id, region: 'cn-hangzhou' }, signal)).rejects.toMatchObject({
      kind: 'certificateGone',
    });
    expect(hostsOf('GetUserCertificateDetail')).toEqual([singapore, china].sort());
  });

  test('are offered for a domain, and set by their region', async () => {
    own('abroad', 'ap-southeast-1');
    const { fitting } = await listFitting(opened.cloud, domain, Date.now(), signal);
    const [{ id, name, region }] = fitting as [(typeof fitting)[number]];
    await opened.cloud.cdn.setCertificate(domain, { id, name, region }, signal);
    const set = state().calls.find(({ action }) => action === 'SetCdnDomainSSLCertificate');
    expect(set?.params).toMatchObject({ CertId: String(id), CertName: 'abroad', CertRegion: 'ap-southeast-1' });
    expect(set?.status).toBe(200);
  });
});

describe('a pair is stored', () => {
  test.each([
    ['where the setting says, china', 'china', [], 'both', china],
    ['where the setting says, international', 'international', ['home cn-hangzhou'], 'both', singapore],
    ['where the account has its certificates', 'china', ['abroad ap-southeast-1'], 'both', singapore],
    ['on the China site where both have some', 'china', ['a ap-southeast-1', 'h cn-hangzhou'], 'both', china],
    ['on the site that serves the account, international', 'china', [], 'international', singapore],
    ['on the site that serves the account, china', 'international', [], 'china', china],
  ] as const)('%s', async (_where, setting, kept, serving, host) => {
    site = setting;
    for (const each of kept) own(...(each.split(' ') as [string, string]));
    state().uncertain.certificateSite = serving;
    // As the choice of a certificate does, before files are asked for.
    await listed();
    const { id, region } = await opened.cloud.certificates.createCertificate(pair(), signal);
    expect(hostsOf('UploadUserCertificate')).toEqual([host]);
    expect(state().certificates.get(id)?.region).toBe(region);
    expect(region).toBe(host === china ? 'cn-hangzhou' : 'ap-southeast-1');
  });

  test.each([
    ['china', china],
    ['international', singapore],
  ] as const)('where the setting says before anything was listed: %s', async (setting, host) => {
    site = setting;
    await opened.cloud.certificates.createCertificate(pair(), signal);
    expect(hostsOf('UploadUserCertificate')).toEqual([host]);
  });

  test('in the region of the certificate that it replaces', async () => {
    const wanted = { ...pair(), region: 'ap-southeast-1' };
    expect(await opened.cloud.certificates.createCertificate(wanted, signal)).toMatchObject({ region: wanted.region });
    expect(hostsOf('UploadUserCertificate')).toEqual([singapore]);
  });

  test('without sending its key to a second site after a refusal', async () => {
    const permission = 'yundun-cert:UploadUserCertificate';
    actByHand(state(), { action: 'setDenied', id: opened.sandbox.accessKey.id, permission, denied: true });
    const kept = opened.cloud.certificates.createCertificate(pair(), signal);
    await expect(kept).rejects.toMatchObject({ kind: 'forbidden' });
    expect(hostsOf('UploadUserCertificate')).toEqual([china]);
  });
});

describe('a site that does not serve the account', () => {
  test('is no error if a proxy does not reach it', async () => {
    own('home', 'cn-hangzhou');
    actByHand(state(), { action: 'setProxy', refuses: ['casInternational'] });
    expect(await listed()).toEqual(['home cn-hangzhou']);
  });

  test('does not hide that the own site is unreachable', async () => {
    own('abroad', 'ap-southeast-1');
    actByHand(state(), { action: 'setProxy', refuses: ['cas'] });
    await expect(listed()).rejects.toMatchObject({ kind: 'proxyRefused', details: { subject: china } });
  });

  test('is named if a change there fails', async () => {
    actByHand(state(), { action: 'setProxy', refuses: ['cas'] });
    const kept = opened.cloud.certificates.createCertificate(pair(), signal);
    await expect(kept).rejects.toMatchObject({ kind: 'proxyRefused', details: { subject: china } });
    await expect(opened.cloud.certificates.listFreeInstances(signal)).rejects.toMatchObject({
      details: { subject: china },
    });
  });

  test('does not hide a permission that is missing on both', async () => {
    const permission = 'yundun-cert:ListUserCertificateOrder';
    actByHand(state(), { action: 'setDenied', id: opened.sandbox.accessKey.id, permission, denied: true });
    await expect(listed()).rejects.toMatchObject({ kind: 'forbidden', details: { denial: { permission } } });
  });
});

test('free certificates are requested from the China site alone', async () => {
  site = 'international';
  actByHand(state(), { action: 'orderInstances', count: 1 });
  expect(await opened.cloud.certificates.listFreeInstances(signal)).toHaveLength(1);
  expect(hostsOf('ListInstances')).toEqual([china]);
});

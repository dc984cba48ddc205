import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { dohService } from '../../sandbox/alidns/doh.js';
import { alidnsService } from '../../sandbox/alidns/service.js';
import { casService } from '../../sandbox/cas/service.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { edgeService } from '../../sandbox/edge/service.js';
import { ossService } from '../../sandbox/oss/service.js';
import { createState, type Seed } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import type { ApiRequest } from '../../sandbox/state/state.js';
import { stsService } from '../../sandbox/sts/service.js';
import { isErrorOf } from '../../src/core/errors.js';
import { errorText } from '../../src/core/errorTexts/errorText.js';
import { systemClock } from '../../src/disk/clock.js';
import { type Call, objectCalls, sdkCalls } from '../support/everyCall.js';
import { failureOf } from '../support/failureOf.js';
import { sayIn } from '../support/fakeVscode.js';
import { issuePem } from '../support/issuePem.js';
import { findSecrets } from '../support/secretForms.js';
import { submitByHand } from '../support/submitByHand.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';
import { recordId } from './errorCodes/support.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const services = [cdnService, alidnsService, casService, stsService, ossService, edgeService, dohService];
const keys = {
  accessKeyId: 'STS.placement',
  accessKeySecret: 'secret-of-placement',
  securityToken: 'token-of-placement',
};
const { certificate, key } = issuePem({ names: [domain] });
const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
const upload: Call = [
  'UploadUserCertificate',
  ({ certificates }) => certificates.createCertificate({ name: 'placed', chain: certificate, key: pem }, signal),
];
const setCertificate: Call = [
  'SetCdnDomainSSLCertificate',
  ({ cdn }) => cdn.setCertificate(domain, { id: 1, name: 'wild', region: 'cn-hangzhou' }, signal),
];
/** Of 40 bytes each in the address, more than servers take there. */
const addresses = Array.from({ length: 700 }, (_, at) => `198.51.${at >> 8}.${at & 255}`).join(',');
const setLong: Call = [
  'BatchSetCdnDomainConfig',
  ({ cdn }) => cdn.setConfigs(domain, [{ functionName: 'ip_black_list_set', args: { ip_list: addresses } }], signal),
];
let opened: SandboxCloud;
const sent: ApiRequest[] = [];

beforeAll(async () => {
  const clock = { ...systemClock, sleep: async () => undefined };
  opened = await openSandboxCloud({}, { clock, credentials: async () => keys });
  for (const service of services) {
    const { handle } = service;
    vi.spyOn(service, 'handle').mockImplementation((request, state) => {
      sent.push(request);
      return handle(request, state);
    });
  }
});
beforeEach(() => {
  sent.length = 0;
  const { state } = opened.sandbox;
  Object.assign(state, createState(seed as Seed), { events: state.events, account: {}, speed: state.speed });
  const { accessKeyId: id, accessKeySecret: secret, securityToken } = keys;
  state.accessKeys.push({ id, secret, securityToken, denied: [] });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await opened.stop();
});

const every = () => [
  ...sdkCalls(recordId(opened.sandbox.state, 'www')),
  ...objectCalls,
  upload,
  setCertificate,
  setLong,
];
const settle = () =>
  expect.poll(async () => (await opened.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');

test('no URL contains any part of a key, a secret or a token', async () => {
  // Each line of a key is as good as the whole of its part.
  const lines = pem.split('\n').filter((line) => line !== '');
  const find = findSecrets([
    { name: 'secret', value: keys.accessKeySecret },
    { name: 'token', value: keys.securityToken },
    ...lines.map((value, at) => ({ name: `line ${at} of the private key`, value })),
  ]);
  const calls = every();
  for (const [, make] of calls) await make(opened.cloud).catch(() => undefined);
  expect(sent.length).toBeGreaterThan(calls.length);
  for (const { method, host, url } of sent) expect(find(`${method} ${host} ${url}`)).toEqual([]);
  expect(sent.flatMap(({ body }) => find(body)).length).toBeGreaterThan(lines.length);
});

describe('a gateway that reads no form', () => {
  const unread = { kind: 'bodyNotRead' };
  beforeEach(() => {
    opened.sandbox.state.uncertain.formTaken = false;
  });

  test('reads every call except one with a key and long ones', async () => {
    const refused = new Set<string>();
    for (const [action, make] of every()) {
      const error = await make(opened.cloud).catch((caught: unknown) => caught);
      if (
        isErrorOf(error, 'bodyNotRead', 'invalidInput') &&
        !/^(Invalid|OperationNotSupported)/.test(error.details.code ?? '')
      )
        refused.add(`${action} ${error.kind}`);
    }
    expect([...refused].sort()).toEqual(['BatchSetCdnDomainConfig bodyNotRead', 'UploadUserCertificate bodyNotRead']);
  });

  test.each([
    ['en', /^Alibaba Cloud did not read the parameters of this call from its body: do this in the console instead/],
    ['zh-cn', /^阿里云没有从请求正文中读取此次调用的参数，请改在控制台中操作/],
  ] as const)('a certificate that the gateway did not read is reported as such (%s)', async (language, sentence) => {
    const error = await failureOf(upload[1](opened.cloud));
    expect(error).toMatchObject({ ...unread, details: { action: 'UploadUserCertificate', httpStatus: 400 } });
    expect(sayIn(language, () => errorText(error))).toMatch(sentence);
  });

  test.each([
    ['MissingKey', 'bodyNotRead'],
    ['MissingParameter', 'bodyNotRead'],
    ['MissingSecurityToken', 'badCredentials'],
    ['MissingOwnerId', 'unexpected'],
    ['InvalidParameter', 'invalidInput'],
  ])('answers a form with %s, which is %s', async (code, kind) => {
    opened.fail('UploadUserCertificate', 'error', { code, status: 400 });
    expect(await failureOf(upload[1](opened.cloud))).toMatchObject({ kind, details: { code } });
  });

  test('gets smaller prefetches that fit into the address', async () => {
    const urls = Array.from({ length: 100 }, (_, at) => `https://${domain}/${'long/'.repeat(180)}${at}.js`);
    expect(await submitByHand(opened.cloud.cdn, 'prefetches', urls)).toMatchObject({ sent: urls, refused: [] });
  });
});

describe('a long call', () => {
  const longest = () => Math.max(...sent.map(({ url }) => url.length));

  test('has its parameters in the body if the address would exceed the limit of common servers', async () => {
    opened.sandbox.state.uncertain.longestQuery = 8_150;
    await settle();
    await setLong[1](opened.cloud);
    await settle();
    const urls = Array.from({ length: 100 }, (_, at) => `https://${domain}/${'long/'.repeat(180)}${at}.js`);
    await opened.cloud.cdn.prefetch(urls, signal);
    expect(longest()).toBeLessThan(8_150);
    const configs = await opened.cloud.cdn.listConfigs(domain, signal);
    expect(configs.find(({ functionName }) => functionName === 'ip_black_list_set')?.args).toMatchObject({
      ip_list: addresses,
    });
  });
});

describe('a page in place of an answer', () => {
  const list = () => opened.cloud.cdn.listDomains(signal);
  const count = () => opened.sandbox.state.calls.filter(({ action }) => action === 'DescribeUserDomains').length;

  test.each([
    [404, 'badAnswer', 1],
    [405, 'badAnswer', 1],
    [413, 'badAnswer', 1],
    [414, 'tooMuchAtOnce', 1],
    [429, 'throttled', 3],
    [502, 'unavailable', 3],
  ])('with status %i is recognized by its status, not its text', async (status, kind, times) => {
    opened.fail('DescribeUserDomains', 'html403', { status, count: 9 });
    const before = count();
    expect(await failureOf(list())).toMatchObject({ kind, details: { httpStatus: status } });
    expect(count() - before).toBe(times);
  });

  test.each([
    [400, 'unexpected'],
    [414, 'tooMuchAtOnce'],
    [503, 'unavailable'],
  ])('of the vendor with status %i is recognized too', async (status, kind) => {
    const body = '<html><head><title>Request-URI Too Large</title></head><body></body></html>';
    const headers = { 'Content-Type': 'text/html', 'x-acs-request-id': 'known' };
    vi.mocked(cdnService.handle).mockImplementation(() => ({ status, headers, body }));
    expect(await failureOf(list())).toMatchObject({ kind, details: { httpStatus: status } });
  });
});

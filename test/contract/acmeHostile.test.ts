import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acmeFailureText } from '../../src/core/onboarding/https/acmeText.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import { agreeTo, type HostileWorld, startHostileWorld } from '../support/acmeWorld.js';
import { sayIn } from '../support/fakeVscode.js';
import type { AcmeReply, AcmeResource, Hostility } from '../support/hostileAcme.js';
import { long, sampled } from '../support/sample.js';

const domain = 'static.shop-demo.com';
const acmeHost = 'acme-v02.api.letsencrypt.org';
let world: HostileWorld;
/** The hosts that requests of this process were for, and how often the trap on this computer was reached. */
let reached: Set<string>;
let trapped: number;
let trap: Server;
const noteRequest = (message: unknown) => reached.add((message as { readonly request: ClientRequest }).request.host);
const trapUrl = () => `https://127.0.0.1:${(trap.address() as AddressInfo).port}/x`;

beforeEach(async () => {
  world = await startHostileWorld();
  world.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
  reached = new Set();
  trapped = 0;
  trap = createServer((socket) => {
    trapped++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  subscribe('http.client.request.start', noteRequest);
});
afterEach(async () => {
  unsubscribe('http.client.request.start', noteRequest);
  trap.close();
  await world.stop();
});

const isFailure = (ask: UserAsk) => ask.kind === 'chooseCertificate' && ask.problem !== undefined;

/** Requests a certificate until the request has failed; the failure, its sentence, and what is left behind. */
async function request(hostility: Hostility) {
  world.acme.behave(hostility);
  const ask = await world.runUntil(domain, isFailure);
  const problem = ask.kind === 'chooseCertificate' ? ask.problem : undefined;
  const failure = problem?.kind === 'acme' ? problem.failure : undefined;
  const code = failure?.kind === 'refused' ? failure.problem.code : failure?.kind;
  const { state } = world.sandbox;
  // The sandbox itself asks the server on this computer.
  const own = [acmeHost, '127.0.0.1', ...state.calls.map(({ host }) => host)];
  return {
    code,
    text: failure && sayIn('en', () => acmeFailureText(failure)),
    records: world.recordsOf('TXT', '_acme-challenge.static'),
    certificates: [...state.certificates.values()].filter(({ name }) => name.endsWith('-letsencrypt')),
    given: world.givenTo(domain)?.subjectAltName,
    elsewhere: [...reached].filter((host) => !own.includes(host)),
    trapped,
    services: [...new Set(state.calls.map(({ service }) => service))].filter((name) => name === 'oss'),
  };
}

const harmless = { records: [], certificates: [], elsewhere: [], trapped: 0, services: [] };

/** The answer to one kind of request is changed. */
function changing(wanted: AcmeResource, change: (kind: AcmeReply) => AcmeReply): Hostility {
  return (resource, kind) => (resource === wanted ? change(kind) : kind);
}

/** Fields of its body are changed. */
function saying(wanted: AcmeResource, fields: object): Hostility {
  return changing(wanted, (kind) => ({ ...kind, body: { ...(kind.body as object), ...fields } }));
}

function locating(wanted: AcmeResource, location: string): Hostility {
  return changing(wanted, (kind) => ({ ...kind, headers: { ...kind.headers, location } }));
}

const dns01 = (fields: object) => ({ challenges: [{ type: 'dns-01', status: 'pending', token: 'abc', ...fields }] });

test('a correct server issues a certificate, as a reference for the others', async () => {
  await world.run(domain, (ask) => (isFailure(ask) ? expect.unreachable(JSON.stringify(ask)) : agreeTo(domain, ask)));
});

/** Where nothing may be sent: a bucket, a router, the metadata of a cloud. */
const [bucket, router, metadata] = [
  'https://site-hangzhou.oss-cn-hangzhou.aliyuncs.com/x',
  'https://192.168.1.1/x',
  'http://100.100.100.200/latest/meta-data/',
];

describe('a URL of another server is refused, and no request is sent there', () => {
  sampled<[string, Hostility]>(
    [
      ['the account in the directory', saying('dir', { newAccount: bucket })],
      ['the nonce in the directory', saying('dir', { newNonce: metadata })],
      ['the order in the directory', (resource, kind) => saying('dir', { newOrder: trapUrl() })(resource, kind)],
      ['the account', locating('account', router)],
      ['a new order', locating('newOrder', bucket)],
      ['an authorization', saying('newOrder', { authorizations: [router] })],
      [
        'an authorization of an order that was right at first',
        (resource, kind) => saying('order', { authorizations: [trapUrl()] })(resource, kind),
      ],
      ['a challenge', saying('authorization', dns01({ url: bucket }))],
      ['the last request', saying('order', { finalize: metadata })],
      ['the certificate', changing('order', (kind) => withCertificate(kind, bucket))],
      ['the same host by another port', saying('order', { finalize: `https://${acmeHost}:8443/x` })],
      ['the same host without TLS', saying('order', { finalize: `http://${acmeHost}/x` })],
      ['a host that begins alike', saying('order', { finalize: `https://${acmeHost}.example.com/x` })],
      ['a host behind a user name', saying('order', { finalize: `https://${acmeHost}@example.com/x` })],
    ],
    4,
  )('a foreign URL in place of that of %s', async (_what, hostility) => {
    expect(await request(hostility)).toMatchObject({ ...harmless, code: 'foreignUrl' });
  });
});

/** Only once it is issued. */
function withCertificate(kind: AcmeReply, certificate: string): AcmeReply {
  const body = kind.body as { readonly status: string };
  return body.status === 'valid' ? { ...kind, body: { ...body, certificate } } : kind;
}

describe('a redirect is not followed', () => {
  sampled<AcmeResource>(
    ['dir', 'nonce', 'account', 'newOrder', 'order', 'authorization', 'finalize', 'certificate'],
    4,
  )('a redirect of %s', async (resource) => {
    const hostility = changing(resource, () => ({ status: 307, headers: { location: bucket }, body: '' }));
    expect(await request(hostility)).toMatchObject({ ...harmless, code: 'redirected' });
  });
});

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

describe('an answer that is too large, too deep or invalid is refused', () => {
  sampled<[string, Hostility]>(
    [
      ['a body without end', changing('order', (kind) => ({ ...kind, body: 'x'.repeat(9 * 1024 * 1024) }))],
      ['arrays in arrays', changing('order', (kind) => ({ ...kind, body: deep }))],
      ['a state of arrays in arrays', changing('authorization', (kind) => ({ ...kind, body: deepIn('status') }))],
      ['a field that is no text', saying('authorization', { status: { toString: 1 } })],
      ['half of it', changing('order', (kind) => ({ ...kind, body: JSON.stringify(kind.body).slice(0, 90) }))],
      [
        'a page',
        changing('newOrder', (kind) => ({
          ...kind,
          headers: { ...kind.headers, 'content-type': 'text/html' },
          body: '<html>Sign in</html>',
        })),
      ],
      ['nothing', changing('authorization', () => ({ body: '' }))],
      ['null', changing('order', () => ({ body: 'null' }))],
      ['an order without a state', saying('order', { status: undefined })],
      ['an order in a state of its own', saying('order', { status: 'waiting' })],
      [
        'a token with other characters',
        saying('authorization', dns01({ url: `https://${acmeHost}/challenge/1`, token: 'a b\n"\u202e' })),
      ],
      [
        'a token without end',
        saying('authorization', dns01({ url: `https://${acmeHost}/challenge/1`, token: 'a'.repeat(5_000) })),
      ],
      [
        'a challenge without a token',
        saying('authorization', dns01({ url: `https://${acmeHost}/challenge/1`, token: undefined })),
      ],
      ['no certificate', changing('certificate', (kind) => ({ ...kind, body: 'none' }))],
      [
        'a certificate that is none',
        changing('certificate', (kind) => ({
          ...kind,
          body: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        })),
      ],
    ],
    4,
  )('%s instead of an answer', async (_what, hostility) => {
    expect(await request(hostility)).toMatchObject({ ...harmless, code: 'badAnswer' });
  });
});

const deepIn = (field: string) => `{"${field}":${deep}}`;

test('a different token in each answer is asked about each time, and no record of it is written', long, async () => {
  let count = 0;
  const url = `https://${acmeHost}/challenge/1`;
  world.acme.behave((resource, kind) =>
    resource === 'authorization' ? saying(resource, dns01({ url, token: `t${count++}` }))(resource, kind) : kind,
  );
  const values: string[] = [];
  await world.runUntil(domain, (ask) => {
    if (ask.kind === 'approveValidation') values.push(ask.records[0]?.value ?? '');
    return values.length === 3;
  });
  expect({ values: new Set(values).size, records: world.recordsOf('TXT', '_acme-challenge.static') }).toEqual({
    values: 3,
    records: [],
  });
});

describe('answers that do not match the request are refused', () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `https://${acmeHost}/authorization/${at}`);
  const other = { type: 'dns', value: 'www.shop-demo.com' };

  sampled<[string, Hostility]>(
    [
      ['thousands of authorizations', saying('newOrder', { authorizations: many })],
      ['thousands of authorizations of an order that was right at first', saying('order', { authorizations: many })],
      ['an order for another name', saying('newOrder', { identifiers: [other] })],
      ['an authorization for another name of this account', saying('authorization', { identifier: other })],
      [
        'a certificate for another name',
        changing('certificate', () => ({ body: world.acme.issue({ names: ['www.shop-demo.com'] }).join('\n') })),
      ],
      [
        'a certificate for one name more',
        changing('certificate', () => ({
          body: world.acme.issue({ names: [domain, 'www.shop-demo.com'] }).join('\n'),
        })),
      ],
    ],
    3,
  )('%s', async (_what, hostility) => {
    expect(await request(hostility)).toMatchObject({ ...harmless, code: 'otherNames' });
    expect(world.acme.asked.filter((each) => each === 'authorization').length).toBeLessThan(20);
  });

  sampled<[string, string, () => readonly string[]]>(
    [
      ['for another key', 'otherKey', () => world.acme.issueForOther()],
      ['that has expired', 'notValidNow', () => world.acme.issue({ from: -90, until: -1 })],
      ['that is not valid yet', 'notValidNow', () => world.acme.issue({ from: 10, until: 90 })],
      ['without its issuer', 'brokenChain', () => world.acme.issue({}).slice(0, 1)],
      [
        'with another issuer',
        'brokenChain',
        () => [world.acme.issue({})[0] ?? '', world.acme.issueForOther()[0] ?? ''],
      ],
      ['with a chain without end', 'brokenChain', () => Array(2_000).fill(world.acme.issue({})[0])],
    ],
    3,
  )('a certificate %s', async (_what, code, issue) => {
    const hostility = changing('certificate', () => ({ body: issue().join('\n') }));
    expect(await request(hostility)).toMatchObject({ ...harmless, code });
  });
});

describe('a server that refuses without end', () => {
  const refusing =
    (code: string, status: number, headers = {}) =>
    () => ({
      status,
      headers: { 'content-type': 'application/problem+json', ...headers },
      body: { type: `urn:ietf:params:acme:error:${code}`, detail: 'no' },
    });

  sampled<AcmeResource>(['newOrder', 'order', 'finalize'], 3)(
    'gets only a few requests when it answers badNonce to every %s',
    async (resource) => {
      const hostility = changing(resource, refusing('badNonce', 400));
      expect(await request(hostility)).toMatchObject({ ...harmless, code: 'badNonce' });
      expect(world.acme.asked.filter((each) => each === resource).length).toBeLessThan(60);
    },
  );

  sampled(['9'.repeat(30), '-5', 'Fri, 01 Jan 9999 00:00:00 GMT', 'soon'], 4)(
    'a limit with Retry-After: %s names no time',
    async (retryAfter) => {
      const hostility = changing('newOrder', refusing('rateLimited', 429, { 'retry-after': retryAfter }));
      const found = await request(hostility);
      expect(found).toMatchObject({ ...harmless, code: 'limited' });
      expect(found.text).toContain('request the certificate later');
    },
  );
});

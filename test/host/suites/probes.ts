import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createResolver } from '../../../src/cloud/dns/resolver.js';
import { createEdge } from '../../../src/cloud/edge/edgeProbe.js';
import { systemClock } from '../../../src/disk/clock.js';
import { test } from '../harness.js';
import { control } from '../world.js';

const { signal } = new AbortController();
const name = 'static.shop-demo.com';
const target = `${name}.w.kunlunsl.com`;
const edge = createEdge({ clock: systemClock, timeoutMs: 60_000 });
const probe = (change: object) =>
  edge.probe({ connectTo: target, name, path: '/css/site.css', maxBytes: 10_000, ...change }, signal);

test("DNS over HTTPS uses VS Code's proxy", async () => {
  const resolver = createResolver({ clock: systemClock });
  const answer = await resolver.query('https://dns.alidns.com/dns-query', name, 'A', signal);
  equal(answer.outcome, 'answer');
  equal(answer.transport, 'https');
  deepEqual(answer.records[0]?.data, target);
  equal((await control.calls('DnsQuery')).at(-1)?.host, 'dns.alidns.com');
});

test('the proxy forwards edge requests over HTTPS at the target and over HTTP at the name', async () => {
  const secure = await probe({});
  deepEqual([secure.outcome, secure.status, secure.certificate?.names], ['answered', 200, [name]]);
  const plain = await probe({ scheme: 'http', connectTo: name });
  deepEqual([plain.outcome, plain.status, plain.certificate], ['answered', 200, undefined]);
  match(plain.headers['x-cache'] ?? '', /^(HIT|MISS)/);
});

test('kept probe connections are shared, although the host gives each request a new agent', async () => {
  const reused: boolean[] = [];
  // Other requests of the host may end meanwhile.
  const noteAnswer = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('host') === name) reused.push(request.reusedSocket);
  };
  subscribe('http.client.response.finish', noteAnswer);
  try {
    for (let count = 0; count < 4; count++) {
      deepEqual((await probe({ keepsConnection: true })).status, 200);
      // A connection is free a moment after its answer.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    unsubscribe('http.client.response.finish', noteAnswer);
  }
  deepEqual(reused, [false, true, true, true]);
});

test('plain HTTP to an edge uses a tunnel if the proxy opens port 80', async () => {
  await control.act('setProxy', { tunnels80: true });
  try {
    const plain = await probe({ scheme: 'http' });
    deepEqual([plain.outcome, plain.status, plain.certificate], ['answered', 200, undefined]);
    match(plain.headers['x-cache'] ?? '', /^(HIT|MISS)/);
  } finally {
    await control.act('setProxy', { tunnels80: false });
  }
});

test('a proxy that refuses or cannot forward is no finding about the edge', async () => {
  equal((await probe({ scheme: 'http' })).outcome, 'proxyRefused');
  await control.act('setProxy', { refuses: ['edge'] });
  try {
    const refused = [await probe({}), await probe({ scheme: 'http', connectTo: name })];
    ok(
      refused.every(({ outcome }) => outcome === 'proxyRefused'),
      JSON.stringify(refused),
    );
  } finally {
    await control.act('setProxy', { refuses: [] });
  }
});

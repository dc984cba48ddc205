import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, createServer, isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import { toProbeFailure } from '../../../../src/cloud/edge/edgeProbe.js';

/** How Node fails to connect to a name that leads to two addresses, at each of which the port is closed. */
async function failToConnect(): Promise<unknown> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const addresses = ['127.0.0.1', '::1'].map((address) => ({ address, family: isIP(address) }));
  const request = http.get({
    host: 'edge.example.com',
    port,
    lookup: (_host, _options, done) => done(null, addresses),
  });
  const [error] = await once(request, 'error');
  return error;
}

/** As Node makes it: without a message, and with the code of the first attempt. */
function failedAttempts(...attempts: readonly { readonly code: string; readonly message: string }[]): AggregateError {
  const errors = attempts.map(({ code, message }) => Object.assign(new Error(message), { code }));
  return Object.assign(new AggregateError(errors), { code: errors[0]?.code });
}

const refused = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 192.0.2.2:443' };
/** Node waits for no attempt but the last one longer than a quarter of a second. */
const skipped = { code: 'ETIMEDOUT', message: 'connect ETIMEDOUT 192.0.2.1:443' };

describe('a server with several addresses', () => {
  test('is unreachable, with the reason of the last attempt, when each refuses', async () => {
    const error = await failToConnect();
    expect(error).toMatchObject({ message: '', code: 'ECONNREFUSED' });
    expect(toProbeFailure(error)).toEqual({
      outcome: 'unreachable',
      headers: {},
      message: expect.stringMatching(/^connect E[A-Z]+ ::1:/),
    });
  });

  test.each([
    { when: 'refuses after one that was slow', attempts: [skipped, refused], outcome: 'unreachable' },
    { when: 'is too slow after one that refused', attempts: [refused, skipped], outcome: 'timeout' },
  ])('is judged by the last attempt, which $when', ({ attempts, outcome }) => {
    expect(toProbeFailure(failedAttempts(...attempts)).outcome).toBe(outcome);
  });
});

test('a failure without a message has none', () => {
  expect(toProbeFailure(new Error(''))).toEqual({ outcome: 'unreachable', headers: {} });
});

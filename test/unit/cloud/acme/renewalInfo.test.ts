import { expect, test } from 'vitest';
import { createKeyMemory } from '../../../../src/cloud/acme/acme.js';
import { openAcme } from '../../../../src/cloud/acme/client.js';
import type { HttpsSend } from '../../../../src/cloud/http/httpsSend.js';
import { systemClock } from '../../../../src/disk/clock.js';
import { rfcCertificate } from '../../../support/rfcCertificate.js';

const { signal } = new AbortController();
const host = 'acme-v02.api.letsencrypt.org';
const id = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
const base = `https://${host}/acme/renewal-info`;
const window = { start: '2025-01-02T04:00:00Z', end: '2025-01-03T04:00:00Z' };

/** A server with this directory entry that answers so about a certificate; tells what was asked of which host. */
function serve(renewalInfo: unknown, status: number, answer: unknown, directoryStatus = 200) {
  const asked: string[] = [];
  const directory = {
    newNonce: `https://${host}/nonce`,
    newAccount: `https://${host}/account`,
    newOrder: `https://${host}/order`,
    renewalInfo,
  };
  const send = (async ({ method, host: at, head }) => {
    asked.push(`${method} ${at}${head.path}`);
    const isDirectory = head.path === '/directory';
    const body = Buffer.from(JSON.stringify(isDirectory ? directory : answer));
    return { status: isDirectory ? directoryStatus : status, headers: {}, body };
  }) as HttpsSend;
  const acme = openAcme({
    send,
    call: (_spec, make) => make(),
    keys: createKeyMemory(),
    clock: systemClock,
    timeoutMs: 1,
  });
  return { asked, read: () => acme.readRenewal(rfcCertificate, signal), reach: () => acme.reachServer(signal) };
}

// Source: RFC 9773, 4.1 and 4.2: an unauthenticated GET of the identifier below the URL of the directory.
test('the window in which a certificate is to be renewed is read without a signature', async () => {
  const { asked, read } = serve(base, 200, { suggestedWindow: window });
  expect(await read()).toEqual({ from: Date.parse(window.start), until: Date.parse(window.end) });
  expect(asked).toEqual([`GET ${host}/directory`, `GET ${host}/acme/renewal-info/${id}`]);
});

test.each([
  ['the directory has no such URL', undefined, 200, {}],
  ['the URL is on another host', 'https://example.com/renewal-info', 200, { suggestedWindow: window }],
  ['the server does not know the certificate', base, 404, {}],
  ['there is no window', base, 200, {}],
  ['the window is no pair of times', base, 200, { suggestedWindow: { start: 'soon', end: window.end } }],
  ['the window ends before it begins', base, 200, { suggestedWindow: { start: window.end, end: window.start } }],
])('nothing is known of a renewal where %s, and no other host is asked', async (_what, url, status, answer) => {
  const { asked, read } = serve(url, status, answer);
  expect(await read()).toBeUndefined();
  expect(asked.every((each) => each.includes(` ${host}/`))).toBe(true);
});

test('a failing server is reported as an error', async () => {
  await expect(serve(base, 500, {}).read()).rejects.toMatchObject({ kind: 'acmeUnavailable' });
});

test('a server is reached where it gives its directory, for which no account is made', async () => {
  const reached = serve(base, 200, {});
  await reached.reach();
  expect(reached.asked).toEqual([`GET ${host}/directory`]);
  await expect(serve(base, 200, {}, 503).reach()).rejects.toMatchObject({ kind: 'acmeUnavailable' });
});

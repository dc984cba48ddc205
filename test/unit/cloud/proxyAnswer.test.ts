import { expect, test } from 'vitest';
import { isForeignRefusal, isFromVendor, parseProxy } from '../../../src/cloud/proxyAnswer.js';

const answer = (body: string, headers: Readonly<Record<string, string>> = {}) => ({ headers, body: Buffer.from(body) });

test.each([
  ['PROXY proxy.corp:8080', 'proxy.corp:8080'],
  ['HTTPS proxy.corp:8443', 'proxy.corp:8443'],
  ['SOCKS5 proxy.corp:1080', 'proxy.corp:1080'],
  ['PROXY me:p@ss@proxy.corp:8080; DIRECT', 'proxy.corp:8080'],
  ['http://me:pass@proxy.corp:8080/', 'proxy.corp:8080'],
  ['https://[2001:db8::1]:8080', '[2001:db8::1]:8080'],
  ['DIRECT', undefined],
  ['', undefined],
  ['undefined', undefined],
])('the proxy %j is %s', (text, host) => {
  expect(parseProxy(text)).toBe(host);
});

test.each([
  ['a request id of OSS in a header', answer('', { 'x-oss-request-id': 'R1' })],
  ['a request id of the gateway in a header', answer('', { 'x-acs-request-id': 'R1' })],
  ['an error of OSS', answer('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
  ['an error of the gateway', answer('{"RequestId":"R1","Code":"Forbidden.RAM"}')],
])('is from the vendor: %s', (_name, given) => {
  expect(isFromVendor(given)).toBe(true);
  expect(isForeignRefusal({ ...given, status: 403 })).toBe(false);
});

test.each([
  ['nothing', answer('')],
  ['a page', answer('<html><head><title>Denied</title></head></html>', { 'content-type': 'text/html' })],
  ['text', answer('Access denied by policy')],
  ['JSON of another kind', answer('{"error":"blocked"}')],
  ['a JSON list', answer('["Code"]')],
])('is not from the vendor: %s', (_name, given) => {
  expect(isFromVendor(given)).toBe(false);
  expect([403, 407, 404, 502, 200].map((status) => isForeignRefusal({ ...given, status }))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

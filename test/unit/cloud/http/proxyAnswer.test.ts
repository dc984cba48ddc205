import { expect, test } from 'vitest';
import {
  findSender,
  isForeignPage,
  isForeignRefusal,
  isFromVendor,
  parseProxy,
} from '../../../../src/cloud/http/proxyAnswer.js';

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

test.each([
  ['a page in place of a result', 200, answer('<!DOCTYPE html><title>Sign in</title>'), true],
  ['a page by its type', 200, answer('Sign in', { 'content-type': 'text/html; charset=utf-8' }), true],
  ['a redirect', 302, answer('', { location: 'http://portal.example/' }), true],
  ['an object of OSS that is a page', 200, answer('<html></html>', { 'x-oss-request-id': 'R1' }), false],
  ['a redirect by OSS', 307, answer('', { 'x-oss-request-id': 'R1' }), false],
  ['other text', 200, answer('hello'), false],
  ['a page that says that nothing is there', 404, answer('<html></html>'), false],
])('%s with %i is a page of a proxy: %s', (_name, status, given, isForeign) => {
  expect(isForeignPage({ ...given, status })).toBe(isForeign);
});

test.each([
  ['the proxy', { proxy: 'proxy.corp:8080', headers: { location: 'https://portal.example/' } }, 'proxy.corp:8080'],
  ['the page of a redirect', { headers: { location: 'http://portal.example:8000/login?x=1' } }, 'portal.example:8000'],
  ['nothing for a redirect without a host', { headers: { location: '/login' } }, undefined],
  ['nothing for a page', { headers: {} }, undefined],
])('a server that answers in place of the vendor is named as %s', (_what, given, sender) => {
  expect(findSender(given)).toBe(sender);
});

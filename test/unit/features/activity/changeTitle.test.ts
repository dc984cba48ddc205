import { expect, test } from 'vitest';
import { actionText } from '../../../../src/features/activity/changeTitle.js';

test.each([
  ['StopCdnDomain', 'Disable'],
  ['DeleteObject', 'Delete object'],
  ['DeleteMultipleObjects', 'Delete objects'],
  ['SomethingNew', 'SomethingNew'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
])('the action %s reads as %s', (action, words) => {
  expect(actionText({ action, subject: 'img.example.com' })).toBe(words);
});

const set = 'BatchSetCdnDomainConfig';
const remove = 'DeleteSpecificConfig';
const config = (functionName: string, args: Readonly<Record<string, string>>) =>
  ({ kind: 'config', functionName, args }) as const;
const rewrite = config('host_redirect', { regex: '^/$', replacement: '/index.html', flag: 'break' });
const absent = { kind: 'absent' } as const;

test.each([
  [set, absent, rewrite, 'Rewrite / to /index.html'],
  [set, absent, config('host_redirect', { regex: '^/a.*', replacement: '/b' }), 'Rewrite ^/a.* to /b'],
  [remove, rewrite, absent, 'Remove rewrite rule'],
  [set, absent, config('set_req_host_header', { domain_name: 'a.example.com' }), 'Set origin host'],
  [remove, config('set_req_host_header', {}), absent, 'Remove origin host'],
  [set, absent, config('l2_oss_key', { private_oss_auth: 'on' }), 'Turn on private bucket access'],
  [remove, config('l2_oss_key', { private_oss_auth: 'on' }), absent, 'Turn off private bucket access'],
  [set, absent, config('https_option', { http2: 'on' }), 'Turn on HTTP/2'],
  [set, absent, config('https_tls_version', { tls10: 'off' }), 'Change TLS versions'],
  [set, absent, config('https_force', { enable: 'on' }), 'Redirect to HTTPS'],
  [remove, config('http_force', { enable: 'on' }), absent, 'Remove redirect to HTTP'],
  [set, absent, config('HSTS', { enabled: 'on' }), 'Turn on HSTS'],
  [set, absent, config('HSTS', { enabled: 'off' }), 'Turn off HSTS'],
  [set, absent, config('someday', {}), 'Set: someday'],
  [remove, undefined, absent, 'Remove: a setting'],
])('each setting has its own words: %s %j → %j', (action, before, after, words) => {
  expect(actionText({ action, subject: 'img.example.com', ...(before && { before }), after })).toBe(words);
});

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
const config = (functionName: string, args: Readonly<Record<string, string>>) => ({ functionName, args });
const rewrite = config('host_redirect', { regex: '^/$', replacement: '/index.html', flag: 'break' });

test.each([
  [set, null, rewrite, 'Rewrite / to /index.html'],
  [set, null, config('host_redirect', { regex: '^/a.*', replacement: '/b' }), 'Rewrite ^/a.* to /b'],
  [remove, rewrite, null, 'Remove rewrite rule'],
  [set, null, config('set_req_host_header', { domain_name: 'a.example.com' }), 'Set origin host'],
  [remove, config('set_req_host_header', {}), null, 'Remove origin host'],
  [set, null, config('l2_oss_key', { private_oss_auth: 'on' }), 'Turn on private bucket access'],
  [remove, config('l2_oss_key', { private_oss_auth: 'on' }), null, 'Turn off private bucket access'],
  [set, null, config('https_option', { http2: 'on' }), 'Turn on HTTP/2'],
  [set, null, config('https_tls_version', { tls10: 'off' }), 'Change TLS versions'],
  [set, null, config('https_force', { enable: 'on' }), 'Redirect to HTTPS'],
  [remove, config('http_force', { enable: 'on' }), null, 'Remove redirect to HTTP'],
  [set, null, config('HSTS', { enabled: 'on' }), 'Turn on HSTS'],
  [set, null, config('HSTS', { enabled: 'off' }), 'Turn off HSTS'],
  [set, null, config('someday', {}), 'Set: someday'],
  [remove, undefined, null, 'Remove: a setting'],
])('each setting has its own words: %s %j → %j', (action, before, after, words) => {
  const at = { domain: 'img.example.com', functionName: (after ?? before)?.functionName ?? '' };
  const change = { kind: 'config', at, before: before?.args, after: after?.args ?? null } as const;
  expect(actionText({ action, subject: 'img.example.com', change })).toBe(words);
});

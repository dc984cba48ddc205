import { equal, match, ok } from 'node:assert/strict';
import { commands, env } from 'vscode';
import { test } from '../harness.js';
import type { Answer } from '../person.js';
import { callOf } from '../world.js';
import { agree, forgetRun, start } from './onboardingForm.js';

// The vendor's table of hosts for the CNAME record, and its notes on the record and on the time after it.

interface HostRow {
  readonly domain: string;
  readonly host: string;
  /** What stands on the host already, which is named before the switch. */
  readonly inTheWay?: RegExp;
  /** Why DNS is better left as it is. */
  readonly doubt?: RegExp;
  /** What is answered at the name where it receives mail. */
  readonly mail?: readonly Answer[];
}

const rows: readonly HostRow[] = [
  { domain: 'testcdn.shop-demo.com', host: 'testcdn' },
  { domain: 'www.shop-demo.com', host: 'www', inTheWay: /A {2}203\.0\.114\.10/ },
  {
    domain: 'shop-demo.com',
    host: '@',
    inTheWay: /A {2}203\.0\.114\.10/,
    doubt: /receives mail \(MX\)/,
    mail: [{ row: '$(warning) Use shop-demo.com Anyway', asked: /receives mail/ }],
  },
  // No bucket can be bound to a wildcard, and OSS has pages downloaded that are asked for at its own domain.
  { domain: '*.shop-demo.com.cn', host: '*', doubt: /would download the home page/ },
];

for (const { domain, host, inTheWay, doubt, mail = [] } of rows) {
  test(`Host of ${domain}: ${host}`, async () => {
    const since = Date.now();
    await start({ domain, mail });
    const button = inTheWay ? 'Switch' : 'Add Record';
    const asked = await agree(button);
    // Mail may stay beside a CNAME at the name of the zone; what else is in the way becomes the CNAME.
    const action = inTheWay ? 'UpdateDomainRecord' : 'AddDomainRecord';
    const { params, status, code } = await callOf(action, since, ({ params }) => params.Type === 'CNAME');
    await forgetRun();
    equal(status, 200, code);
    equal(params.RR, host);
    ok(params.Value?.endsWith(`${domain.replace('*', 'all')}.w.kunlunsl.com`), params.Value);
    equal(params.TTL, '600');
    equal(params.Line ?? 'default', 'default');
    ok(asked.detail?.includes(params.Value ?? '?'), 'the question does not name the value');
    match(asked.detail ?? '', inTheWay ?? /No other record will be changed/);
    match(asked.text, doubt ?? /^(Add this record|Switch)/);
    // The first button has the focus.
    equal(asked.buttons[0], doubt ? 'Leave DNS' : button);
  });
}

test('Note: a Web page includes the CDN domain followed by the path of the file', async () => {
  await commands.executeCommand('ossCdn.copyUrlPattern', 'static.shop-demo.com');
  equal(await env.clipboard.readText(), 'https://static.shop-demo.com/path/to/object');
});

test('Note: a client uses the CDN domain as the domain of the bucket', async () => {
  await commands.executeCommand('ossCdn.copySdkSnippet', 'static.shop-demo.com');
  const snippet = await env.clipboard.readText();
  for (const part of ["endpoint: 'https://static.shop-demo.com'", 'cname: true', "bucket: 'assets-singapore'"])
    ok(snippet.includes(part), `the snippet misses ${part}`);
});

import { expect, test } from 'vitest';
import type { RunView } from '../../../../src/core/onboarding/run/run.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import { factLines, factLook, listFacts } from '../../../../src/features/explorer/domain/domainFacts.js';
import { domainTooltip } from '../../../../src/features/explorer/domain/domainItem.js';
import { HttpsFacts } from '../../../../src/features/explorer/httpsFacts.js';
import type { LateFact } from '../../../../src/features/explorer/lateFacts.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const domain: CdnDomain = {
  name: 'img.example.com',
  cname: 'img.example.com.w.kunlunsl.com',
  status: 'online',
  type: 'web',
  sources: [],
  httpsOn: true,
};
const answer = {
  outcome: 'answered',
  status: 200,
  headers: {},
  durationMs: 1,
  certificate: { trusted: true, names: [domain.name], expires: '2036-06-30T12:00:00.000Z', fingerprint: '' },
} as const;

function open() {
  const asked: string[] = [];
  const probe = async ({ connectTo }: { connectTo: string }) => {
    asked.push(connectTo);
    return answer;
  };
  const session = { cloud: async () => ({ edge: { probe } }) };
  return { asked, facts: new HttpsFacts(session as never, createVirtualClock(), () => undefined) };
}

type Https = Parameters<typeof domainTooltip>[3];
const textOf = (of: CdnDomain, https?: Https) =>
  domainTooltip({ kind: 'domain', domain: of } as never, undefined, [], https);

test('the tooltip of a domain says what certificate its edge shows, asked once until the tree is read again', async () => {
  const { asked, facts } = open();
  expect(textOf(domain, await facts.read(domain))).toContain('At the edge: certificate until Jun 30, 2036');
  await facts.read(domain);
  expect(asked).toEqual([domain.cname]);
  facts.clear();
  await facts.read(domain);
  expect(asked).toHaveLength(2);
});

test('nothing is asked without HTTPS, or before the domain is online', async () => {
  const { asked, facts } = open();
  const { cname: _cname, ...unassigned } = domain;
  const others = [{ ...domain, httpsOn: false }, { ...domain, status: 'checking' } as const, unassigned];
  expect(await Promise.all(others.map((each) => facts.read(each)))).toEqual([undefined, undefined, undefined]);
  expect(textOf(domain)).not.toContain('At the edge');
  expect(asked).toEqual([]);
});

test('the tooltip says all that is known of a domain', () => {
  const source = {
    type: 'oss',
    content: 'site.oss-cn-hangzhou.aliyuncs.com',
    port: 80,
    priority: '20',
    weight: '10',
  } as const;
  const of: CdnDomain = { ...domain, region: 'overseas', sources: [source] };
  const node = { kind: 'domain', id: 'domain:img.example.com', domain: of, argument: of.name } as const;
  const late = { kind: 'domain', configured: true, bound: true } as const;
  const run = { record: { id: 'r1' } } as RunView;
  const known = { late, https: { kind: 'on' }, runs: new Map([['r1', '3/9 · Approve the DNS record']]) } as const;
  expect(domainTooltip(node, late, factLines(node, [run], known)).split('\n')).toEqual([
    'img.example.com',
    'Status: online',
    'Origin: site.oss-cn-hangzhou.aliyuncs.com:80',
    'HTTPS: on',
    'Bound Bucket: site',
    'CNAME: in DNS: img.example.com.w.kunlunsl.com',
    'Onboarding: 3/9 · Approve the DNS record',
    'Business type: Image and Small File',
    'Acceleration region: Global (Excluding the Chinese Mainland)',
  ]);
});

test.each<[string, Partial<CdnDomain>, LateFact | undefined, Readonly<Record<string, string>>]>([
  ['nothing late is known', {}, undefined, { CNAME: 'img.example.com.w.kunlunsl.com' }],
  [
    'DNS does not show it',
    {},
    { kind: 'domain', configured: false },
    { CNAME: 'not found in DNS: img.example.com.w.kunlunsl.com' },
  ],
  ['its origin is no bucket', {}, { kind: 'domain', configured: true }, { Origin: 'none' }],
  ['HTTPS is off', { httpsOn: false }, undefined, { HTTPS: 'http only' }],
])('the rows below a domain say how it stands where %s', (_name, more, late, wanted) => {
  const of = { ...domain, ...more };
  const node = { kind: 'domain', id: 'domain:img.example.com', domain: of, argument: of.name } as const;
  const https = of.httpsOn ? ({ kind: 'on' } as const) : ({ kind: 'off' } as const);
  const rows = listFacts(node, []).map((fact) => factLook(fact, { late, https, runs: new Map() }));
  const texts = Object.fromEntries(rows.map(({ label, description }) => [label, description]));
  expect(texts).toMatchObject(wanted);
  expect(texts).not.toHaveProperty('Bound Bucket');
});

test('a row below a domain opens where more is said of it, and is read with its label', () => {
  const node = { kind: 'domain', id: 'd', domain, argument: domain.name } as const;
  const facts = listFacts(node, [{ record: { id: 'r1' } } as RunView]);
  const known = { late: undefined, https: { kind: 'on' }, runs: new Map([['r1', 'Done']]) } as const;
  const looks = facts.map((fact) => factLook(fact, known));
  expect(looks.map(({ command }) => [command?.command, command?.arguments])).toEqual([
    [undefined, undefined],
    ['ossCdn.verifyCname', [domain.name]],
    ['ossCdn.verifyCname', [domain.name]],
    ['ossCdn.continueRun', ['r1']],
  ]);
  expect(looks.at(-1)?.accessibilityInformation?.label).toBe('Onboarding: Done');
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
});

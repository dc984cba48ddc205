import { expect, test } from 'vitest';
import type { RunView } from '../../../../src/core/onboarding/run/run.js';
import { runId } from '../../../../src/core/onboarding/run/runRecord.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { HttpsDomain } from '../../../../src/core/ports/certificates.js';
import { factLines, factLook, listFacts } from '../../../../src/features/explorer/domain/domainFacts.js';
import { HttpsFacts } from '../../../../src/features/explorer/domain/httpsFacts.js';
import type { LateFact } from '../../../../src/features/explorer/lateFacts.js';
import { domainLook, domainTooltip } from '../../../../src/features/explorer/rowLooks.js';
import { eventually } from '../../../support/eventually.js';
import { siteSource } from '../../../support/siteSources.js';
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

const rowOf = (of: CdnDomain) => ({ kind: 'domain', id: `domain:${of.name}`, domain: of, argument: of.name }) as const;

function open() {
  const asked: string[] = [];
  const drawn: unknown[] = [];
  const edge = { trusted: true };
  const probe = async ({ connectTo }: { connectTo: string }) => {
    asked.push(connectTo);
    return { ...answer, certificate: { ...answer.certificate, ...edge } };
  };
  const listed: HttpsDomain[] = [];
  const cdn = { listHttpsDomains: async () => [...listed] };
  const session = { cloud: async () => ({ edge: { probe }, cdn }) };
  const memory = { get: () => undefined, set: async () => undefined };
  const log = { debug: () => undefined };
  const facts = new HttpsFacts({ session, clock: createVirtualClock(), memory, log } as never, (rows) =>
    drawn.push(...rows),
  );
  return { asked, drawn, edge, facts, listed };
}

type Https = Parameters<typeof domainTooltip>[3];
const textOf = (of: CdnDomain, https?: Https) =>
  domainTooltip({ kind: 'domain', domain: of } as never, undefined, [], https);

test('the tooltip of a domain says what certificate its edge shows, asked once until the tree is read again', async () => {
  const { asked, facts } = open();
  expect(textOf(domain, await facts.read(rowOf(domain)))).toContain('At the edge: certificate until Jun 30, 2036');
  await facts.read(rowOf(domain));
  expect(asked).toEqual([domain.cname]);
  facts.clear();
  await facts.read(rowOf(domain));
  expect(asked).toHaveLength(2);
});

test('the row of a domain shows that its certificate is not trusted once that is detected, until it changes', async () => {
  const { asked, drawn, edge, facts } = open();
  const row = rowOf(domain);
  expect(facts.judge(domain)).toEqual({ kind: 'on' });
  edge.trusted = false;
  await facts.read(row);
  expect(facts.judge(domain)).toEqual({ kind: 'untrusted' });
  expect(drawn).toEqual([row]);
  const look = domainLook(row, undefined, facts.judge(domain));
  expect(look.description).toContain('https not trusted by this computer');
  expect(look.iconPath).toMatchObject({ id: 'warning' });
  // The tree is read again, and the certificate was replaced meanwhile.
  facts.clear();
  expect(facts.judge(domain)).toEqual({ kind: 'untrusted' });
  edge.trusted = true;
  facts.want([row]);
  await eventually(() => expect(facts.judge(domain)).toEqual({ kind: 'on' }));
  expect(asked).toHaveLength(2);
});

test('the list of certificates is read again for the rows that are there', async () => {
  const { drawn, facts, listed } = open();
  const row = rowOf(domain);
  facts.renew();
  facts.want([row]);
  await eventually(() => expect(drawn).toEqual([row]));
  listed.push({ domain: domain.name, commonName: 'other.com', state: 'mismatch' });
  facts.want([row]);
  facts.renew();
  await eventually(() => expect(facts.judge(domain)).toEqual({ kind: 'wrongName', name: 'other.com' }));
});

test('the row of a domain says that its certificate is for another domain, with or without a common name', () => {
  const describe = (name: string) => domainLook(rowOf(domain), undefined, { kind: 'wrongName', name }).description;
  expect(describe('b.com')).toContain('https certificate is for another domain: b.com');
  expect(describe('')).toBe('online · https certificate is for another domain');
});

test('a domain without its CNAME shows no warning while its onboarding is running', () => {
  const looks = [false, true].map((isUnderWay) =>
    domainLook(rowOf(domain), { kind: 'domain', configured: false }, { kind: 'on' }, isUnderWay),
  );
  expect(looks.map(({ iconPath }) => iconPath)).toMatchObject([{ id: 'warning' }, { id: 'pass' }]);
  expect(looks.map(({ description }) => String(description).includes('no CNAME detected'))).toEqual([true, false]);
});

test('nothing is asked without HTTPS, or before the domain is online', async () => {
  const { asked, facts } = open();
  const { cname: _cname, ...unassigned } = domain;
  const others = [{ ...domain, httpsOn: false }, { ...domain, status: 'checking' } as const, unassigned];
  expect(await Promise.all(others.map((each) => facts.read(rowOf(each))))).toEqual([undefined, undefined, undefined]);
  expect(textOf(domain)).not.toContain('At the edge');
  expect(asked).toEqual([]);
});

test('the tooltip shows all known facts of a domain', () => {
  const of: CdnDomain = { ...domain, region: 'overseas', sources: [siteSource] };
  const node = { kind: 'domain', id: 'domain:img.example.com', domain: of, argument: of.name } as const;
  const late = { kind: 'domain', configured: true, bound: true } as const;
  const run = { record: { id: 'r1' } } as RunView;
  const known = { late, https: { kind: 'on' }, runs: new Map([['r1', '3/9 · Approve the DNS record']]) } as const;
  expect(domainTooltip(node, late, factLines(node, [run], known)).split('\n')).toEqual([
    'img.example.com',
    'Status: online',
    'Origin: site.oss-cn-hangzhou.aliyuncs.com:80',
    'HTTPS: on',
    'Bucket: site',
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
])('the rows below a domain show its state where %s', (_name, more, late, wanted) => {
  const of = { ...domain, ...more };
  const node = { kind: 'domain', id: 'domain:img.example.com', domain: of, argument: of.name } as const;
  const https = of.httpsOn ? ({ kind: 'on' } as const) : ({ kind: 'off' } as const);
  const rows = listFacts(node, []).map((fact) => factLook(fact, { late, https, runs: new Map() }));
  const texts = Object.fromEntries(rows.map(({ label, description }) => [label, description]));
  expect(texts).toMatchObject(wanted);
  expect(texts).not.toHaveProperty('Bucket');
});

test('the runs of one domain are distinguished by their purpose', () => {
  const node = { kind: 'domain', id: 'd', domain, argument: domain.name } as const;
  const ids = [undefined, 'https', 'site'].map((task) => runId('1', domain.name, task as 'https'));
  const facts = listFacts(
    node,
    ids.map((id) => ({ record: { id } }) as RunView),
  );
  const known = { late: undefined, https: { kind: 'on' }, runs: new Map() } as const;
  const labels = facts.filter(({ fact }) => fact === 'run').map((fact) => factLook(fact, known).label);
  expect(labels).toEqual(['Onboarding', 'HTTPS setup', 'Site setup']);
});

test('a row below a domain opens where it has details, and is read with its label', () => {
  const node = { kind: 'domain', id: 'd', domain, argument: domain.name } as const;
  const facts = listFacts(node, [{ record: { id: 'r1' } } as RunView]);
  const known = { late: undefined, https: { kind: 'on' }, runs: new Map([['r1', 'done']]) } as const;
  const looks = facts.map((fact) => factLook(fact, known));
  expect(looks.map(({ command }) => ({ command: command?.command, arguments: command?.arguments }))).toEqual([
    { command: undefined, arguments: undefined },
    { command: 'ossCdn.verifyCname', arguments: [domain.name] },
    { command: 'ossCdn.verifyCname', arguments: [domain.name] },
    { command: 'ossCdn.continueRun', arguments: ['r1'] },
  ]);
  expect(looks.at(-1)?.accessibilityInformation?.label).toBe('Onboarding: done');
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
});

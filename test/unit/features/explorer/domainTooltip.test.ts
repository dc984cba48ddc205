import { expect, test } from 'vitest';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import { domainTooltip } from '../../../../src/features/explorer/domainItem.js';
import { HttpsFacts } from '../../../../src/features/explorer/httpsFacts.js';
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

const line = (of: CdnDomain, ...rest: [https?: Parameters<typeof domainTooltip>[2]]) =>
  domainTooltip({ kind: 'domain', domain: of } as never, undefined, ...rest)
    .split('\n')
    .find((text) => text.startsWith('HTTPS'));

test('the tooltip of a domain says how its HTTPS stands at the edge, asked once until the tree is read again', async () => {
  const { asked, facts } = open();
  expect(line(domain, await facts.read(domain))).toBe('HTTPS: certificate until Jun 30, 2036');
  await facts.read(domain);
  expect(asked).toEqual([domain.cname]);
  facts.clear();
  await facts.read(domain);
  expect(asked).toHaveLength(2);
});

test('nothing is asked without HTTPS, or before the domain is online', async () => {
  const { asked, facts } = open();
  const off = { ...domain, httpsOn: false };
  expect(line(off, await facts.read(off))).toBe('HTTPS: off');
  const { cname: _cname, ...unassigned } = domain;
  expect([await facts.read({ ...domain, status: 'checking' }), await facts.read(unassigned)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(line(domain)).toBe('HTTPS: on');
  expect(asked).toEqual([]);
});

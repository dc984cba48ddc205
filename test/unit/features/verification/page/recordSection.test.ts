import { describe, expect, it, test } from 'vitest';
import { digAnswer, digText } from '../../../../../src/features/verification/page/digText.js';
import {
  chainOf,
  chainSection,
  cloudSection,
  recordSection,
} from '../../../../../src/features/verification/page/page.js';
import { timelineOf } from '../../../../../src/features/verification/page/timeline.js';
import { sayIn } from '../../../../support/fakeVscode.js';
import { answer, at, expected, facts, name, record, right, rr } from '../../../../support/verification/facts.js';

test('at another DNS provider the record has its host in the zone, and its full name apart', () => {
  const delegation = { zone: 'example.com', nameServers: ['ns1.example.net'] };
  const here = facts({ delegation });
  const { place: _place, ...elsewhere } = here;
  const { delegation: _delegation, ...unknown } = elsewhere;
  const rows = (of: typeof elsewhere) => recordSection(of)?.facts?.map(({ label, value }) => `${label}: ${value}`);
  expect(rows(elsewhere)?.slice(0, 2)).toEqual(['Host: img', 'Full Name: img.example.com']);
  expect(rows(unknown)?.[0]).toBe('Host: img.example.com');
  expect(rows(here)?.map((row) => row.split(':')[0])).toEqual(['Host', 'Type', 'Value', 'TTL']);
});

describe('the chain', () => {
  const data = (records: Parameters<typeof answer>[1]) => chainOf(answer('x', records), name).map((each) => each.data);

  it('leads from the name over its CNAMEs to the addresses, whatever their order and case', () => {
    const records = [
      rr('A', '203.0.113.2', 'EDGE.example.net'),
      rr('CNAME', 'edge.example.net', expected.toUpperCase()),
      rr('CNAME', expected, 'IMG.example.com'),
      rr('A', '203.0.113.1', 'edge.example.net.'),
      rr('A', '192.0.2.9', 'unrelated.example.com'),
    ];
    expect(data(records)).toEqual([expected, 'edge.example.net', '203.0.113.2', '203.0.113.1']);
  });

  it('a chain that leads back to itself ends there', () => {
    expect(data([rr('CNAME', 'a.test'), rr('CNAME', name, 'a.test')])).toEqual(['a.test', name]);
  });

  it('is drawn once for all servers with the same answer, the most frequent first', () => {
    const other = [rr('A', '192.0.2.1')];
    const chains =
      chainSection(facts({ resolvers: [answer('1.1.1.1', other), answer('8.8.8.8', right)] }))?.chains ?? [];
    expect(chains.map(({ label }) => label)).toEqual([
      'As answered by ns1.alidns.com, ns2.alidns.com, 8.8.8.8',
      'As answered by 1.1.1.1',
    ]);
    expect(chains[0]?.nodes.map(({ text, tone }) => ({ text, tone }))).toEqual([
      { text: name, tone: 'neutral' },
      { text: expected, tone: 'good' },
      { text: '203.0.113.25', tone: 'neutral' },
    ]);
    expect(chainSection(facts({ resolvers: [], authoritative: [] }))).toBeUndefined();
  });
});

describe('the raw evidence', () => {
  it('the raw evidence is what dig writes', () => {
    expect(digAnswer(answer('223.5.5.5', right), name, 'resolver')).toEqual([
      '',
      `; <<>> ${name}. A @223.5.5.5 (resolver)`,
      ';; status: NOERROR',
      ';; ANSWER SECTION:',
      `${name}.\t600\tIN\tCNAME\t${expected}.`,
      `${expected}.\t60\tIN\tA\t203.0.113.25`,
      ';; Query time: 23 msec, UDP, WHEN: 2026-03-04T06:30:14.600Z',
    ]);
    expect(digAnswer(answer('1.1.1.1', []), name, 'resolver')).toContain(';; negative TTL: 600');
  });

  it('contains every server, record and request, and where and when it was sent', () => {
    const text = digText(facts({ records: [record({ enabled: false, locked: true })] }), 'paused', 'dev-box');
    for (const part of ['; asked from: dev-box', '; verdict: paused', `; asked at: ${new Date(at).toISOString()}`])
      expect(text).toContain(part);
    for (const part of ['@ns1.alidns.com (authoritative)', '@8.8.8.8 (resolver)', 'line=default DISABLE locked'])
      expect(text).toContain(part);
    expect(text).toContain(`curl --connect-to ::${expected}:443 https://${name}/css/site.css (via cname)`);
    expect(text).toContain('< x-cache: HIT TCP_MEM_HIT dirn:10:301');
    expect(text).toContain("* bytes equal the bucket's: true");
  });
});

describe('the timeline', () => {
  const tones = (more: Parameters<typeof facts>[0]) => timelineOf(facts(more), false).map(({ tone }) => tone);

  it('is correct from the record to the edge', () => {
    expect(tones({})).toEqual(['good', 'good', 'good', 'good', 'good']);
  });

  it('is correct as far as the change has propagated', () => {
    const resolvers = [answer('1.1.1.1', right), answer('8.8.8.8', [rr('A', '192.0.2.1')])];
    expect(tones({ resolvers, edges: [], status: 'configuring' })).toEqual(['good', 'good', 'busy', 'busy', 'neutral']);
    expect(tones({ records: [], resolvers: [answer('1.1.1.1', [])] }).slice(0, 3)).toEqual(['warn', 'good', 'warn']);
    expect(tones({ records: [record({ type: 'A', value: '192.0.2.1' })] })[0]).toBe('bad');
  });

  it.each([
    {
      language: 'en',
      state: 'unknown',
      text: 'This AccessKey lacks a permission: ask the account owner to grant it',
    },
    { language: 'zh-cn', state: '未知', text: '此 AccessKey 缺少权限，请联系账号所有者授权' },
  ] as const)(
    'gives the reason for an unknown part in a separate sentence, as the table does, in $language',
    (said) => {
      const sources = { ...facts().sources, alidns: { at, durationMs: 5, failed: 'forbidden' as const } };
      const step = sayIn(said.language, () => timelineOf(facts({ sources }), false)[0]);
      expect(step).toMatchObject({ tone: 'neutral', state: said.state, text: said.text });
      const section = sayIn(said.language, () => cloudSection(facts({ sources })));
      const row = section?.table?.rows.find(({ id }) => id === 'records');
      expect({ tone: row?.tone, result: row?.cells[1] }).toEqual({ tone: 'neutral', result: said.text });
    },
  );

  it('the timeline of a check that has just begun waits for every part', () => {
    expect(timelineOf(undefined, true).map(({ tone }) => tone)).toEqual(['busy', 'busy', 'busy', 'busy', 'busy']);
  });
});

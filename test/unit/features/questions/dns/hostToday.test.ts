import { beforeEach, describe, expect, it } from 'vitest';
import { probeName } from '../../../../../src/core/dns/hostNames.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, env, resetEditor } from '../../../../support/fakeVscode.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

/** Runs until the record is asked about with these records on its host, and shows that question. */
async function askedWith(domain: string, records: readonly Partial<DnsRecord>[], pick = '') {
  const cloud = readyCloud();
  const rr = domain === 'example.com' ? '@' : domain.startsWith('.') ? '*' : 'img';
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, rr, ...record })));
  cloud.state.edgeAnswer = () => ({
    outcome: 'answered',
    status: 200,
    headers: { 'x-cache': 'MISS' },
    body: Buffer.from('<h1>hi</h1>'),
    durationMs: 1,
  });
  cloud.state.verifiedRoots.add('example.com');
  const world = createWorld(cloud);
  world.unanswered.add('recordConflict').add('approveRecord');
  const board = world.openWindow('one');
  const id = await board.start({ ...plan, domain });
  const record = () => board.runs[0]?.record;
  await live(world, board, id, 10, () => record()?.steps.record.state === 'needsUser');
  const state = record()?.steps.record;
  if (state?.state !== 'needsUser') throw new Error(`not asked: ${JSON.stringify(record()?.steps)}`);
  const ui = scriptedUi([pick ? { pick } : 'cancel']);
  const answers: Partial<RunAnswers>[] = [];
  await questionOf(state.ask).show({
    run: record(),
    links: consoleLinks('china'),
    ui,
    cloud: async () => cloud,
    recheck: () => undefined,
    answer: async (given) => void answers.push(given),
    answerAndCheck: async (given) => void answers.push(given),
  } as Partial<AskContext> as AskContext);
  return { ask: state.ask, list: ui.asked[0], modal: editor.shown[0], answers };
}

const leaveOf = (ask: UserAsk) => ('leave' in ask ? ask.leave : undefined);

const sub = 'img.example.com';
const apex = 'example.com';
const value: Readonly<Record<string, string>> = {
  A: '192.0.2.9',
  AAAA: '2001:db8::9',
  ALIAS: 'lb.example.net',
  REDIRECT_URL: 'https://www.example.net',
  FORWARD_URL: 'https://www.example.net',
  SRV: '0 5 5060 sip.example.net',
  CAA: '0 issue "ca.example.net"',
  SVCB: '1 svc.example.net',
  HTTPS: '1 . alpn=h3',
  MX: 'mail.example.net',
  TXT: 'v=spf1 -all',
  CNAME: 'other.example.net',
};
const everywhere = ['A', 'AAAA', 'ALIAS', 'REDIRECT_URL', 'FORWARD_URL', 'SRV', 'CAA', 'SVCB', 'HTTPS', 'CNAME'];

describe('what stands on the host today', () => {
  it.each([
    ...everywhere.map((type) => [type, apex] as const),
    ...[...everywhere, 'MX', 'TXT'].map((type) => [type, sub] as const),
  ])('%s at %s is in the way, and can be switched', async (type, domain) => {
    const { ask, modal } = await askedWith(domain, [{ type, value: value[type] ?? '' }]);
    expect(ask).toMatchObject({ kind: 'recordConflict', existing: [{ type }] });
    expect(modal?.detail).toContain(
      `Current records on this host:\n   ${type}  ${value[type]}  TTL 1200 · default line · enabled · will be replaced\nAfter:`,
    );
    expect(modal?.buttons).toEqual(['Switch', 'Leave DNS', 'Open DNS Console']);
  });

  it.each([
    ['MX', 'mail.example.net', 'receives mail (MX). With a CNAME, mail may be lost'],
    ['TXT', 'v=spf1 -all', 'has TXT records. With a CNAME, checks that rely on them may fail'],
    ['NS', 'ns1.alidns.com', 'No other record will be changed'],
  ])('%s at the root domain may stay, with its warning', async (type, text, words) => {
    const { ask, modal } = await askedWith(apex, [{ type, value: text }]);
    expect(ask.kind).toBe('approveRecord');
    expect(modal?.detail).toContain(`on this host:\n   ${type}  ${text}  TTL 1200 · default line · enabled\n`);
    expect(`${modal?.text}\n${modal?.detail}`).toContain(words);
  });

  it('mail at the root domain comes first, and the button under the focus changes nothing', async () => {
    const mx = { type: 'MX', value: 'mail.example.net' };
    const added = await askedWith(apex, [mx]);
    expect(added.modal?.text).toMatch(/^Warning: This domain receives mail/);
    expect(added.modal?.buttons).toEqual(['Leave DNS', 'Add Record']);
    resetEditor();
    editor.press = (button) => button === 'Leave DNS';
    const { ask, modal, answers } = await askedWith(apex, [mx, {}]);
    expect(modal?.text).toMatch(/^Warning: This domain receives mail/);
    expect(modal?.detail).not.toContain('receives mail');
    expect(modal?.buttons).toEqual(['Leave DNS', 'Switch', 'Open DNS Console']);
    expect(answers).toEqual([{ left: { records: leaveOf(ask) } }]);
  });

  it.each([
    ['NS', { type: 'NS', value: 'ns1.example.net' }, 'enabled · cannot be paused here'],
    ['a locked record', { locked: true }, 'enabled · locked · cannot be paused here'],
  ])('%s is in the way and cannot be switched; what else stands there is listed', async (_name, record, state) => {
    const { ask, list } = await askedWith(sub, [record, { type: 'TXT', value: 'hello', line: 'telecom' }]);
    expect(ask).not.toHaveProperty('approval');
    const rows = Object.fromEntries(
      (list?.labels ?? []).map((label, at) => [label.replace(/^\$\([a-z-]+\) /, ''), list?.says?.[at]]),
    );
    const existing = ask.kind === 'recordConflict' ? ask.existing[0] : undefined;
    expect(rows[`${existing?.type}  ${existing?.value}`]).toBe(`TTL 1200 · default line · ${state}`);
    expect(rows['TXT  hello']).toBe('TTL 1200 · line China Telecom · enabled');
    expect(Object.keys(rows)).toContain('Leave DNS');
  });

  it('a paused record is shown as such and conflicts with nothing', async () => {
    const { ask, modal } = await askedWith(sub, [{ enabled: false }]);
    expect(ask.kind).toBe('approveRecord');
    expect(modal?.detail).toContain('on this host:\n   A  192.0.2.9  TTL 1200 · default line · paused\n');
  });

  it('records of other lines are shown, and their visitors stay off CDN', async () => {
    const { ask, modal } = await askedWith(sub, [{ line: 'telecom' }, { line: 'oversea', enabled: false }]);
    expect(ask.kind).toBe('approveRecord');
    expect(modal?.detail).toContain('   A  192.0.2.9  TTL 1200 · line China Telecom · enabled\n');
    expect(modal?.detail).toContain('   A  192.0.2.9  TTL 1200 · line outside China · paused\n');
    expect(modal?.detail).toContain('do not reach CDN: line China Telecom\n');
  });

  it('names that a wildcard does not reach are named', async () => {
    expect(probeName('.example.com')).not.toContain('www');
    const { modal } = await askedWith('.example.com', [{ rr: 'www' }, { rr: 'img' }]);
    expect(modal?.detail).toContain('Current records on this host: none\n');
    expect(modal?.detail).toContain('records of their own or below them: img, www\n');
  });

  it('reports an empty host', async () => {
    const { modal } = await askedWith(sub, []);
    expect(modal?.detail).toContain('Current records on this host: none\n');
  });

  it('is cut to the 12 lines of a dialog, conflicting records first, paused ones last', async () => {
    const many = Array.from({ length: 9 }, (_, at) => ({ type: 'A', value: `192.0.2.${at + 1}`, line: 'telecom' }));
    const { modal } = await askedWith(sub, [{ enabled: false }, ...many, { type: 'TXT', value: 'hello' }]);
    const lines = modal?.detail.split('\n') ?? [];
    const from = lines.indexOf('Current records on this host:');
    expect(lines[from + 1]).toBe('   TXT  hello  TTL 1200 · default line · enabled · will be replaced');
    expect(lines[from + 2]).toContain('192.0.2.1  TTL 1200 · line China Telecom');
    const after = lines.indexOf('After:');
    expect(lines.slice(after - 1)[0]).toBe(`   and ${11 - (after - from - 2)} more`);
    expect(lines.length).toBeLessThanOrEqual(12);
  });

  it('the records on the host today are described in Chinese', async () => {
    env.language = 'zh-cn';
    const { modal } = await askedWith(sub, [{}, { line: 'telecom' }]);
    for (const words of ['该主机记录上目前的解析记录：', '将被替换', '不会到达 CDN：'])
      expect(modal?.detail).toContain(words);
    expect(modal?.buttons).toContain('不更改 DNS');
  });
});

describe('a record in the way of the upload domain', () => {
  it('is listed with other ways out: another domain, or none', async () => {
    const wanted = {
      zone: 'example.com',
      rr: 'upload',
      type: 'CNAME',
      value: 'site.oss-cn-hangzhou.aliyuncs.com',
      ttl: 600,
    };
    const existing = [{ ...oldRecord, rr: 'upload' }];
    const ui = scriptedUi([{ pick: '$(circle-slash) Continue Without It' }]);
    const answers: Partial<RunAnswers>[] = [];
    const cloud = readyCloud();
    cloud.state.records.push(...existing);
    await questionOf({ kind: 'recordConflict', wanted, existing }).show({
      ui,
      links: consoleLinks('china'),
      cloud: async () => cloud,
      recheck: () => undefined,
      answer: async (given) => void answers.push(given),
      answerAndCheck: async (given) => void answers.push(given),
    } as Partial<AskContext> as AskContext);
    expect(answers).toEqual([{ skipped: { upload: true } }]);
    const labels = ui.asked[0]?.labels ?? [];
    expect(labels).toContain('$(edit) Choose Another Domain…');
    expect(labels).toContain('$(warning) A  192.0.2.9');
    expect(labels.filter((label) => label.includes('Leave'))).toEqual([]);
  });
});

describe('the choice to leave it as it is', () => {
  it('is passed on from the question about a switch', async () => {
    editor.press = (button) => button === 'Leave DNS';
    const { ask, answers } = await askedWith(sub, [{}]);
    expect(answers).toEqual([{ left: { records: leaveOf(ask) } }]);
    expect(leaveOf(ask)).toMatch(/^example\.com img CNAME .* \| old0 example\.com img A 192\.0\.2\.9 1200$/);
  });

  it('is passed on from the list of records that cannot be switched', async () => {
    const { ask, answers } = await askedWith(sub, [{ locked: true }], '$(circle-slash) Leave DNS');
    expect(answers).toEqual([{ left: { records: leaveOf(ask) } }]);
    expect(leaveOf(ask)).toBeDefined();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { SwitchEvidence } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { shortTime } from '../../../../../src/core/text/timeText.js';
import { isStillAsked, questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, env, resetEditor } from '../../../../support/fakeVscode.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

const at = Date.UTC(2026, 10, 30, 14, 2);
const checks = [
  { kind: 'root', path: '/', holds: true, status: 200 },
  { kind: 'download', path: '/', holds: true, status: 200 },
  { kind: 'route', path: '/blog/', holds: true, status: 200 },
  { kind: 'missing', path: '/missing-x.js', holds: true, status: 302, to: '/404.html' },
  { kind: 'asset', path: '/a.js', holds: true, status: 200 },
  { kind: 'certificate', path: '/', holds: true },
  { kind: 'bytes', path: '/a.js', holds: true, status: 200 },
] as const;
const good: SwitchEvidence = {
  proof: { at, checks, addresses: 2, httpsUntil: Date.UTC(2027, 1, 27, 12) },
  unsent: [],
  doubts: [],
};
const record = { zone: 'example.com', rr: 'www', type: 'CNAME', value: 'www.example.com.w.kunlunsl.com', ttl: 600 };
const old: DnsRecord = { ...oldRecord, rr: 'www' };

const add = (evidence: SwitchEvidence): UserAsk => ({
  kind: 'approveRecord',
  record,
  approval: 'a',
  leave: 'l',
  evidence,
});
const change = (evidence: SwitchEvidence, existing: readonly DnsRecord[] = [old]): UserAsk => ({
  kind: 'recordConflict',
  wanted: record,
  existing,
  approval: 'a',
  leave: 'l',
  evidence,
});
const elsewhere = (evidence: SwitchEvidence): UserAsk => ({
  kind: 'addRecordElsewhere',
  host: 'www.example.com',
  value: record.value,
  ttl: 600,
  existing: [{ type: 'A', value: '192.0.2.9' }],
  leave: 'l',
  evidence,
});

/** Shows a question beside these records. */
async function show(ask: UserAsk, records: readonly DnsRecord[] = [old]) {
  const cloud = readyCloud();
  cloud.state.records.push(...records);
  const ui = scriptedUi(['cancel']);
  const answers: Partial<RunAnswers>[] = [];
  await questionOf(ask).show({
    ui,
    links: consoleLinks('china'),
    cloud: async () => cloud,
    loadIsPublicSuffix: async () => (name: string) => name === 'com',
    answer: async (given) => void answers.push(given),
    answerAndCheck: async (given) => void answers.push(given),
  } as Partial<AskContext> as AskContext);
  return { modal: editor.shown[0], list: ui.asked[0], answers };
}

const proven = `Proven at ${shortTime(at)}: / 200, /blog/ 200, missing page led to /404.html, https until Feb 27, 2027, at 2 addresses of CDN`;

describe('the evidence for a change of live DNS', () => {
  it.each([
    ['a record that is added', add, 'Add this record to your live DNS?', 'Add Record', ['Add Record', 'Leave DNS']],
    [
      'a switch',
      change,
      'Switch www.example.com in your live DNS?',
      'Switch',
      ['Switch', 'Leave DNS', 'Open DNS Console'],
    ],
  ])('begins the question: %s', async (_what, ask, question, button, buttons) => {
    editor.press = (pressed) => pressed === button;
    const { modal, answers } = await show(ask(good));
    expect(modal?.text).toBe(question);
    const lines = modal?.detail.split('\n') ?? [];
    expect(lines[0]).toBe(proven);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.slice(1).filter((line) => /^(Current|After|To undo)/.test(line)).length).toBe(3);
    expect(modal?.buttons).toEqual(buttons);
    expect(answers).toEqual([{ approvals: { [button === 'Switch' ? 'switch' : 'record']: 'a' } }]);
    expect(questionOf(ask(good)).text().detail).toContain(proven);
  });

  it('stands beside the rows of a zone that is kept elsewhere, with what to remove', async () => {
    const { list } = await show(elsewhere(good));
    expect(list?.notes?.[0]).toBe(proven);
    expect(list?.labels?.[0]).toBe('$(remove) To be replaced: A');
    expect(list?.labels?.at(-1)).toBe('$(circle-slash) Leave DNS');
  });

  it('names what failed, and files that are not published', async () => {
    const failing = checks.map((each) => (each.kind === 'missing' ? { ...each, holds: false, status: 200 } : each));
    const unsent = ['.env', 'a.map', 'b.map', 'c.map', 'd.map', 'e.map'];
    const { modal } = await show(add({ ...good, proof: { ...good.proof!, checks: failing }, unsent }), []);
    expect(modal?.text).toMatch(/^6 files of the folder are not published\. Add/);
    const [first, second] = modal?.detail.split('\n') ?? [];
    expect(first).toContain('2 addresses of CDN · Not proven: a missing file returns HTTP 200 instead of an error');
    expect(second).toBe('Not published: “.env”, “a.map”, “b.map”, “c.map”, “d.map”, and 1 more');
    expect(modal?.buttons[0]).toBe('Add Record');
  });

  it('is missing where the edge was never asked', async () => {
    const { modal } = await show(add({ unsent: [], doubts: [] }), []);
    expect(modal?.detail).toMatch(/^Not proven: the edge was not checked/);
  });

  it('makes it no other question', () => {
    const later: SwitchEvidence = { ...good, proof: { ...good.proof!, at: at + 1 }, doubts: ['https'] };
    for (const ask of [add, change, elsewhere]) expect(isStillAsked(ask(good), ask(later))).toBe(true);
  });
});

describe('a doubt', () => {
  const root = { kind: 'root', path: '/', holds: false } as const;
  const withRoot = (status?: number) => [{ ...root, ...(status !== undefined && { status }) }, ...checks.slice(1)];
  it.each<[string, Partial<SwitchEvidence>, string]>([
    ['homePage', { proof: { ...good.proof!, checks: withRoot(403) } }, 'The edge returns HTTP 403 for the home page.'],
    ['homePage', { proof: { ...good.proof!, checks: withRoot(200) } }, 'does not serve the home page as a web page.'],
    ['homePage', { proof: { ...good.proof!, checks: withRoot() } }, 'The edge does not serve the home page.'],
    ['https', {}, 'The present site works over https, but the edge has no valid certificate for this domain.'],
    ['download', {}, 'Browsers would download the home page instead of showing it.'],
    ['mail', {}, 'This domain receives mail (MX).'],
    ['pages', { unsent: ['a.html'], unnamed: 1_200 }, 'Visitors would miss pages that are not published.'],
  ])('puts the button first that leaves DNS alone, and begins with: %s', async (doubt, more, words) => {
    const evidence = { ...good, ...more, doubts: [doubt] } as SwitchEvidence;
    for (const ask of [add, change]) {
      resetEditor();
      editor.press = (button) => button === 'Leave DNS';
      const { modal, answers } = await show(ask(evidence));
      expect(modal?.text).toContain(words);
      expect(modal?.text.endsWith('?')).toBe(true);
      expect(modal?.buttons[0]).toBe('Leave DNS');
      expect(answers).toEqual([{ left: { records: 'l' } }]);
      expect(questionOf(ask(evidence)).text().detail).toContain(words);
    }
    const { list } = await show(elsewhere(evidence));
    expect(list?.notes?.[0]).toContain(words);
    expect(list?.labels?.[0]).toBe('$(circle-slash) Leave DNS');
  });
});

it('files without names are counted beside those that are named', async () => {
  const { modal } = await show(add({ ...good, unsent: ['a.txt', 'b.txt'], unnamed: 1_200 }), []);
  expect(modal?.text).toContain('1,202 files of the folder are not published.');
  expect(modal?.detail).toContain('Not published: “a.txt”, “b.txt”, and 1,200 more');
});

it('a host with many records has the records cut, and not what matters', async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...old, id: `old${index}`, value: `192.0.2.${index + 1}` }));
  const { modal } = await show(change({ ...good, unsent: ['.env'] }, many), many);
  const lines = modal?.detail.split('\n') ?? [];
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.filter((line) => line.includes(record.value)).length).toBe(1);
  expect(lines[0]).toBe(proven);
  expect(lines.at(-1)).toMatch(/^To undo/);
});

it('the evidence is shown in Chinese', async () => {
  env.language = 'zh-cn';
  const { modal } = await show(add({ ...good, unsent: ['.env'], doubts: ['https', 'download'] }), []);
  expect(modal?.text).toMatch(/^当前网站支持 HTTPS.*浏览器会下载首页.*1 个文件未发布/);
  expect(modal?.detail).toMatch(
    /^已于 .* 验证：\/ 200、\/blog\/ 200、不存在的网页转到 \/404\.html、https 有效期至 .*、CDN 的 2 个地址\n未发布：“\.env”\n/,
  );
  expect(modal?.buttons[0]).toBe('不更改 DNS');
});

import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fix, Verdict } from '../../../../src/core/verification/facts.js';
import { toPage } from '../../../../src/features/verification/page.js';
import { pageActions } from '../../../../src/protocol/verification.js';
import type { Language } from '../../../support/browser.js';
import { cases } from '../../../support/verification/cases.js';
import { at, edges, expected, facts, name, record } from '../../../support/verification/facts.js';
import { env } from '../../../support/vscodePage.js';

vi.mock('vscode', () => import('../../../support/vscodePage.js'));

const verdicts = {
  working: 1,
  cdnLags: 1,
  propagating: 1,
  negativeCached: 1,
  missing: 1,
  paused: 1,
  wrongTarget: 1,
  addressInTheWay: 1,
  conflicting: 1,
  notOnline: 1,
  stopped: 1,
  zoneElsewhere: 1,
  edgeRefuses: 1,
  originRefuses: 1,
  certificate: 1,
  notOnCdn: 1,
  cannotTell: 1,
} satisfies Record<Verdict['kind'], 1>;

const fixes = {
  wait: { kind: 'wait', until: at },
  addRecord: { kind: 'addRecord', value: expected, hosted: true },
  switchRecords: { kind: 'switchRecords', value: expected, hosted: true },
  resumeRecord: { kind: 'resumeRecord', recordId: '9001' },
  changeNameServers: { kind: 'changeNameServers', zone: 'example.com', hosted: ['ns1.alidns.com'] },
  setOriginHost: { kind: 'setOriginHost' },
  allowPrivateBucket: { kind: 'allowPrivateBucket', bucket: 'site' },
  fixRootPage: { kind: 'fixRootPage', isPrivate: false },
  startDomain: { kind: 'startDomain' },
  addCertificate: { kind: 'addCertificate' },
  useHttp: { kind: 'useHttp' },
  openCdnConsole: { kind: 'openCdnConsole' },
  openDnsConsole: { kind: 'openDnsConsole' },
  openTicket: { kind: 'openTicket' },
  onboard: { kind: 'onboard' },
  signIn: { kind: 'signIn' },
  checkNetwork: { kind: 'checkNetwork' },
} satisfies Record<Fix['kind'], Fix>;

/** The page for one fix, on facts where all is right but the bare domain. */
function fixPage(fix: Fix, more: Parameters<typeof facts>[0] = {}) {
  const rootDenied = { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: false };
  const found = facts({ ...(fix.kind === 'fixRootPage' && { rootDenied }), ...more });
  const result = { facts: found, diagnosis: { verdict: { kind: 'missing' }, fixes: [fix] } } as const;
  return toPage({ domain: name, machine: 'dev-box', live: { kind: 'stopped' }, result });
}

describe.each<Language>(['en', 'zh-cn'])('the page in %s', (language) => {
  beforeEach(() => {
    env.language = language;
  });

  it('has a sentence of its own for every verdict and each of its causes', () => {
    // Where the record is missing does not change the verdict, only what to do.
    const told = cases.filter(({ id }) => id !== 'missingElsewhere').map(({ input }) => toPage(input).verdict);
    const texts = told.map(({ sentence, detail = '' }) => `${sentence} ${detail}`);
    expect(new Set(texts).size).toBe(told.length);
    const kinds = new Set(cases.map(({ input }) => input.result?.diagnosis.verdict.kind));
    expect(Object.keys(verdicts).filter((kind) => !kinds.has(kind as Verdict['kind']))).toEqual([]);
  });

  it('never calls a verdict bad that only takes time', () => {
    const bad = cases.filter(({ input }) => toPage(input).verdict.tone === 'bad').map(({ id }) => id);
    for (const id of ['propagating', 'negativeCached', 'cdnLags', 'notOnline-configuring', 'cannotTell-edge'])
      expect(bad).not.toContain(id);
  });

  it.each(Object.values(fixes))('tells the fix $kind', (fix) => {
    const { items } = fixPage(fix).fixes;
    expect(items.length).toBeGreaterThan(0);
    for (const { text, button } of items) {
      expect(text).not.toMatch(/\{\d\}|undefined/);
      if (button) expect(pageActions).toContain(button.action);
    }
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  it('fills every placeholder, whatever is known', () => {
    for (const { input } of cases) expect(JSON.stringify(toPage(input))).not.toMatch(/\{\d\}|undefined|NaN/);
  });
});

describe('the page', () => {
  beforeEach(() => {
    env.language = 'en';
  });

  it('offers to change DNS only where the zone is in the account', () => {
    const button = (fix: Fix) => fixPage(fix).fixes.items[0]?.button?.action;
    expect(button(fixes.addRecord)).toBe('addRecord');
    expect(button({ ...fixes.addRecord, hosted: false })).toBeUndefined();
    expect(button(fixes.switchRecords)).toBe('switchRecords');
    expect(button({ ...fixes.switchRecords, hosted: false })).toBeUndefined();
  });

  it('tells the cures of a refused bare domain beside any verdict, once', () => {
    const rootDenied = { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: true };
    const ids = (fix: Fix) => fixPage(fix, { rootDenied }).fixes.items.map(({ id }) => id);
    expect(ids(fixes.wait)).toEqual(['wait', 'rootPath', 'rootRewrite']);
    expect(ids(fixes.fixRootPage)).toEqual(['rootPath', 'rootRewrite']);
  });

  it('names lines in words, and one that it does not know by its code', () => {
    const records = [record(), record({ id: '2', line: 'telecom' }), record({ id: '3', line: 'cn_region_x' })];
    const { sections } = fixPage(fixes.wait, { records });
    const rows = sections.find(({ id }) => id === 'cloud')?.table?.rows.map(({ cells }) => cells[1] ?? '') ?? [];
    expect(rows.filter((cell) => cell.includes(expected) && cell.includes('default line'))).toHaveLength(1);
    expect(rows.join()).toContain('line China Telecom');
    expect(rows.join()).toContain('line cn_region_x');
  });

  it('says "cannot tell" and not that something failed where a proxy carries nothing', () => {
    const input = cases.find(({ id }) => id === 'cannotTell-edge')?.input;
    const page = input && toPage(input);
    const edge = page?.timeline.steps.find(({ id }) => id === 'edge');
    expect(edge).toMatchObject({ tone: 'neutral', text: 'cannot tell: the proxy in between does not carry this' });
    expect(JSON.stringify(page?.sections.find(({ id }) => id === 'edge'))).not.toMatch(/fail/i);
  });

  it('names the machine that asked, and who is still being asked', () => {
    const found = facts({ edges: [], pending: ['edge'] });
    const result = { facts: found, diagnosis: { verdict: { kind: 'missing' }, fixes: [] } } as const;
    const page = toPage({ domain: name, machine: 'dev-box (ssh)', live: { kind: 'checking' }, result });
    expect(page.overview).toContainEqual({ label: 'Asked from', value: 'dev-box (ssh)' });
    expect(page.timeline.steps.at(-1)).toMatchObject({ tone: 'busy', text: 'being asked' });
  });

  it('shows no control or direction mark of an answer, and cuts what is long', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 2000 });
    fc.assert(
      fc.property(hostile, hostile, (data, header) => {
        const answers = facts().resolvers.map((each) => ({
          ...each,
          records: [{ name, type: 'CNAME', ttl: 1, data }],
        }));
        const page = fixPage(fixes.wait, {
          resolvers: answers,
          records: [record({ value: data, type: 'TXT' })],
          edges: edges({ headers: { via: header }, message: header }),
        });
        const { copy: _copy, ...rest } = page.words;
        // Line ends between the lines of the raw evidence are ours.
        const shown = JSON.stringify({ ...page, words: rest }, (key, value) => (key === 'copy' ? '' : value));
        return !/[\p{Cc}\p{Cf}]/u.test(JSON.parse(JSON.stringify(shown.replaceAll('\\n', '').replaceAll('\\t', ''))));
      }),
    );
    const long = fixPage(fixes.wait, { records: [record({ type: 'TXT', value: 'x'.repeat(65_536) })] });
    expect(JSON.stringify(long).length).toBeLessThan(20_000);
  });
});

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fix, Verdict } from '../../../../../src/core/verification/facts.js';
import { toPage } from '../../../../../src/features/verification/page/page.js';
import { pageActions } from '../../../../../src/features/verification/pageButtons.js';
import type { Live } from '../../../../../src/features/verification/recheckLoop.js';
import type { PageSnapshot } from '../../../../../src/protocol/page.js';
import type { Language } from '../../../../support/browser.js';
import { env } from '../../../../support/fakeVscode.js';
import { cases } from '../../../../support/verification/cases.js';
import {
  answer,
  at,
  certificate,
  edges,
  expected,
  facts,
  name,
  record,
  rr,
} from '../../../../support/verification/facts.js';

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
  httpOnly: 1,
  downloads: 1,
  pages: 1,
  expiring: 1,
  notOnCdn: 1,
  cannotTell: 1,
} satisfies Record<Verdict['kind'], 1>;

const fixes = {
  wait: { kind: 'wait', until: at },
  addRecord: { kind: 'addRecord', hosted: true },
  switchRecords: { kind: 'switchRecords', hosted: true },
  changeLine: { kind: 'changeLine', line: 'telecom' },
  resumeRecord: { kind: 'resumeRecord' },
  changeNameServers: { kind: 'changeNameServers', zone: 'example.com', hosted: ['ns1.alidns.com'] },
  setOriginHost: { kind: 'setOriginHost' },
  bindDomain: { kind: 'bindDomain' },
  usePlainOrigin: { kind: 'usePlainOrigin' },
  refreshCopies: { kind: 'refreshCopies' },
  removeDisposition: { kind: 'removeDisposition' },
  allowPrivateBucket: { kind: 'allowPrivateBucket', bucket: 'site' },
  setSiteType: { kind: 'setSiteType' },
  fixRootPage: { kind: 'fixRootPage' },
  startDomain: { kind: 'startDomain' },
  addCertificate: { kind: 'addCertificate' },
  useHttp: { kind: 'useHttp' },
  openCdnConsole: { kind: 'openCdnConsole' },
  openDnsConsole: { kind: 'openDnsConsole' },
  openTicket: { kind: 'openTicket' },
  onboard: { kind: 'onboard' },
  signIn: { kind: 'signIn' },
  checkNetwork: { kind: 'checkNetwork' },
  checkProxy: { kind: 'checkProxy' },
} satisfies Record<Fix['kind'], Fix>;

/** All that a page says to do. */
const itemsOf = ({ fixes: groups }: PageSnapshot) => groups.flatMap(({ items }) => items);

/** The page for one fix, on facts where all is right. */
function fixPage(fix: Fix, more: Parameters<typeof facts>[0] = {}, live: Live = { kind: 'stopped' }) {
  const result = { facts: facts(more), diagnosis: { verdict: { kind: 'missing' }, fixes: [fix] } } as const;
  return toPage({ domain: name, machine: 'dev-box', live, result });
}

describe.each<Language>(['en', 'zh-cn'])('the page in %s', (language) => {
  beforeEach(() => {
    env.language = language;
  });

  it('has a separate sentence for every verdict and each of its causes', () => {
    // Where the record is missing, how long CDN takes, and what a node shows instead change only what stands beside it.
    const twins = ['missingElsewhere', 'cdnLags-long', 'certificate-none', 'downloads-unbound'];
    const told = cases.filter(({ id }) => !twins.includes(id)).map(({ input }) => toPage(input).lead);
    const texts = told.map(({ sentence, detail = '' }) => `${sentence} ${detail}`);
    expect(new Set(texts).size).toBe(told.length);
    const kinds = new Set(cases.map(({ input }) => input.result?.diagnosis.verdict.kind));
    expect(Object.keys(verdicts).filter((kind) => !kinds.has(kind as Verdict['kind']))).toEqual([]);
  });

  it('a verdict that only takes time is never called bad', () => {
    const bad = cases.filter(({ input }) => toPage(input).lead.tone === 'bad').map(({ id }) => id);
    for (const id of [
      'propagating',
      'negativeCached',
      'cdnLags',
      'notOnline-configuring',
      'notOnline-deleting',
      'cannotTell-edge',
      'httpOnly',
      'expiring',
    ])
      expect(bad).not.toContain(id);
  });

  it('calls no record wrong before CDN has assigned a CNAME', () => {
    const { input } = cases.find(({ id }) => id === 'cannotTell-unassigned')!;
    const { timeline, sections } = toPage(input).details;
    const rows = sections.filter(({ id }) => id === 'resolvers').flatMap(({ table }) => table?.rows ?? []);
    const tones = [...(timeline?.steps ?? []).filter(({ id }) => id === 'record'), ...rows].map(({ tone }) => tone);
    expect(new Set(tones)).toEqual(new Set(['neutral']));
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each(Object.values(fixes))('the page tells the fix $kind', (fix) => {
    const items = itemsOf(fixPage(fix));
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
    const button = (fix: Fix) => itemsOf(fixPage(fix))[0]?.button?.action;
    expect(button(fixes.addRecord)).toBe('addRecord');
    expect(button({ ...fixes.addRecord, hosted: false })).toBeUndefined();
    expect(button(fixes.switchRecords)).toBe('switchRecords');
    expect(button({ ...fixes.switchRecords, hosted: false })).toBeUndefined();
    expect(button(fixes.addCertificate)).toBe('setUpHttps');
    expect(button({ kind: 'addCertificate', renew: true })).toBe('setUpHttps');
  });

  it('shows the fixes for a refused page at / beside any verdict, once', () => {
    const rootDenied = { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: true };
    const ids = (fix: Fix) => itemsOf(fixPage(fix, { rootDenied })).map(({ id }) => id);
    expect(ids(fixes.wait)).toEqual(['wait', 'rootPath', 'rootRewrite']);
    expect(ids(fixes.fixRootPage)).toEqual(['rootPath', 'rootRewrite']);
  });

  it('offers no page at / where the bucket has none', () => {
    const rootDenied = { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: false };
    const ids = (hasIndex: boolean) => itemsOf(fixPage(fixes.wait, { rootDenied, hasIndex })).map(({ id }) => id);
    expect(ids(true)).toEqual(['wait', 'rootPath', 'rootRewrite', 'rootWebsite']);
    expect(ids(false)).toEqual(['wait', 'rootPath']);
  });

  it('separates the task to do from correct and optional settings', () => {
    const rootDenied = { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: true };
    const verdict = { kind: 'missing' } as const;
    const result = {
      facts: facts({ rootDenied }),
      diagnosis: { verdict, fixes: [fixes.addRecord, fixes.openDnsConsole] },
    };
    const page = toPage({ domain: name, machine: 'dev-box', live: { kind: 'stopped' }, result });
    expect(page.fixes.map(({ id, items }) => ({ id, items: items.map((item) => item.id) }))).toEqual([
      { id: 'do', items: ['addRecord'] },
      { id: 'or', items: ['openDnsConsole'] },
      { id: 'optional', items: ['rootPath', 'rootRewrite'] },
    ]);
  });

  it('says that a change was accepted, and offers it no second time', () => {
    const result = { facts: facts(), diagnosis: { verdict: { kind: 'missing' }, fixes: [fixes.addRecord] } } as const;
    const input = { domain: name, machine: 'dev-box', live: { kind: 'checking' }, result } as const;
    const page = toPage({ ...input, accepted: { action: 'addRecord', at } });
    expect(page.accepted).toMatch(/^Alibaba Cloud DNS accepted the change at .*This page rechecks automatically\.$/);
    expect(itemsOf(page)).toEqual([{ id: 'addRecord', text: 'Done: Add the CNAME record to Alibaba Cloud DNS' }]);
    const other = toPage({ ...input, accepted: { action: 'rewriteRoot', at } });
    expect(other.accepted).toMatch(/^CDN accepted the change/);
    expect(itemsOf(other)[0]?.button?.action).toBe('addRecord');
  });

  it('collapses everything else while there is nothing to examine', () => {
    const folded = cases.filter(({ input }) => toPage(input).details.isFolded).map(({ id }) => id);
    const browsers = [
      'httpOnly',
      'downloads',
      'downloads-unbound',
      'downloads-cached',
      'downloads-own',
      'pages',
      'expiring',
    ];
    expect(folded).toEqual(['working', 'cdnLags', 'cdnLags-long', ...browsers, 'checking', 'failed']);
  });

  it('shows what to do about a refused page at / even where the bucket is not known', () => {
    expect(itemsOf(fixPage(fixes.fixRootPage)).map(({ id }) => id)).toEqual(['rootPath']);
    const { status: _status, ...unknown } = facts();
    const result = { facts: unknown, diagnosis: { verdict: { kind: 'missing' }, fixes: [fixes.fixRootPage] } } as const;
    const items = itemsOf(toPage({ domain: name, machine: 'dev-box', live: { kind: 'stopped' }, result }));
    expect(items.map(({ id, button }) => ({ id, button }))).toEqual([{ id: 'rootPath', button: undefined }]);
  });

  it('announces another check only while there will be one, with the day unless it is today', () => {
    const text = (fix: Fix, live?: Live) => itemsOf(fixPage(fix, {}, live))[0]?.text ?? '';
    expect(text({ kind: 'wait' })).toBe('Wait: this usually takes a few minutes');
    expect(text({ kind: 'wait' }, { kind: 'next', at })).toMatch(/^Wait: .*; this page rechecks automatically$/);
    expect(text({ kind: 'wait', review: true })).toContain('next business day');
    expect(text({ kind: 'wait', until: at + 60_000 })).not.toMatch(/Mar/);
    expect(text({ kind: 'wait', until: at + 48 * 3_600_000 })).toMatch(/^Wait until Mar \d/);
  });

  it('shows no edge as good with a wrong certificate, and none as bad without HTTPS', () => {
    const steps = (more: Parameters<typeof facts>[0]) =>
      fixPage(fixes.wait, more).details.timeline?.steps.find(({ id }) => id === 'edge');
    const untrusted = edges({ certificate: certificate({ trusted: false }) }).filter(
      ({ scheme }) => scheme === 'https',
    );
    expect(steps({ edges: untrusted })).toMatchObject({ tone: 'bad', text: 'HTTP 200, certificate not trusted' });
    const http = edges().filter(({ scheme }) => scheme === 'http');
    expect(steps({ edges: [...untrusted, ...http], httpsOn: false })).toMatchObject({ tone: 'good', text: 'HTTP 200' });
    const led = edges({ status: 301, headers: { location: `https://${name}/` } }, false);
    expect(steps({ edges: led })).toMatchObject({ tone: 'good', text: 'HTTP 301 → https' });
  });

  it('counts the addresses of a provider that flattens the CNAME as right', () => {
    const flat = ['1.1.1.1', '8.8.8.8'].map((server) => answer(server, [rr('A', '203.0.113.25')]));
    const page = fixPage(fixes.wait, { resolvers: flat, authoritative: [] });
    expect(page.answers[0]).toMatchObject({ label: 'Yes', notes: ['2 of 2 servers that responded point to CDN'] });
    expect(page.details.timeline?.steps[2]).toMatchObject({ tone: 'good', text: '2 of 2 point to CDN' });
    const rows = page.details.sections.find(({ id }) => id === 'resolvers')?.table?.rows ?? [];
    expect(rows.map(({ tone }) => tone)).toEqual(['good', 'good']);
  });

  it('takes our record from the default line, the enabled one first, as the verdict does', () => {
    const texts = (...records: ReturnType<typeof record>[]) => {
      return fixPage(fixes.wait, { records }).details.timeline?.steps[0]?.text;
    };
    const telecom = record({ id: '2', line: 'telecom' });
    const pausedTwin = record({ id: '3', enabled: false });
    expect(texts(telecom)).toBe('no record yet');
    expect(texts(pausedTwin, record())).toBe('record found');
    expect(texts(telecom, pausedTwin)).toBe('paused');
    const rival = record({ id: '4', type: 'A', value: '192.0.2.9' });
    expect(texts(record(), rival)).toBe('conflicting records');
    expect(texts(record(), record({ id: '5', type: 'TXT', value: 'x' }))).toBe('record found');
  });

  it('names DNS lines in words, and an unknown one by its code', () => {
    const records = [record(), record({ id: '2', line: 'telecom' }), record({ id: '3', line: 'cn_region_x' })];
    const { sections } = fixPage(fixes.wait, { records }).details;
    const rows = sections.find(({ id }) => id === 'cloud')?.table?.rows.map(({ cells }) => cells[1] ?? '') ?? [];
    expect(rows.filter((cell) => cell.includes(expected) && cell.includes('default line'))).toHaveLength(1);
    expect(rows.join()).toContain('line China Telecom');
    expect(rows.join()).toContain('line cn_region_x');
  });

  it('shows which computer made the queries, and which servers are still being queried', () => {
    const found = facts({ edges: [], pending: ['edge'] });
    const result = { facts: found, diagnosis: { verdict: { kind: 'missing' }, fixes: [] } } as const;
    const page = toPage({ domain: name, machine: 'dev-box (ssh)', live: { kind: 'checking' }, result });
    expect(page.details.overview).toContainEqual({ label: 'Queried from', value: 'dev-box (ssh)' });
    expect(page.details.timeline?.steps.at(-1)).toMatchObject({ tone: 'busy', text: 'querying' });
  });

  it('removes control and direction characters of an answer and cuts long ones', () => {
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

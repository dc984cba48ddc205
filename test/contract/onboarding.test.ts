import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/server.js';
import { withErrorPage } from '../../src/core/delivery/bucketXml.js';
import type { AskOf, UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../src/core/onboarding/run/runBoard.js';
import { eventually } from '../support/eventually.js';
import { long, sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { addDomainByHand, unprove, zoneOf } from './errorRuns/row.js';

let runs: SandboxRuns;
let sandbox: Sandbox;

beforeEach(async () => {
  runs = await startSandboxRuns();
  sandbox = runs.sandbox;
});
afterEach(() => runs.stop());

const openWindow = (mappings: Set<string>) => runs.openWindow(mappings);
const agree = (ask: UserAsk) => runs.agree(ask);
const finish = (board: RunBoard, id: string, answer?: (ask: UserAsk) => Partial<RunAnswers>) =>
  runs.finish(board, id, answer);
const recordsOf = (type: string, rr: string) => runs.recordsOf(type, rr);

/** The headers of the page that a visitor has brought to the edge. */
function cachedHeaders() {
  const copy = [...sandbox.state.edgeCache].find(([key]) => key.startsWith(`${plan.domain}/index.html`));
  return Object.fromEntries(Object.entries(copy?.[1].headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
}

/** Asks the edge for that page, and answers the headers. */
async function readEdge() {
  const { edge } = runs.cloud;
  const connectTo = sandbox.state.cdnDomains.get(plan.domain)?.cname ?? '';
  const path = '/index.html';
  const { signal } = new AbortController();
  const answer = await edge.probe({ connectTo, name: plan.domain, path, maxBytes: 65_536 }, signal);
  expect(answer.status).toBe(200);
  return answer.headers;
}

function actions(action: string) {
  return sandbox.state.calls.filter((call) => call.action === action);
}

describe('an onboarding against the cloud', () => {
  it('creates one domain, one record and one binding, and removes the proof', async () => {
    const board = openWindow(new Set());
    await finish(board, await board.start(plan));
    expect(sandbox.state.cdnDomains.get(plan.domain)?.status).toBe('online');
    expect(recordsOf('CNAME', 'img').map(({ value }) => value)).toEqual(['img.shop-demo.com.w.kunlunsl.com']);
    expect(sandbox.state.buckets.get('site-hangzhou')?.cnames.has(plan.domain)).toBe(true);
    expect([...recordsOf('TXT', '_dnsauth.img'), ...recordsOf('TXT', 'verification')]).toEqual([]);
    expect(actions('AddCdnDomain')).toHaveLength(1);
    expect(actions('AddCdnDomain')[0]?.params).toMatchObject({
      DomainName: plan.domain,
      CdnType: 'web',
      Scope: 'domestic',
    });
  });

  it("proves a whole site at the CNAME's address before its record is written", long, async () => {
    const board = openWindow(new Set());
    const asked: UserAsk[] = [];
    const answer = (ask: UserAsk) => {
      asked.push(ask);
      return agree(ask);
    };
    await finish(board, await board.start({ ...plan, site: { type: 'website' } }, { started: ['site'] }), answer);
    const proof = board.runs[0]?.record.facts.proof;
    expect(proof).toMatchObject({ state: 'seen', addresses: 2 });
    const checks = proof?.state === 'seen' ? proof.checks : [];
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    const kinds = new Set(checks.map(({ kind }) => kind));
    expect([...kinds]).toEqual(['root', 'download', 'file', 'missing', 'asset', 'bytes']);
    expect(asked.find(({ kind }) => kind === 'approveRecord')).toMatchObject({ evidence: { unsent: [], doubts: [] } });
  });

  it.each([
    ['sets', undefined, 404],
    ['keeps', withErrorPage(undefined, 'index.html').replace('404', '200'), 200],
  ] as const)('%s the page that a public bucket sends for missing pages', async (_what, before, status) => {
    const { oss } = runs.cloud;
    const { signal } = new AbortController();
    const bucket = { name: 'site-hangzhou', region: 'cn-hangzhou' };
    const body = Buffer.from('<h1>Not here</h1>');
    await oss.putObject(bucket, '404.html', { body, headers: { 'content-type': 'text/html' } }, signal);
    if (before !== undefined) await oss.updateBucketSetting(bucket, 'website', before, signal);
    const board = openWindow(new Set());
    const site = { type: 'website', errorPage: '404.html' } as const;
    const skipped = { siteServed: true };
    await finish(board, await board.start({ ...plan, site }, { started: ['site'], skipped }));
    expect(board.runs[0]?.record.steps.notFound).toMatchObject({ state: 'done' });
    expect(actions('PutBucketWebsite')).toHaveLength(1);
    const connectTo = sandbox.state.cdnDomains.get(plan.domain)?.cname ?? '';
    const answer = await runs.cloud.edge.probe(
      { connectTo, name: plan.domain, path: '/missing', maxBytes: 999 },
      signal,
    );
    expect(answer.status).toBe(status);
    if (status === 404) expect(Buffer.from(answer.body ?? []).toString()).toBe('<h1>Not here</h1>');
  });

  sampled(['AddCdnDomain', 'AddDomainRecord', 'PutCname', 'DeleteDomainRecord'], 4)(
    'survives a lost answer to %s without doing it twice',
    async (action) => {
      sandbox.state.faults.push({ id: 'lost', action, kind: 'resetAfter', count: 1 });
      const board = openWindow(new Set());
      await finish(board, await board.start(plan));
      expect([...sandbox.state.cdnDomains.keys()].filter((name) => name === plan.domain)).toHaveLength(1);
      expect(recordsOf('CNAME', 'img')).toHaveLength(1);
      expect(sandbox.state.calls.some((call) => call.action === action && call.fault === 'resetAfter')).toBe(true);
    },
  );

  it('refreshes one directory where the edge holds copies that force a download', long, async () => {
    addDomainByHand(sandbox.state);
    const board = openWindow(new Set());
    await readEdge();
    const before = cachedHeaders();
    const id = await board.start(plan);
    await finish(board, id);
    expect(before).toHaveProperty('content-disposition', 'attachment');
    const [call, ...more] = actions('RefreshObjectCaches');
    expect(more).toEqual([]);
    expect(call?.params).toMatchObject({
      ObjectPath: `http://${plan.domain}/`,
      ObjectType: 'Directory',
      Force: 'true',
    });
    expect(sandbox.state.used.dirs).toBe(1);
    await eventually(async () => expect(await readEdge()).not.toHaveProperty('content-disposition'));
    board.recheck(id);
    await finish(board, id);
    expect(actions('RefreshObjectCaches')).toHaveLength(1);
  });

  it('proves ownership by a temporary TXT record', async () => {
    sandbox.state.verifiedRoots.clear();
    sandbox.state.cdnDomains.clear();
    const board = openWindow(new Set());
    await finish(board, await board.start(plan));
    const wrote = actions('AddDomainRecord').map(({ params }) => `${params.RR} ${params.Type}`);
    expect(wrote).toContain('verification TXT');
    expect(recordsOf('TXT', 'verification')).toEqual([]);
  });

  it(
    'asks if the edge has no certificate for the new domain and the proxy forwards no plain HTTP to it',
    long,
    async () => {
      sandbox.state.uncertain.edgeDefaultCertificate = false;
      const board = openWindow(new Set());
      const asks: UserAsk[] = [];
      await finish(board, await board.start(plan), (ask) => {
        asks.push(ask);
        return ask.kind === 'edgeUnproven' ? { skipped: { edge: true } } : agree(ask);
      });
      expect(asks).toContainEqual({ kind: 'edgeUnproven', outcome: 'tlsFailed', key: expect.any(String) });
      expect(recordsOf('CNAME', 'img')).toHaveLength(1);
    },
  );

  it('continues without the binding for a name without an ICP filing, accelerated outside the mainland', async () => {
    sandbox.state.icpFiled.clear();
    const board = openWindow(new Set());
    const asks: UserAsk[] = [];
    await finish(board, await board.start({ ...plan, region: 'overseas' }), (ask) => {
      asks.push(ask);
      return ask.kind === 'bindingRefused' ? { skipped: { binding: true } } : agree(ask);
    });
    const details = expect.objectContaining({ code: 'NoSuchCnameInRecord', requestId: expect.any(String) });
    const error = { kind: 'cnameRefused', details };
    expect(asks).toContainEqual({ kind: 'bindingRefused', purpose: 'binding', domain: plan.domain, error });
    expect(board.runs[0]?.record.steps.originHost).toMatchObject({ state: 'done', skipped: true });
  });

  it(
    'writes no record into a zone whose registrar points elsewhere, and removes every record from there',
    long,
    async () => {
      const { state } = sandbox;
      unprove(state);
      const zone = zoneOf(state);
      state.zones.set(zone.name, { ...zone, nameServers: ['ns1.other.net', 'ns2.other.net'] });
      const asked: string[] = [];
      const add = (name: string, type: string, value: string) => {
        asked.push(`${type} ${name}`);
        state.outside.set(name, [{ type, value, ttl: 600 }]);
        return {};
      };
      const addAll = (ask: AskOf<'addTxt'>) =>
        [{ host: ask.host, value: ask.value }, ...(ask.others ?? [])].reduce<Partial<RunAnswers>>(
          (_answers, { host, value }) => add(host, 'TXT', value),
          {},
        );
      const board = openWindow(new Set());
      await finish(board, await board.start(plan), (ask) => {
        if (ask.kind === 'addTxt') return addAll(ask);
        if (ask.kind === 'zoneElsewhere') return add(plan.domain, 'CNAME', `${plan.domain}.w.kunlunsl.com`);
        return agree(ask);
      });
      expect(asked).toEqual(['TXT verification.shop-demo.com', `TXT _dnsauth.${plan.domain}`, `CNAME ${plan.domain}`]);
      expect(actions('AddDomainRecord')).toEqual([]);
    },
  );

  it('is done once by two windows', async () => {
    const mappings = new Set<string>();
    const [first, second] = [openWindow(mappings), openWindow(mappings)];
    const id = await first.start(plan);
    await second.load();
    await finish(first, id);
    expect(actions('AddCdnDomain')).toHaveLength(1);
    expect(recordsOf('CNAME', 'img')).toHaveLength(1);
  });
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { viewOf } from '../../sandbox/alidns/views.js';
import { createResolver } from '../../src/cloud/dns/resolver.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan, RunAnswers, StepState } from '../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../src/core/onboarding/run/runBoard.js';
import { systemClock } from '../../src/disk/clock.js';
import { LateFacts } from '../../src/features/explorer/lateFacts.js';
import type { NodeOf } from '../../src/features/explorer/node.js';
import { stateText } from '../../src/features/questions/stepText.js';
import { long } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import type { Line } from '../support/scriptedUi.js';
import { bucket, fillIn, named, rest, restWithPort } from '../unit/features/onboarding/form/fillIn.js';
import { follow } from './errorRuns/follow.js';
import { putRecord } from './errorRuns/row.js';

const { signal } = new AbortController();
const target = `${plan.domain}.w.kunlunsl.com`;
/** The bucket of the account, as it is picked. */
const fromBucket: readonly Line[] = [bucket[0]!, { pick: 'site-hangzhou' }];
const remembering = 'dns.alidns.com';
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const serverOf = (port: number | undefined) => `127.0.0.1:${port}`;
const local = () => serverOf(runs.sandbox.dnsPort);
const callsOf = (action: string) => runs.sandbox.state.calls.filter((call) => call.action === action);

/** What the form makes of these answers. */
async function fill(origin: readonly Line[]): Promise<OnboardingPlan> {
  const isBucket = origin.some((line) => typeof line === 'object' && 'pick' in line && line.pick === 'OSS Bucket');
  const after = isBucket ? rest : restWithPort;
  const { plan: made } = await fillIn([...origin, ...named(plan.domain), ...after], runs.cloud, {}, [local()]);
  if (!made) throw new Error('the form made no plan');
  return made;
}

/** Starts what the form made, and notes how a step stood on its way. */
async function start(
  origin: readonly Line[],
  step: 'online' | 'resolved',
  resolvers: readonly string[] = [local()],
  cloud = runs.cloud,
) {
  const board = runs.openWindow(new Set(), cloud, resolvers);
  const seen: StepState[] = [];
  board.onDidChange(() => {
    const state = board.runs[0]?.record.steps[step];
    if (state) seen.push(state);
  });
  const id = await board.start(await fill(origin));
  return { board, id, seen, words: () => seen.map((state) => stateText(state, runs.clock.now())) };
}

const until = (board: RunBoard, id: string, step: 'online' | 'resolved', state: StepState['state']) =>
  follow({ board, id, answer: agree }, ({ steps }) => steps[step].state === state);

function agree(ask: UserAsk): Partial<RunAnswers> {
  return ask.kind === 'recordConflict' && ask.approval ? { approvals: { switch: ask.approval } } : runs.agree(ask);
}

test('Note: the CNAME record takes effect immediately after it is added, and the CDN service is enabled', async () => {
  const { board, id, seen } = await start(fromBucket, 'resolved');
  await until(board, id, 'resolved', 'done');
  const added = callsOf('AddDomainRecord').find(({ params }) => params.RR === 'img');
  expect(added?.params).toMatchObject({ DomainName: 'shop-demo.com', RR: 'img', Type: 'CNAME', Value: target });
  // No server was waited for, and nothing was enabled.
  expect(seen.filter(({ state }) => state === 'waiting')).toEqual([]);
  expect(callsOf('StartCdnDomain')).toEqual([]);
  expect((await runs.cloud.cdn.readDomain(plan.domain, signal))?.status).toBe('online');
  const asked = { connectTo: target, name: plan.domain, path: '/index.html', maxBytes: 65_536 };
  expect((await runs.cloud.edge.probe(asked, signal)).status).toBe(200);
});

test('Note: a CNAME record that is modified takes effect within 72 hours', long, async () => {
  const { state, resolverPorts } = runs.sandbox;
  const old = putRecord(state, { id: 'old', type: 'CNAME', value: 'elsewhere.shop-demo.net' });
  const { remembered } = viewOf(state, remembering);
  const kept = { type: 'CNAME', value: old.value, ttl: 600 };
  remembered.set(plan.domain, { records: [kept], expiresAt: Date.now() + 3_600_000 });
  const resolvers = [local(), serverOf(resolverPorts[remembering])];
  const { board, id, words } = await start(fromBucket, 'resolved', resolvers);
  await until(board, id, 'resolved', 'waiting');
  expect(words().at(-1)).toContain('at most 72 hours · 1 of 2 DNS servers return it');
  const changed = callsOf('UpdateDomainRecord').map(({ params: { RecordId, Type, Value } }) => ({
    RecordId,
    Type,
    Value,
  }));
  expect(changed).toEqual([{ RecordId: 'old', Type: 'CNAME', Value: target }]);
  remembered.delete(plan.domain);
  await until(board, id, 'resolved', 'done');
});

test('Note: on a local computer it is checked whether the CNAME record works', async () => {
  const { state, resolverPorts } = runs.sandbox;
  const { remembered } = viewOf(state, remembering);
  remembered.set(plan.domain, { records: [], expiresAt: Date.now() + 3_600_000 });
  const systemServers = () => [serverOf(resolverPorts[remembering])];
  const cloud = { ...runs.cloud, resolver: createResolver({ clock: systemClock, systemServers }) };
  const { board, id, words } = await start(fromBucket, 'resolved', [local(), 'system'], cloud);
  await until(board, id, 'resolved', 'waiting');
  expect(words().at(-1)).toContain('1 of 2 DNS servers return it');
  expect(callsOf('AddDomainRecord').at(-1)?.params).toMatchObject({ RR: 'img', Type: 'CNAME', Value: target });
  remembered.delete(plan.domain);
  await until(board, id, 'resolved', 'done');
});

test('Note: for about 10 minutes CDN may still ask for the CNAME record; ignore this message', long, async () => {
  const { state } = runs.sandbox;
  state.uncertain.cnameStatusLag = 86_400;
  const { board, id } = await start(fromBucket, 'resolved');
  await until(board, id, 'resolved', 'done');
  expect((await runs.cloud.cdn.readCnameStates([plan.domain], signal)).get(plan.domain)).toEqual({
    cname: target,
    configured: false,
  });
  expect(callsOf('DescribeDomainCname').at(-1)?.params).toMatchObject({ DomainName: plan.domain });
  const domain = await runs.cloud.cdn.readDomain(plan.domain, signal);
  const node = { kind: 'domain', id: `domain:${plan.domain}`, argument: plan.domain, domain } as NodeOf<'domain'>;
  const session = { account: undefined, onDidChange: () => ({ dispose() {} }), cloud: async () => runs.cloud };
  const late = new LateFacts(
    session,
    () => [local()],
    () => undefined,
  );
  expect(await late.look(node)).toMatchObject({ cname: target, configured: true, bound: true });
});

test('Note: after the review the domain is in the Enabled state', long, async () => {
  const address: Line[] = [{ pick: 'IP Addresses' }, { type: '203.0.114.10' }, { pick: '$(check) Continue' }];
  const { state } = runs.sandbox;
  const { speed } = state;
  // A review takes hours.
  state.speed = speed * 50;
  const { board, id, words } = await start(address, 'online');
  await until(board, id, 'online', 'done');
  state.speed = speed;
  const [added] = callsOf('AddCdnDomain');
  expect(added?.params.Sources).toContain('"type":"ipaddr"');
  expect(words().some((text) => text.startsWith('In review'))).toBe(true);
  expect((await runs.cloud.cdn.readDomain(plan.domain, signal))?.status).toBe('online');
});

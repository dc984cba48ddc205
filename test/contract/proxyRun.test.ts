import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { SandboxState } from '../../sandbox/state/state.js';
import type { RunRecord, StepId } from '../../src/core/onboarding/run/run.js';
import { currentStep } from '../../src/core/onboarding/run/runRecord.js';
import { stateText } from '../../src/features/questions/stepText.js';
import { sayIn } from '../support/fakeVscode.js';
import { sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { beforeCall, follow, timesDone } from './errorRuns/follow.js';
import type { Call } from './errorRuns/row.js';
import { bindByHand } from './errorRuns/row.js';

const services = ['oss', 'cdn', 'alidns'];
const refuse = (status: number) => (state: SandboxState) => {
  state.proxyRefuses = new Set(services);
  state.proxyStatus = status;
};
/** What a proxy in between does, and the beginning of the sentence about it in both languages. */
const ways: readonly (readonly [string, (state: SandboxState) => void, string, string])[] = [
  ['refuses with 403', refuse(403), 'The proxy refused the request', '代理拒绝了请求'],
  ['asks for a password with 407', refuse(407), 'The proxy requires a user name and password', '代理需要用户名和密码'],
  [
    'shows a page of its own with 200',
    (state) => void state.faults.push({ id: 'page', action: '*', kind: 'html403', status: 200, count: 9_999 }),
    'A proxy or a sign-in page responded in place of the requested server',
    '代理或网络登录页代替所请求的服务器做出了响应',
  ],
  [
    'presents a certificate of its own',
    (state) => {
      state.proxyIntercepts = new Set(services);
    },
    'This computer does not trust the certificate',
    '此计算机不信任代替阿里云出示的证书',
  ],
];
/** When the proxy begins to do that, and the step that meets it. */
const moments: readonly (readonly [StepId, Call | undefined])[] = [
  ['service', undefined],
  ['domain', 'cdn.createDomain'],
  ['binding', 'oss.createCname'],
  ['record', 'dns.createRecord'],
];
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => {
  end(runs.sandbox.state);
  return runs.reset();
});
afterAll(() => runs.stop());

function end(state: SandboxState): void {
  delete state.proxyRefuses;
  delete state.proxyStatus;
  delete state.proxyIntercepts;
  state.faults.length = 0;
}

const stopped = ({ steps }: RunRecord) =>
  Object.values(steps).flatMap((state) =>
    // A connection that was open is cut, which is met first.
    state.state === 'failed' && state.error.kind !== 'unavailable' ? [state] : [],
  )[0];

describe.each(ways)('a proxy that %s', (_way, begin, english, chinese) => {
  sampled(moments, 4)('stops the run at %s, is named, and the run continues afterwards', async (step, call) => {
    const { state } = runs.sandbox;
    const cloud = call ? beforeCall(runs.cloud, call, () => begin(state)) : runs.cloud;
    if (!call) begin(state);
    // Its proof is another record.
    if (step === 'record') bindByHand(state);
    const board = runs.openWindow(new Set(), cloud);
    const person = { board, id: await board.start(plan), answer: runs.agree };
    const record = await follow(person, (now) => stopped(now) !== undefined);
    const failure = stopped(record)!;
    const host = `127.0.0.1:${runs.sandbox.proxyPort}`;
    expect(currentStep(record)?.id).toBe(step);
    expect(failure.error).toMatchObject({ kind: 'proxyRefused', details: { subject: host } });
    const said = (['en', 'zh-cn'] as const).map((language) => sayIn(language, () => stateText(failure, 0)));
    expect(said).toEqual([expect.stringContaining(english), expect.stringContaining(chinese)]);
    expect(said).toEqual(said.map(() => expect.stringContaining(host)));
    expect(said.join()).not.toMatch(/permission|权限/);
    end(state);
    // No recheck is asked for: the run looks again automatically.
    await runs.finish(board, person.id);
    expect(timesDone(state, 'AddCdnDomain')).toBe(1);
    expect(timesDone(state, 'PutCname')).toBe(step === 'record' ? 0 : 1);
    expect(runs.recordsOf('CNAME', 'img')).toHaveLength(1);
  });
});

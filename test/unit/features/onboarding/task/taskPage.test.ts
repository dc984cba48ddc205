import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import {
  type RunRecord,
  type RunView,
  type StepId,
  type StepState,
  stepIds,
} from '../../../../../src/core/onboarding/run/run.js';
import { createRecord, isFinished } from '../../../../../src/core/onboarding/run/runRecord.js';
import { needsUser } from '../../../../../src/features/explorer/runs/runRows.js';
import type { News } from '../../../../../src/features/onboarding/liveNews.js';
import { toTaskPage } from '../../../../../src/features/onboarding/task/taskPage.js';
import { env } from '../../../../support/fakeVscode.js';
import { plan } from '../../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
});

const minute = 60_000;
const record = { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'img.example.com.w.kunlunsl.com', ttl: 600 };
const states = {
  pending: { state: 'pending' },
  running: { state: 'running', since: 0 },
  waiting: { state: 'waiting', since: 0, reason: { kind: 'bindingUnready' } },
  needsUser: {
    state: 'needsUser',
    since: 0,
    ask: { kind: 'approveRecord', record, approval: 'x', leave: 'y', evidence: { unsent: [], doubts: [] } },
  },
  failed: { state: 'failed', since: 0, error: { kind: 'forbidden', details: {} } },
  offline: { state: 'failed', since: 0, error: { kind: 'offline', details: {} } },
  done: { state: 'done', since: 0 },
  skipped: { state: 'done', since: 0, skipped: true, note: 'asChosen' },
} as const satisfies Record<string, StepState>;
const changedDns = { ...newFacts, record: { ...newFacts.record, own: { state: 'written', id: '1' } } } as const;

/** A run whose steps are done up to this one, which stands like this. */
function runAt(
  step: StepId | undefined,
  state: StepState = states.done,
  facts: RunRecord['facts'] = newFacts,
): RunView {
  const at = step === undefined ? stepIds.length : (stepIds as readonly StepId[]).indexOf(step);
  const steps = Object.fromEntries(
    stepIds.map((id, index) => [id, index < at ? states.done : index === at ? state : states.pending]),
  ) as RunRecord['steps'];
  const made = { ...createRecord('100', plan, 1), facts, steps };
  return { record: made, activity: isFinished(made) ? 'finished' : 'here' };
}

const act = () => undefined;
const live: News = {
  sentence: 'https://img.example.com is live',
  buttons: [
    { label: 'Open', act },
    { label: 'Copy', act },
  ],
  isGood: true,
  httpsUntil: Date.UTC(2027, 1, 27, 12),
};
const leadOf = (run: RunView, news?: News) => {
  const { lead, buttons } = toTaskPage({ run, now: 2 * minute, ...(news && { live: news }) });
  const said = [lead.tone, lead.label, lead.sentence, lead.detail ?? ''].join(' | ');
  return [said, buttons.map(({ label }) => label).join(', ')];
};
const stepOf = (run: RunView, id: StepId) => {
  const { timeline } = toTaskPage({ run, now: 2 * minute }).details;
  const found = timeline?.steps.find((each) => each.id === id);
  return found && [found.tone, found.state, found.title, found.text].join(' | ');
};

describe('a step in the list of steps', () => {
  const waits = 'OSS accepted the proof; the binding usually completes within a few minutes · 2 min';
  it.each([
    ['pending', 'neutral | Not started | Bind the domain to the bucket | usually a few minutes', '未开始'],
    ['running', 'busy | In progress | Bind the domain to the bucket | ', '正在处理'],
    ['waiting', `busy | Waiting | Bind the domain to the bucket | ${waits}`, '等待中'],
    [
      'needsUser',
      'warn | Needs your input | Bind the domain to the bucket | Approve the DNS record: img.example.com',
      '需要您操作',
    ],
    ['failed', 'bad | Failed | Bind the domain to the bucket | This AccessKey lacks a permission', '失败'],
    ['done', 'good | Done | Domain is bound to the bucket | ', '已完成'],
    ['skipped', 'neutral | Skipped | Bind the domain to the bucket | Skipped by you', '已跳过'],
  ] as const)('is shown as %s, in both languages', (kind, text, chinese) => {
    const run = runAt('binding', states[kind]);
    expect(stepOf(run, 'binding')).toContain(text);
    env.language = 'zh-cn';
    expect(stepOf(run, 'binding')?.split(' | ')[1]).toBe(chinese);
  });

  it('that is only recommended does not call for the user, and is offered below what the page says', () => {
    const run = runAt('redirect', { state: 'needsUser', since: 0, ask: { kind: 'offerRedirect', approval: 'a' } });
    expect(stepOf(run, 'redirect')).toBe('neutral | Recommended | Redirect http to https | Redirect http to https?');
    expect(toTaskPage({ run, now: 1, live }).fixes).toMatchObject([
      { id: 'optional', title: 'Recommended', items: [{ button: { action: 'continue', label: 'Continue' } }] },
    ]);
  });
});

describe('the first sentence of the page', () => {
  const steps = stepIds.length - 4;
  const place = (count: number, task: string) => `Step ${count} of ${steps}: ${task}`;

  it.each([
    [
      'running',
      runAt('online', states.running),
      `busy | In progress | ${place(9, 'Wait for the domain')} | usually 3 to 10 minutes · Nothing to do for you now`,
      'Recheck',
    ],
    [
      'waiting',
      runAt('binding', states.waiting),
      `busy | Waiting | ${place(8, 'Bind the domain')} | OSS accepted the proof; the binding usually completes within a few minutes · Nothing to do for you now`,
      'Recheck',
    ],
    [
      'elsewhere',
      { ...runAt('service', states.running), activity: 'elsewhere' },
      `busy | In progress | ${place(1, 'Activate CDN')} | another window works on it · Nothing to do for you now`,
      'Recheck',
    ],
    [
      'paused',
      { ...runAt('binding', states.waiting), activity: 'idle' },
      `neutral | Paused | ${place(8, 'Bind the domain')} | Continue resumes this step`,
      'Continue',
    ],
    [
      'asking',
      runAt('record', states.needsUser),
      `warn | Needs your input | Approve the DNS record: img.example.com | ${place(20, 'Point DNS to CDN')}`,
      'Review DNS Change…',
    ],
    [
      'failed',
      runAt('domain', states.failed),
      `bad | Failed | This AccessKey lacks a permission: ask the account owner to grant it | ${place(6, 'Add the domain to CDN')}`,
      'Recheck, Continue',
    ],
    [
      'failed for now',
      runAt('domain', states.offline),
      `${place(6, 'Add the domain to CDN')} · Retried automatically`,
      'Recheck, Continue',
    ],
    [
      'that cannot be worked on',
      { ...runAt('domain', states.running), activity: 'idle', error: new AppError('offline') },
      'bad | Failed | ',
      'Recheck',
    ],
  ] as const)('of a run %s is its state and the next action', (_name, run, said, buttons) => {
    const [text, offered] = leadOf(run);
    expect({ text, offered }).toEqual({ text: expect.stringContaining(said), offered: buttons });
  });

  it('is in Chinese as well', () => {
    env.language = 'zh-cn';
    const page = toTaskPage({ run: runAt('binding', states.waiting), now: minute });
    expect(page.title).toBe('进度：img.example.com');
    expect(page.lead.sentence).toBe(`第 8 步（共 ${steps} 步）：绑定域名`);
    expect(page.lead.detail).toContain('现在无需您操作');
    expect(page.details.timeline?.title).toBe(`已完成 7 个步骤，共 ${steps} 个`);
  });

  it('is that the domain is live, with the end of its certificate and the ways from there', () => {
    const run = runAt(undefined, states.done, changedDns);
    expect(leadOf(run, live)).toEqual([
      'good | Done | https://img.example.com is live | HTTPS until Feb 27, 2027',
      'Open, Copy, Undo DNS Change…, Show Verification',
    ]);
    const answers = { ...run.record.answers, certificate: { kind: 'acme', names: [plan.domain], askedAt: 1 } } as const;
    const renewed = { ...run, record: { ...run.record, answers } };
    expect(leadOf(renewed, live)[0]).toContain(
      "HTTPS until Feb 27, 2027 · Let's Encrypt: you are reminded to renew it when a third of its lifetime is left",
    );
  });

  it('is a warning where visitors do not receive the site, with each action once', () => {
    const news = { sentence: 'its home page returns HTTP 404', buttons: [{ label: 'Show Verification', act }] };
    expect(leadOf(runAt(undefined), news)).toEqual([
      'warn | Needs attention | its home page returns HTTP 404 | ',
      'Show Verification',
    ]);
  });

  it('is that the DNS change is undone after the user undid it, whatever was live before', () => {
    const run = runAt('record', states.needsUser, changedDns);
    const { answers } = run.record;
    const undone = { ...run, record: { ...run.record, answers: { ...answers, approvals: { record: '' } } } };
    expect(leadOf(undone, live)).toEqual([
      'neutral | Undone | DNS is as it was before; everything else is ready | ',
      'Review DNS Change…, Recheck',
    ]);
    expect([needsUser(run), needsUser(undone)]).toEqual([true, false]);
  });

  it('is that the home page is being looked at until that is known, and that DNS was left where the user chose so', () => {
    expect(leadOf(runAt(undefined))[0]).toMatch(/^busy \| Checking/);
    const left = { ...newFacts, cname: record.value, record: { ...newFacts.record, left: true } };
    const run = runAt(undefined, states.done, left);
    const resolved = { ...run.record, steps: { ...run.record.steps, resolved: states.skipped } };
    expect(leadOf({ ...run, record: resolved })).toEqual([
      expect.stringMatching(/^warn .*DNS was left as it is/),
      'Recheck, Show Verification',
    ]);
  });
});

it('the last line shows when the run is checked next unless the user is asked, that the page may be closed, and when it ended', () => {
  const run = { ...runAt('binding', states.waiting), check: { begunAt: 0, endedAt: 0, nextMs: minute } };
  expect(toTaskPage({ run, now: 1 })).toMatchObject({
    live: expect.stringMatching(/^Next check at .* · You can close this page: the task does not need it$/),
    busy: true,
  });
  const asked = { ...runAt('record', states.needsUser), check: run.check };
  expect(toTaskPage({ run: asked, now: 1 }).live).toBe(
    'The task waits for your answer, also while this page is closed',
  );
  expect(toTaskPage({ run: runAt(undefined), now: 1, live })).toMatchObject({
    live: expect.stringMatching(/^Finished at /),
    busy: false,
  });
});

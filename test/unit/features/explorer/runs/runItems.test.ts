import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import { type RunRecord, type RunView, type StepState, stepIds } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord, isFinished, noAnswers } from '../../../../../src/core/onboarding/run/runRecord.js';
import { runLook, stepLook } from '../../../../../src/features/explorer/runs/runItems.js';
import { isShown, needsUser, RunRows } from '../../../../../src/features/explorer/runs/runRows.js';
import { env } from '../../../../support/fakeVscode.js';
import { plan } from '../../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
});

const minute = 60_000;
const wanted = { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'img.example.com.w.kunlunsl.com', ttl: 600 };
const asked: StepState = {
  state: 'needsUser',
  since: 0,
  ask: { kind: 'approveRecord', record: wanted, approval: 'x', leave: 'y', evidence: { unsent: [], doubts: [] } },
};
const failed: StepState = { state: 'failed', since: 0, error: { kind: 'forbidden', details: {} } };
const waiting: StepState = { state: 'waiting', since: 0, reason: { kind: 'configuring' } };

/** A run whose steps are done up to this one, which stands like this. */
function runAt(step: (typeof stepIds)[number] | undefined, state: StepState, facts = newFacts): RunView {
  const at = step === undefined ? stepIds.length : stepIds.indexOf(step);
  const states = stepIds.map((id, index) => [
    id,
    index < at ? { state: 'done', since: 1 } : index === at ? state : { state: 'pending' },
  ]);
  const record = { ...createRecord('100', plan, 1), facts, steps: Object.fromEntries(states) as RunRecord['steps'] };
  return { record, activity: isFinished(record) ? 'finished' : 'here' };
}

it('the row of a run that cannot be continued shows the reason in place of the state of its step', () => {
  const error = new AppError('unexpected', { message: 'ENOENT: steps.js' });
  const run: RunView = { ...runAt('domain', waiting), activity: 'idle', error };
  expect(runLook(run, minute)).toMatchObject({
    description: expect.stringMatching(/^5\/\d+ · An unexpected error occurred: see the log: ENOENT: steps\.js$/),
    iconPath: { id: 'error' },
  });
});

it('the row of a finished run with a failed check shows the reason instead of the outcome', () => {
  const error = new AppError('unexpected', { message: 'ENOENT: steps.js' });
  expect(runLook({ ...runAt(undefined, waiting), error }, minute)).toMatchObject({
    description: 'An unexpected error occurred: see the log: ENOENT: steps.js',
    iconPath: { id: 'error' },
  });
});

describe('the row of a step', () => {
  it.each([
    ['that asks is labelled with what is wanted', 'record', asked, 'Approve the DNS record: img.example.com'],
    ['that failed is labelled with why', 'domain', failed, 'This AccessKey lacks a permission'],
    ['that waits is labelled with what it does', 'online', waiting, 'Wait for the domain'],
  ] as const)('%s, and a click opens it', (_name, step, state, label) => {
    const run = runAt(step, state);
    const look = stepLook(run, step, minute);
    expect(look.label).toContain(label);
    expect(look.command).toMatchObject({ command: 'ossCdn.continueRun', arguments: [run.record.id] });
  });

  it('the row of a step that asks for approval does not repeat its label', () => {
    const redirect: StepState = { state: 'needsUser', since: 0, ask: { kind: 'offerRedirect', approval: 'a' } };
    const done = runAt(undefined, redirect);
    const record = { ...done.record, steps: { ...done.record.steps, redirect } };
    expect(stepLook({ ...done, record }, 'redirect', 1)).toMatchObject({
      label: 'Redirect http to https?',
      description: '',
      tooltip: 'Redirect http to https?',
      accessibilityInformation: { label: 'Redirect http to https?' },
    });
  });

  it('the row of a step that is done reads as done, one to come as a request with the usual time; neither opens anything', () => {
    const run = runAt('domain', failed);
    expect(stepLook(run, 'name', 1)).toMatchObject({ label: 'Domain is available', description: '' });
    expect(stepLook(run, 'online', 1)).toMatchObject({
      label: 'Wait for the domain',
      description: 'usually 3 to 10 minutes',
    });
    for (const step of ['name', 'online'] as const) expect(stepLook(run, step, 1)).not.toHaveProperty('command');
  });

  it('says beside a request how long it has waited', () => {
    expect(stepLook(runAt('online', waiting), 'online', 4 * minute).description).toContain('4 min');
  });

  it('can be answered in any window, and is checked in the one that works on the run', () => {
    const elsewhere = (state: StepState) => ({ ...runAt('record', state), activity: 'elsewhere' }) as const;
    expect(stepLook(elsewhere(asked), 'record', 1)).toHaveProperty('command');
    expect(stepLook(elsewhere(waiting), 'record', 1)).not.toHaveProperty('command');
  });

  it('offers no console where the record belongs to another DNS provider', () => {
    const txt = { kind: 'addTxt', purpose: 'ownership', host: 'verification.example.com', value: 'v' } as const;
    const look = stepLook(runAt('ownership', { state: 'needsUser', since: 0, ask: txt }), 'ownership', 1);
    expect(look.contextValue).toBe('step;current;needsUser;copy');
    expect(stepLook(runAt('record', asked), 'record', 1).contextValue).toBe('step;current;needsUser;copy;console');
  });
});

describe('the row of a run', () => {
  it('counts as needing the user when it asks or has failed for good, not while it waits or may recover', () => {
    expect([asked, failed].map((state) => needsUser(runAt('domain', state)))).toEqual([true, true]);
    const offline: StepState = { state: 'failed', since: 0, error: { kind: 'offline', details: {} } };
    expect([waiting, offline].map((state) => needsUser(runAt('domain', state)))).toEqual([false, false]);
  });

  it('does not need the user for recommended steps, and is finished without them', () => {
    const run = runAt('autoUpdate', { state: 'needsUser', since: 0, ask: { kind: 'turnOnAutoUpdate' } });
    expect(String(runLook(run, 1).tooltip).split('\n')[1]).toBe('Done');
    expect({ activity: run.activity, needsUser: needsUser(run), description: runLook(run, 1).description }).toEqual({
      activity: 'finished',
      needsUser: false,
      description: 'Done',
    });
    expect(stepLook(run, 'autoUpdate', 1).command).toMatchObject({ command: 'ossCdn.continueRun' });
  });

  it('shows its progress when clicked, in place of folding', () => {
    for (const run of [runAt('record', asked), runAt(undefined, asked)])
      expect(runLook(run, 1).command).toMatchObject({ command: 'ossCdn.showRun', arguments: [run.record.id] });
  });

  it('offers to undo a DNS change only where there is one', () => {
    expect(runLook(runAt('resolved', waiting), 1).contextValue).toBe('run;here');
    for (const state of ['written', 'resumed'] as const) {
      const facts = { ...newFacts, record: { ...newFacts.record, own: { state, id: '1' } } };
      expect(runLook(runAt('resolved', waiting, facts), 1).contextValue).toBe('run;here;dns');
    }
  });

  it('shows its progress, start and account in its tooltip', () => {
    const { tooltip } = runLook(runAt('record', asked), minute);
    for (const part of ['from origin', '19/21', 'Started: ', 'Account: 100']) expect(tooltip).toContain(part);
  });

  it('stays for a day after its end', () => {
    const run = runAt(undefined, asked);
    const day = 24 * 60 * minute;
    expect({ within: isShown(run, day), after: isShown(run, day + 2) }).toEqual({ within: true, after: false });
    expect(isShown(runAt('record', asked), 10 * day)).toBe(true);
  });
});

describe('the rows below a run', () => {
  const idsOf = (run: RunView) => {
    const rows = new RunRows();
    const [row] = rows.list([run]);
    if (!row) throw new Error('no row');
    const children = rows.childrenOf(row);
    const last = children.at(-1);
    return { row, children, below: last?.kind === 'recommended' ? rows.childrenOf(last) : [] };
  };

  it('are its steps, with the redirect and Auto CDN Cache Update below a row of recommendations', () => {
    const { children, below } = idsOf(runAt('record', asked));
    expect(children).toHaveLength(stepIds.length - 3);
    for (const step of ['redirect', 'autoUpdate'])
      expect(children.map((child) => child.kind === 'step' && child.step)).not.toContain(step);
    expect(below).toMatchObject([
      { kind: 'step', step: 'redirect' },
      { kind: 'step', step: 'autoUpdate' },
    ]);
  });

  it('leave out what does not apply', () => {
    const skipped: StepState = { state: 'done', since: 1, skipped: true, note: 'notOwnBucket' };
    const run = runAt('autoUpdate', skipped);
    const steps = { ...run.record.steps, redirect: skipped };
    const { children } = idsOf({ ...run, record: { ...run.record, steps } });
    expect(children.every(({ kind }) => kind === 'step')).toBe(true);
  });

  it('have a parent row with another id once the run ends, so that it appears closed', () => {
    expect(idsOf(runAt(undefined, asked)).row.id).not.toBe(idsOf(runAt('record', asked)).row.id);
  });
});

it('a click on the row of a step skipped by the user resumes it; other skipped steps do nothing', () => {
  const skipped = { state: 'done', since: 1, skipped: true } as const;
  const run = runAt('binding', { ...skipped, note: 'asChosen' });
  const look = (note: 'asChosen' | 'notBound', isChosen: boolean) => {
    const { record } = run;
    const steps = { ...record.steps, binding: { ...skipped, note } };
    const answers = { ...noAnswers, skipped: isChosen ? { binding: true } : {} };
    const { description, tooltip, command } = stepLook({ ...run, record: { ...record, answers, steps } }, 'binding', 1);
    return { description, isOffered: String(tooltip).includes('Click to continue'), target: command?.arguments };
  };
  expect([look('asChosen', true), look('notBound', true), look('asChosen', false)]).toEqual([
    { description: 'Skipped by you', isOffered: true, target: [`${run.record.id}/binding`] },
    { description: 'Skipped: the domain is not bound to the bucket', isOffered: false, target: undefined },
    { description: 'Skipped by you', isOffered: false, target: undefined },
  ]);
});

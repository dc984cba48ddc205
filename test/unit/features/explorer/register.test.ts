import { beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord, StepState } from '../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { Signal } from '../../../../src/core/signal.js';
import { registerExplorer } from '../../../../src/features/explorer/register.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { plan } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

/** What a context key was set to last. */
const contextOf = (key: string) => editor.ran.findLast(([, each]) => each === key)?.[2];

/** The explorer of a window whose board has a run with this outcome of its DNS step. */
function open(resolved: StepState) {
  const [changed, session] = [new Signal<void>(), new Signal<void>()];
  const record = createRecord('1', plan, 0);
  const runs: { record: RunRecord; activity: string }[] = [];
  const board = { onDidChange: changed.event, onDidStart: () => ({ dispose() {} }), runs };
  const clock = createVirtualClock();
  const memory = { get: () => undefined, set: async () => undefined };
  registerExplorer({ session: { onDidChange: session.event }, board, settings: {}, log: {}, clock, memory } as never);
  runs.push({ record: { ...record, steps: { ...record.steps, resolved } }, activity: 'finished' });
  changed.fire();
  const changeAccount = () => {
    runs.length = 0;
    changed.fire();
    session.fire();
  };
  return { changeAccount };
}

describe('the context keys of the walkthrough', () => {
  const done = { state: 'done', since: 0 } as const;
  test.each<[string, StepState, boolean]>([
    ['a name that leads to CDN', done, true],
    ['a name that leads to CDN for some visitors', { ...done, note: 'besideOurs' }, true],
    ['a name whose record was left as it is', { ...done, skipped: true, note: 'recordLeft' }, false],
    ['a name that follows other records only', { ...done, note: 'onlyBesides' }, false],
    ['a name that does not lead to CDN yet', { state: 'pending' }, false],
  ])('show for %s whether a domain is live', (_title, resolved, isLive) => {
    open(resolved);
    expect({ hasRun: contextOf('ossCdn.hasRun'), hasLiveDomain: contextOf('ossCdn.hasLiveDomain') ?? false }).toEqual({
      hasRun: true,
      hasLiveDomain: isLive,
    });
  });

  test('apply to the account that is signed in', () => {
    open(done).changeAccount();
    const keys = ['ossCdn.hasRun', 'ossCdn.hasLiveDomain', 'ossCdn.hasHttps'] as const;
    expect(keys.map(contextOf)).toEqual([false, false, false]);
  });
});

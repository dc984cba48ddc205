import { beforeEach, describe, expect, it } from 'vitest';
import { type RunAnswers, type RunRecord, type RunView, stepIds } from '../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { Signal } from '../../../../src/core/signal.js';
import { runLook, stepLook } from '../../../../src/features/explorer/runs/runItems.js';
import { continueRun, type RunCommandDeps, recheckRun } from '../../../../src/features/onboarding/runCommands.js';
import { RunWatcher } from '../../../../src/features/onboarding/watchRuns.js';
import { eventually } from '../../../support/eventually.js';
import { editor, env, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { plan } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

/** A run that got to its end without the CNAME. */
function leftRun(): RunView & { readonly record: RunRecord } {
  const record = createRecord('100', plan, 1);
  const steps = Object.fromEntries(stepIds.map((id) => [id, { state: 'done', since: 1 }])) as RunRecord['steps'];
  const left = { state: 'done', since: 1, skipped: true } as const;
  return {
    activity: 'finished',
    record: {
      ...record,
      facts: {
        ...record.facts,
        cname: 'img.example.com.w.kunlunsl.com',
        record: { ...record.facts.record, left: true },
      },
      answers: { ...record.answers, left: { records: 'these' } },
      steps: { ...steps, record: { ...left, note: 'leftAsIs' }, resolved: { ...left, note: 'recordLeft' } },
    },
  };
}

/** A board with this run, and what it is told. */
function boardOf(run: RunView) {
  const changed = new Signal<void>();
  const told: unknown[] = [];
  const board: Partial<RunBoard> = {
    onDidChange: changed.event,
    runs: [run],
    watched: false,
    answer: async (id: string, answers: Partial<RunAnswers>) => void told.push({ id, answers }),
    recheck: (id: string) => void told.push(id),
  };
  const log = { debug: () => undefined };
  return {
    told,
    deps: { board, log, clock: { now: () => 1 }, session: { account: { id: '100' } } } as unknown as RunCommandDeps,
  };
}

describe('a run that left the record as it is', () => {
  it.each([
    ['en', 'Done; DNS was not changed', 'Skipped by you', 'Skipped: the DNS record was not changed'],
    ['zh-cn', '已完成；DNS 未更改', '已按您的选择跳过', '已跳过：解析记录未更改'],
  ] as const)('a run that left the record says so in its rows, in %s', (spoken, whole, record, resolved) => {
    env.language = spoken;
    expect(runLook(leftRun(), 2).description).toBe(whole);
    expect(stepLook(leftRun(), 'record', 2).description).toContain(record);
    expect(stepLook(leftRun(), 'resolved', 2).description).toContain(resolved);
    expect(stepLook(leftRun(), 'record', 2).iconPath).toMatchObject({ id: 'debug-step-over' });
  });

  it('is reported as such at its end, not as delivered by CDN, with a way to check again', async () => {
    const run = leftRun();
    editor.press = (button) => button === 'Recheck';
    new RunWatcher(boardOf(run).deps).watch(run.record.id);
    await eventually(() => expect(editor.ran).toEqual([['ossCdn.recheckRun', run.record.id]]));
    expect(shownTexts()).toEqual([
      'Ready on CDN; DNS was left as it is, without the CNAME from img.example.com to img.example.com.w.kunlunsl.com\n[Recheck]',
    ]);
  });

  it.each([
    ['Recheck', recheckRun],
    ['Continue', continueRun],
  ])('a run that left the record asks again after %s', async (_name, command) => {
    const run = leftRun();
    const { told, deps } = boardOf(run);
    await command(deps, run.record.id);
    expect(told).toEqual([{ id: run.record.id, answers: { left: { records: '' } } }]);
  });

  it('is only looked at again while it is not finished', async () => {
    const run = { ...leftRun(), activity: 'here' } as const;
    const { told, deps } = boardOf(run);
    await recheckRun(deps, run.record.id);
    expect(told).toEqual([run.record.id]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxState } from '../../sandbox/state/state.js';
import { AppError } from '../../src/core/errors.js';
import { denialTitle } from '../../src/core/errorTexts/denialText.js';
import { sentenceOf } from '../../src/core/errorTexts/errorText.js';
import { type RunRecord, type StepState, stepIds } from '../../src/core/onboarding/run/run.js';
import { createRecord } from '../../src/core/onboarding/run/runRecord.js';
import { questionOf } from '../../src/features/questions/questions.js';
import type { AskContext } from '../../src/features/questions/runQuestion.js';
import { openService } from '../../src/features/questions/service.js';
import { stateText } from '../../src/features/questions/stepText.js';
import { consoleLinks } from '../../src/host/console/consoleLinks.js';
import { buttonLabel } from '../../src/host/errors/errorButtons.js';
import type { Language } from '../support/browser.js';
import { editor, resetEditor, sayIn } from '../support/fakeVscode.js';
import { sampled } from '../support/sample.js';
import { plan, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { labelsOf } from './errorCodes/table.js';
import { beforeCall, follow, timesDone } from './errorRuns/follow.js';
import { type RunRow, zoneOf } from './errorRuns/row.js';
import { runRows } from './errorRuns/rows.js';

/** Which code said this already. */
const said = new Map<string, string>();
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

describe('an onboarding stopped by an error code', () => {
  sampled(runRows, 5)(
    '$code at $step is shown, leaves nothing half done, and the onboarding continues once the cause is gone',
    async (row) => {
      const { state } = runs.sandbox;
      row.given?.(state);
      const cause = () => row.cause(state);
      if (!row.before) cause();
      const board = runs.openWindow(new Set(), row.before ? beforeCall(runs.cloud, row.before, cause) : runs.cloud);
      const id = await board.start({ ...plan, ...row.plan });
      const isStop = (ask: Ask) => typeof row.stops === 'object' && 'asks' in row.stops && row.stops.asks === ask.kind;
      const agree = (ask: Ask) => (isStop(ask) ? undefined : runs.agree(ask));
      const person = { board, id, answer: (ask: Ask) => row.answer?.(ask, state) ?? agree(ask) };
      if (row.stops !== 'continues') {
        const { steps } = await follow(person, (record) => isStopped(record, row));
        expectWords(steps[row.step], row);
        expectNothingHalfDone(state, row);
        row.mend(state);
        board.recheck(id);
      }
      await follow(person, ({ steps }) => steps[row.until ?? row.step].state === 'done');
      expect(state.calls.map(({ code }) => code)).toContain(row.code);
      expectOnce(state, row);
    },
  );

  test('has a row for each code and step', () => {
    const names = runRows.map(({ code, step }) => `${code} at ${step}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('opening the service', () => {
  test.each([
    ['NoRealNameAuthentication', { realName: false }],
    ['InsufficientBalance', { funded: false }],
  ] as const)('opening the service shows %s, and opens nothing', async (code, account) => {
    const { sandbox, cloud } = runs;
    Object.assign(sandbox.state, { cdnService: 'notOpen', account });
    resetEditor();
    editor.press = (button) => button === 'Activate CDN';
    const opened = openService(cloud.cdn, new AbortController().signal);
    await expect(opened).rejects.toMatchObject({ details: { code } });
    expect(sandbox.state.cdnService).toBe('notOpen');
  });
});

type Ask = Extract<StepState, { state: 'needsUser' }>['ask'];

function isStopped({ steps }: RunRecord, { code, step, stops }: RunRow): boolean {
  const state = steps[step];
  if (stops === 'failed') return state.state === 'failed' && state.error.details.code === code;
  if (stops === 'continues') return false;
  if ('asks' in stops) return state.state === 'needsUser' && state.ask.kind === stops.asks;
  return state.state === 'waiting' && state.reason.kind === stops.waits;
}

/** The row says in both languages what no other code says, and has its buttons. */
function expectWords(state: StepState, { code, buttons = [] }: RunRow): void {
  for (const language of ['en', 'zh-cn'] as const) {
    const words = sayIn(language, () => wordsOf(state));
    expect(said.get(words) ?? code).toBe(code);
    said.set(words, code);
    expect(/[\u4e00-\u9fff]/.test(words)).toBe(language === 'zh-cn');
  }
  expect(buttonsOf(state, 'en')).toEqual(buttons);
  expect(buttonsOf(state, 'zh-cn')).toHaveLength(buttons.length);
}

function wordsOf(state: StepState): string {
  const row = stateText(state, 0);
  if (state.state === 'needsUser') {
    const { ask } = state;
    const { detail } = questionOf(ask).text();
    if ('error' in ask && ask.error) expect(detail).toContain(sentenceOf(ask.error));
    return `${row} ${detail}`;
  }
  if (state.state !== 'failed') return row;
  const sentence = sentenceOf(state.error);
  // What is denied on which resource is one sentence.
  const { denial } = state.error.details;
  expect(row).toContain(denial ? denialTitle(state.error.details) : sentence);
  return sentence;
}

function buttonsOf(state: StepState, language: Language): readonly string[] {
  if (state.state === 'failed') return labelsOf(new AppError(state.error.kind, state.error.details), language);
  if (state.state !== 'needsUser') return [];
  const run = createRecord('1099', plan, 0);
  const context = { run, links: consoleLinks('international') } as unknown as AskContext;
  const labels = sayIn(language, () =>
    questionOf(state.ask)
      .ways(context)
      .map(({ label }) => label),
  );
  const help = sayIn(language, () => buttonLabel('help'));
  // What the vendor refused leads to its page on that, but where a form tells whom to ask.
  expect(labels.includes(help)).toBe('error' in state.ask && state.ask.kind !== 'addRecordElsewhere');
  return labels.filter((label) => label !== help);
}

/** What the step was to make is not there, what was in its way is as it was, and no proof is left. */
function expectNothingHalfDone(state: SandboxState, row: RunRow): void {
  const isBehind = (step: RunRow['step']) =>
    row.doneByHand === step || stepIds.indexOf(row.step) > stepIds.indexOf(step);
  const domain = row.plan?.domain ?? plan.domain;
  if (!isBehind('domain')) expect(state.cdnDomains.has(domain)).toBe(false);
  const records = [...(state.zones.get('shop-demo.com')?.records.values() ?? [])];
  expect(records.filter(({ enabled }) => !enabled)).toEqual([]);
  if (!isBehind('record')) expect(records.filter(({ value }) => value.startsWith(plan.domain))).toEqual([]);
  if (!isBehind('binding')) expect(state.buckets.get('site-hangzhou')?.cnames.has(domain)).toBe(false);
  expect(ownProofs(state)).toEqual([]);
}

/** Whatever was repeated took effect once. */
function expectOnce(state: SandboxState, row: RunRow): void {
  const isDone = (step: RunRow['step']) => stepIds.indexOf(row.step) >= stepIds.indexOf(step);
  const ours = [...zoneOf(state).records.values()].filter(({ type, rr }) => type === 'CNAME' && rr === 'img');
  if (isDone('domain')) expect(timesDone(state, 'AddCdnDomain')).toBe(row.doneByHand === 'domain' ? 0 : 1);
  if (isDone('record')) expect(ours.map(({ enabled }) => enabled)).toEqual([true]);
  if (isDone('binding')) expect(timesDone(state, 'PutCname')).toBe(row.doneByHand === 'binding' ? 0 : 1);
  expect(ownProofs(state)).toEqual([]);
}

function ownProofs(state: SandboxState): readonly string[] {
  const records = [...(state.zones.get('shop-demo.com')?.records.values() ?? [])];
  return records.filter(({ type, id }) => type === 'TXT' && !id.startsWith('proof-')).map(({ rr }) => rr);
}

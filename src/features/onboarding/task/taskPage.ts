import { showDomain } from '../../../core/domainName.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { RunRecord, RunView, StepId, StepState } from '../../../core/onboarding/run/run.js';
import { runTitle } from '../../../core/onboarding/run/run.js';
import {
  currentStep,
  hasDnsChange,
  isOptional,
  isUndone,
  mayPass,
  openStep,
  type StepNow,
  shownSteps,
} from '../../../core/onboarding/run/runRecord.js';
import { waitText } from '../../../core/onboarding/run/stepReasons.js';
import { stepTask, taskSentence, titleSentence } from '../../../core/onboarding/stepNames.js';
import { originText } from '../../../core/origin.js';
import { dateTimeText, dayText } from '../../../core/text/timeText.js';
import type { PageButton, PageFixes, PageSnapshot, PageStep, Tone } from '../../../protocol/page.js';
import { stateText, stepRemark, stepSentence } from '../../questions/stepText.js';
import { isDelivered } from '../checkRun.js';
import type { News } from '../liveNews.js';
import { continueText, endNews } from '../watchRuns.js';

/** The actions of all buttons on the page of a run. `news0` and the following are the buttons of the news about its result. */
export const taskActions = ['continue', 'recheck', 'undo', 'verify', 'news0', 'news1', 'news2', 'news3'] as const;

/** An action of a button. */
export type TaskAction = (typeof taskActions)[number];

/** The input of the page of a run. `live` is the news about what visitors get, once it is read, and `now` is in ms since the epoch. */
export interface TaskInput {
  readonly run: RunView;
  readonly now: number;
  readonly live?: News;
}

type Stand = Pick<PageSnapshot, 'lead'> & { readonly buttons: readonly PageButton<TaskAction>[] };

/** Returns the page of a run in the user's language: its state, what the user has to do, and every step. */
export function toTaskPage(input: TaskInput): PageSnapshot {
  const { run, now } = input;
  const { record } = run;
  const needed = neededSteps(record);
  const done = needed.filter((id) => record.steps[id].state === 'done').length;
  return {
    language: l10n.language,
    title: taskTitle(record),
    ...standOf(input),
    live: describeLive(run, now),
    busy: run.activity === 'here' && !['needsUser', 'failed'].includes(currentStep(record)?.state.state ?? 'failed'),
    answers: [],
    fixes: recommendedOf(record),
    sections: [],
    details: {
      title: l10n.t('Steps'),
      isFolded: false,
      buttons: [],
      overview: [{ label: l10n.t('Origin'), value: originText(record.plan.origin) }],
      timeline: {
        title: l10n.t('{0} of {1} steps are done', done, needed.length),
        steps: shownSteps(record).map((id) => toStep(record, id, now)),
      },
      sections: [],
    },
    words: { copy: l10n.t('Copy'), copied: l10n.t('Copied'), actions: l10n.t('Actions') },
  };
}

/** Returns the title of a run's page. */
export function taskTitle({ plan }: Pick<RunRecord, 'plan'>): string {
  return l10n.t('Progress: {0}', runTitle(plan.task, showDomain(plan.domain)));
}

/** Returns the news about the end of a run, with its buttons. Returns `undefined` while the run has not ended. */
export function newsOf({ run, live }: TaskInput): News | undefined {
  const { record, activity } = run;
  return (activity === 'finished' ? endNews(record) : undefined) ?? (isDelivered(record) ? live : undefined);
}

function neededSteps(record: RunRecord): readonly StepId[] {
  return shownSteps(record).filter((id) => !isOptional(record.plan, id));
}

function standOf(input: TaskInput): Stand {
  const { run } = input;
  const step = currentStep(run.record);
  if (run.error)
    return { lead: { tone: 'bad', label: words.failed(), sentence: errorText(run.error) }, buttons: [recheckButton()] };
  if (step?.state.state === 'needsUser' || step?.state.state === 'failed') return stopped(input, step);
  const news = newsOf(input);
  if (news) return ended(input, news);
  return step ? working(run, step) : unread(run.record);
}

/** Returns the state of a run that does not continue: because it needs the user, or for now. */
function stopped(input: TaskInput, { id, state }: StepNow): Stand {
  const { record } = input.run;
  const continues = continueButton(id);
  if (isUndone(record)) {
    const sentence = l10n.t('DNS is as it was before; everything else is ready');
    return { lead: { tone: 'neutral', label: l10n.t('Undone'), sentence }, buttons: [continues, recheckButton()] };
  }
  const isAsked = state.state === 'needsUser';
  const passes = state.state === 'failed' && mayPass(state.error);
  const retried = passes ? [l10n.t('Retried automatically')] : [];
  return {
    lead: {
      tone: isAsked || passes ? 'warn' : 'bad',
      label: isAsked ? words.needsUser() : words.failed(),
      sentence: stepSentence(id, state),
      detail: joined([placeText(record, id), ...retried, newsOf(input)?.sentence ?? '']),
    },
    buttons: [...(isAsked ? [] : [recheckButton()]), continues, ...undoButtons(record)],
  };
}

function working({ record, activity }: RunView, { id, state }: StepNow): Stand {
  const isPaused = activity === 'idle';
  const waits = state.state === 'waiting' ? waitText(state.reason) : stepRemark(id, { state: 'pending' }, 0);
  const elsewhere = activity === 'elsewhere' ? l10n.t('another window works on it') : '';
  return {
    lead: {
      tone: isPaused ? 'neutral' : 'busy',
      label: isPaused ? l10n.t('Paused') : state.state === 'waiting' ? words.waiting() : words.running(),
      sentence: placeText(record, id),
      detail: isPaused
        ? l10n.t('Continue resumes this step')
        : joined([waits, elsewhere, l10n.t('Nothing to do for you now')]),
    },
    buttons: [isPaused ? continueButton() : recheckButton(), ...undoButtons(record)],
  };
}

function ended({ run: { record } }: TaskInput, news: News): Stand {
  const told = news.buttons.flatMap(({ label }, index) => {
    const action = taskActions.find((each) => each === `news${index}`);
    return action ? [{ action, label }] : [];
  });
  const verify = { action: 'verify', label: l10n.t('Show Verification') } as const;
  const isTold = told.some(({ label }) => label === verify.label);
  return {
    lead: {
      tone: news.isGood ? 'good' : 'warn',
      label: news.isGood ? words.done() : l10n.t('Needs attention'),
      sentence: news.sentence,
      ...(news.httpsUntil !== undefined && { detail: httpsText(record, news.httpsUntil) }),
    },
    buttons: [...told, ...undoButtons(record), ...(isTold ? [] : [verify])],
  };
}

/** Returns the state of a run that has nothing left to do while the news about what visitors get is still being read. */
function unread(record: RunRecord): Stand {
  const isRead = !isDelivered(record);
  return {
    lead: isRead
      ? { tone: 'good', label: words.done(), sentence: l10n.t('All steps are complete') }
      : { tone: 'busy', label: l10n.t('Checking'), sentence: l10n.t('Querying DNS, CDN, and the edge') },
    buttons: [recheckButton(), ...undoButtons(record)],
  };
}

function placeText(record: RunRecord, id: StepId): string {
  const needed = neededSteps(record);
  return l10n.t('Step {0} of {1}: {2}', needed.indexOf(id) + 1, needed.length, stepTask(id));
}

/** Describes until when the certificate is valid, and whether it is renewed automatically. */
function httpsText({ answers }: RunRecord, until: number): string {
  const day = l10n.t('HTTPS until {0}', dayText(until));
  return answers.certificate?.kind === 'acme'
    ? joined([day, l10n.t("Let's Encrypt: you are reminded to renew it when a third of its lifetime is left")])
    : day;
}

function describeLive({ record, activity, check }: RunView, now: number): string {
  if (activity === 'finished') {
    const ends = neededSteps(record).map((id) => record.steps[id]);
    const at = Math.max(...ends.map((state) => ('since' in state ? state.since : 0)));
    return l10n.t('Finished at {0}', dateTimeText(at, now));
  }
  // Beside a question, the next check would suggest that there is nothing to do.
  const isAsked = currentStep(record)?.state.state === 'needsUser';
  const isChecked = activity === 'here' && !isAsked && check?.nextMs !== undefined;
  const next = isChecked ? check.endedAt + check.nextMs : undefined;
  return joined([
    next === undefined ? '' : l10n.t('Next check at {0}', dateTimeText(next, now)),
    isAsked
      ? l10n.t('The task waits for your answer, also while this page is closed')
      : l10n.t('You can close this page: the task does not need it'),
  ]);
}

/** Returns the recommended steps. They are shown once nothing else is left. */
function recommendedOf(record: RunRecord): readonly PageFixes[] {
  const step = currentStep(record) ? undefined : openStep(record);
  if (step?.state.state !== 'needsUser') return [];
  const { id, state } = step;
  const button = { ...continueButton(), of: taskSentence(id) };
  return [{ id: 'optional', title: l10n.t('Recommended'), items: [{ id, text: stepSentence(id, state), button }] }];
}

function toStep({ plan, steps }: RunRecord, id: StepId, now: number): PageStep {
  const state = steps[id];
  const kind = state.state === 'done' && state.skipped ? 'skipped' : state.state;
  const isOffered = kind === 'needsUser' && isOptional(plan, id);
  return {
    id,
    title: kind === 'done' ? titleSentence(id) : taskSentence(id),
    tone: isOffered ? 'neutral' : tones[kind],
    state: isOffered ? l10n.t('Recommended') : words[kind](),
    text: stepText(id, state, now),
  };
}

function stepText(id: StepId, state: StepState, now: number): string {
  switch (state.state) {
    case 'needsUser':
    case 'failed':
      return stepSentence(id, state);
    case 'waiting':
      return stateText(state, now);
    case 'running':
      return '';
    default:
      return stepRemark(id, state, now);
  }
}

type StepKind = StepState['state'] | 'skipped';

const tones: Record<StepKind, Tone> = {
  pending: 'neutral',
  running: 'busy',
  waiting: 'busy',
  needsUser: 'warn',
  failed: 'bad',
  done: 'good',
  skipped: 'neutral',
};

const words: Record<StepKind, () => string> = {
  pending: () => l10n.t('Not started'),
  running: () => l10n.t('In progress'),
  waiting: () => l10n.t('Waiting'),
  needsUser: () => l10n.t('Needs your input'),
  failed: () => l10n.t('Failed'),
  done: () => l10n.t('Done'),
  skipped: () => l10n.t('Skipped'),
};

function joined(parts: readonly string[]): string {
  return parts.filter(Boolean).join(' · ');
}

function continueButton(id?: StepId) {
  return { action: 'continue', label: id === undefined ? l10n.t('Continue') : continueText(id) } as const;
}

function recheckButton() {
  return { action: 'recheck', label: l10n.t('Recheck') } as const;
}

function undoButtons(record: RunRecord): readonly PageButton<TaskAction>[] {
  return hasDnsChange(record) ? [{ action: 'undo', label: l10n.t('Undo DNS Change…') }] : [];
}

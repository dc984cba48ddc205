import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { RunRecord, RunView, StepId, StepState } from '../../core/onboarding/run/run.js';
import { currentStep, isRecordLeft, isUndone, isUnfinished, mayPass } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { executeCommand } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showInformation } from '../../host/display.js';
import { questionOf } from '../questions/questions.js';
import { findRun, isDelivered } from './checkRun.js';
import { LiveReader, type News } from './liveNews.js';
import type { RunCommandDeps } from './runCommands.js';

/**
 * Notifies the user, once for each question, when a run of this window needs them or has failed while its row is not visible. While the rows are visible, no
 * notification is shown, since it would say the same and cannot be withdrawn. The question about DNS and the end of a run are always reported.
 */
export class RunWatcher implements Disposable {
  /** Runs that are unfinished, or were unfinished when this window last saw them. */
  private readonly watched = new Set<string>();
  private readonly told = new Map<string, string>();
  private readonly delivered = new Set<string>();
  /** Errors that are already in the log. */
  private readonly logged = new WeakSet<AppError>();
  /** Runs whose loop could not be loaded and for which this is already reported, each with its last check at that time. */
  private readonly unloaded = new Map<string, RunView['check']>();
  /** Runs that this window works on. */
  private readonly own = new Set<string>();
  /** Runs that have finished and asked nothing since. Checking such a run brings no news. */
  private readonly ended = new Set<string>();
  private readonly subscription: Disposable;

  constructor(
    private readonly deps: RunCommandDeps,
    private readonly live = new LiveReader(deps),
  ) {
    this.subscription = deps.board.onDidChange(() => this.look());
    this.look();
  }

  /** Watches a run started here from now on. */
  watch(id: string): void {
    this.watched.add(id);
    this.own.add(id);
    this.ended.delete(id);
    this.look();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private look(): void {
    for (const run of this.deps.board.runs) {
      if (isUnfinished(run)) this.watched.add(run.record.id);
      else if (!this.watched.has(run.record.id)) this.ended.add(run.record.id);
      if (run.error) this.tellError(run, run.error);
    }
    for (const id of this.watched) {
      const run = findRun(this.deps.board, id);
      if (!run) continue;
      // Another window reports its own results.
      if (run.activity === 'here') this.takeOver(run);
      else if (isUnfinished(run)) this.own.delete(id);
      const isOwn = this.own.has(id);
      this.tellDelivered(run, isOwn);
      if (run.activity === 'finished') this.finish(run.record, isOwn);
      else if (isOwn) this.tellWant(run.record);
    }
  }

  /** Records the state of a run when this window takes it over. The rows already show this state, so it is not news. */
  private takeOver({ record }: RunView): void {
    if (this.own.has(record.id)) return;
    this.own.add(record.id);
    if (isDelivered(record)) this.delivered.add(record.id);
    const news = wantNews(record);
    if (news) this.told.set(record.id, news.key);
  }

  /** Reports that visitors reach the domain, which was the purpose of the run. Reports it once for each run. */
  private tellDelivered({ record }: RunView, isOwn: boolean): void {
    const isNow = isDelivered(record);
    if (!isNow) this.live.forget(record.id);
    if (!isNow || this.delivered.has(record.id)) return;
    this.delivered.add(record.id);
    if (isOwn) this.show(() => this.live.read(record));
  }

  private finish(record: RunRecord, isOwn: boolean): void {
    this.watched.delete(record.id);
    const isAgain = this.ended.has(record.id);
    this.ended.add(record.id);
    const news = isOwn && !isAgain && endNews(record);
    if (news) this.show(() => news);
  }

  /** Only the window that was to work on the run has its error. Reported once, and again after a successful check. */
  private tellError({ record, check }: RunView, error: AppError): void {
    if (!this.logged.has(error)) this.deps.log.failure('work on run', error);
    this.logged.add(error);
    const isTold = this.unloaded.has(record.id) && this.unloaded.get(record.id) === check;
    if (isTold || this.deps.board.watched) return;
    this.unloaded.set(record.id, check);
    this.show(() => errorNews(record, error));
  }

  private tellWant(record: RunRecord): void {
    const news = wantNews(record);
    if (news) this.ended.delete(record.id);
    if (!news || this.told.get(record.id) === news.key || (this.deps.board.watched && !news.isLate)) return;
    this.told.set(record.id, news.key);
    // A notification stays after its question was answered, and its button opens no other.
    const isOpen = () => {
      const now = findRun(this.deps.board, record.id)?.record;
      return now !== undefined && wantNews(now)?.key === news.key;
    };
    const show = () => executeCommand('ossCdn.showRun', record.id);
    const buttons = news.buttons.map(({ label, act }) => ({ label, act: () => (isOpen() ? act() : show()) }));
    this.show(() => ({ ...news, buttons }));
  }

  private show(read: () => News | Promise<News>): void {
    void guard(this.deps.log, 'onboarding notification', async () => tell(await read()));
  }
}

async function tell({ sentence, buttons }: News): Promise<void> {
  const pressed = await showInformation(sentence, ...buttons.map(({ label }) => label));
  await buttons.find(({ label }) => label === pressed)?.act();
}

/** Returns the notification that explains why a run is not worked on. */
function errorNews({ id, plan }: RunRecord, error: AppError): News {
  return {
    sentence: `${showDomain(plan.domain)}: ${errorText(error)}`,
    buttons: [{ label: l10n.t('Recheck'), act: () => executeCommand('ossCdn.recheckRun', id) }],
  };
}

/** The notification of what a run needs; `isLate`: for the DNS change, when everything else is ready and the user may have left. */
function wantNews(record: RunRecord): (News & { readonly key: string; readonly isLate: boolean }) | undefined {
  const { id, plan } = record;
  const step = currentStep(record);
  const want = step && wantOf(step.state);
  if (!want || isUndone(record)) return undefined;
  const name = showDomain(plan.domain);
  return {
    key: `${step.id}:${want.kind}`,
    isLate: step.id === 'record',
    sentence: want.words.includes(name) ? want.words : `${name}: ${want.words}`,
    buttons: [{ label: continueText(step.id), act: () => executeCommand('ossCdn.continueRun', id) }],
  };
}

/** Returns the label of the button that opens the question of a step. For the DNS change, the label makes clear that the button only opens the question. */
export function continueText(id: StepId): string {
  return id === 'record' ? l10n.t('Review DNS Change…') : l10n.t('Continue');
}

/** Returns what only the user can resolve: a question or a permanent failure. Returns `undefined` for any other state. */
function wantOf(state: StepState): { readonly kind: string; readonly words: string } | undefined {
  if (state.state === 'needsUser') return { kind: state.ask.kind, words: questionOf(state.ask).text().row };
  if (state.state !== 'failed' || mayPass(state.error)) return undefined;
  return { kind: state.error.kind, words: errorText(new AppError(state.error.kind, state.error.details)) };
}

/** Returns the notification about the result of a finished run. Returns `undefined` if visitors reach its domain, which `liveNews` reports. */
export function endNews(record: RunRecord): News | undefined {
  if (record.plan.task === 'https') return secured(record);
  if (record.plan.task === 'site') return served(record);
  return isRecordLeft(record) ? finishedWithout(record) : undefined;
}

/** Returns the notification for a run in which the user left the record out. Everything else is ready, and the text says what is missing. */
function finishedWithout({ id, plan: { domain }, facts: { cname } }: RunRecord): News {
  return {
    sentence: l10n.t(
      'Ready on CDN; DNS was left as it is, without the CNAME from {0} to {1}',
      showDomain(domain),
      cname,
    ),
    buttons: [{ label: l10n.t('Recheck'), act: () => executeCommand('ossCdn.recheckRun', id) }],
  };
}

function secured({ plan: { domain } }: RunRecord): News {
  const verify = { label: l10n.t('Show Verification'), act: () => executeCommand('ossCdn.verifyCname', domain) };
  return { sentence: l10n.t('HTTPS is set up: {0}', showDomain(domain)), buttons: [verify], isGood: true };
}

function served({ plan: { domain } }: RunRecord): News {
  const check = {
    label: l10n.t('Check What the Edge Serves'),
    act: () => executeCommand('ossCdn.checkAtEdge', domain),
  };
  return { sentence: l10n.t('Site is set up: {0}', showDomain(domain)), buttons: [check], isGood: true };
}

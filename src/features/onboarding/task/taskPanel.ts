import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../../core/signal.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { createPage } from '../../../host/display.js';
import { PageView } from '../../../host/page/pageView.js';
import { findRun, isDelivered } from '../checkRun.js';
import type { LiveReader, News } from '../liveNews.js';
import { chooseRun, type RunCommandDeps } from '../runCommands.js';
import { newsOf, type TaskAction, type TaskInput, taskActions, taskTitle, toTaskPage } from './taskPage.js';

/** The dependencies of the runs' pages. */
export type TaskPageDeps = RunCommandDeps & { readonly context: Pick<FeatureDeps['context'], 'extensionUri'> };

/** The pages of runs. Each page follows its run, and closing the page does not affect the run. */
export class TaskPages implements Disposable {
  private readonly panels = new Map<string, WebviewPanel>();
  /** The ids of runs that were started but are not on the board yet. */
  private readonly awaited = new Set<string>();
  private readonly subscription: Disposable;

  constructor(
    private readonly deps: TaskPageDeps,
    private readonly live: LiveReader,
  ) {
    this.subscription = deps.board.onDidChange(() => this.awaited.forEach((id) => void this.follow(id)));
  }

  /** Shows the page of a run that was started, as soon as the run is on the board, without moving the focus. */
  follow(id: string): void {
    const isThere = findRun(this.deps.board, id) !== undefined;
    if (isThere) this.awaited.delete(id);
    else this.awaited.add(id);
    if (isThere) this.reveal(id, true);
  }

  /** Shows the page of this run, or of one that the user chooses. */
  async show(given?: string): Promise<void> {
    const run = await chooseRun(this.deps, given);
    if (!run) return;
    const { id } = run.record;
    // The news read for an earlier page may be old.
    if (!this.panels.has(id)) this.live.forget(id);
    this.reveal(id, false);
  }

  dispose(): void {
    this.subscription.dispose();
    this.panels.forEach((panel) => void panel.dispose());
  }

  private reveal(id: string, keepsFocus: boolean): void {
    const known = this.panels.get(id);
    const run = findRun(this.deps.board, id);
    known?.reveal(undefined, keepsFocus);
    if (known || !run) return;
    const panel = createPage('ossCdn.task', taskTitle(run.record), keepsFocus);
    this.panels.set(id, panel);
    const page = new TaskPanel(this.deps, this.live, panel, id);
    panel.onDidDispose(() => {
      this.panels.delete(id);
      page.dispose();
    });
    page.draw();
  }
}

/** The page of one run. It draws each change of the run and handles its buttons. */
class TaskPanel implements Disposable {
  private readonly view: PageView<TaskAction>;
  private readonly subscription: Disposable;
  private news: News | undefined;
  /** The reading of the news that is in progress or done. */
  private reading: Promise<News> | undefined;

  constructor(
    private readonly deps: TaskPageDeps,
    private readonly live: LiveReader,
    private readonly panel: WebviewPanel,
    private readonly id: string,
  ) {
    this.view = new PageView(panel, {
      extension: deps.context.extensionUri,
      title: panel.title,
      actions: taskActions,
      onAct: (action) => void guard(deps.log, `task page ${action}`, async () => void (await this.act(action))),
    });
    this.subscription = deps.board.onDidChange(() => this.draw());
  }

  /** Draws the current state of the run. Closes the page if the run was removed. */
  draw(): void {
    const input = this.input();
    if (input) {
      this.readNews(input);
      this.view.draw(toTaskPage(input));
    } else this.panel.dispose();
  }

  dispose(): void {
    this.subscription.dispose();
    this.view.dispose();
  }

  private input(): TaskInput | undefined {
    const run = findRun(this.deps.board, this.id);
    return run && { run, now: this.deps.clock.now(), ...(this.news && { live: this.news }) };
  }

  /** Reads the news once visitors reach the domain. If DNS is changed back, the news is read again the next time. */
  private readNews({ run: { record } }: TaskInput): void {
    if (!isDelivered(record)) {
      this.news = undefined;
      this.reading = undefined;
    } else if (!this.reading) {
      const reading = this.live.read(record);
      this.reading = reading;
      void guard(this.deps.log, 'task page', async () => {
        const news = await reading;
        if (this.reading !== reading) return;
        this.news = news;
        this.draw();
      });
    }
  }

  private act(action: TaskAction): unknown {
    const input = this.input();
    if (!input) return undefined;
    switch (action) {
      case 'continue':
        return executeCommand('ossCdn.continueRun', this.id);
      case 'recheck':
        return executeCommand('ossCdn.recheckRun', this.id);
      case 'undo':
        return executeCommand('ossCdn.undoRecord', this.id);
      case 'verify':
        return executeCommand('ossCdn.verifyCname', input.run.record.plan.domain);
      default:
        return newsOf(input)?.buttons[Number(action.slice('news'.length))]?.act();
    }
  }
}

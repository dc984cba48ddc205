import { env, Uri, type WebviewPanel } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { toAppError } from '../../core/errors.js';
import type { RunRecord } from '../../core/onboarding/run.js';
import type { Disposable } from '../../core/signal.js';
import { CurrentWork } from '../../host/abort.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { errorText } from '../../host/presentError.js';
import type { PageAction, ToPage } from '../../protocol/verification.js';
import { type FindFactsDeps, type Found, findFacts } from './findFacts.js';
import { parseFromPage } from './fromPage.js';
import { createNonce, renderShell } from './html.js';
import { type Live, type PageInput, toPage } from './page.js';
import { type ActDeps, actOnPage } from './pageActs.js';
import { planRecheck } from './recheckPlan.js';

/** What the verification pages use. */
export interface VerificationDeps
  extends ActDeps,
    FindFactsDeps,
    Pick<FeatureDeps, 'context' | 'board' | 'log' | 'clock' | 'ui'> {
  /** The name of the machine that asks, which is the remote one under Remote. */
  machineName(): string;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** DNS and the edge for whoever is not signed in. */
  readonly loadProbes: FindFactsDeps['loadProbes'];
}

/** The page of one domain: looks while it is visible, again and again until settled, and draws each result. */
export class VerificationPanel implements Disposable {
  private readonly work = new CurrentWork();
  private live: Live = { kind: 'checking' };
  private result: PageInput['result'];
  private checks = 0;
  private askedAt = 0;
  /** The look that goes on now; none while the page is hidden, settled or stopped. */
  private looking: AbortSignal | undefined;
  private readonly session: Disposable;

  constructor(
    private readonly deps: VerificationDeps,
    private readonly panel: WebviewPanel,
    private readonly domain: string,
  ) {
    const extension = deps.context.extensionUri;
    panel.title = showDomain(domain);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extension, 'dist', 'webview'), Uri.joinPath(extension, 'media')],
    };
    panel.webview.onDidReceiveMessage((message) => this.onMessage(message));
    panel.onDidChangeViewState(() => this.onVisibility());
    this.session = deps.session.onDidChange(() => this.onSession());
    panel.webview.html = renderShell(panel.webview, extension, panel.title, createNonce());
    this.recheck();
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Looks at once, and goes on looking from now. */
  recheck(): void {
    this.checks = 0;
    this.askedAt = this.deps.clock.now();
    this.start();
  }

  dispose(): void {
    this.session.dispose();
    this.pause();
  }

  private onVisibility(): void {
    const unsettled = this.live.kind === 'checking' || this.live.kind === 'next';
    if (!this.panel.visible) this.pause();
    else if (unsettled && !this.looking) this.start();
  }

  /** Another account knows other domains: looks at once, or as soon as the page is seen. */
  private onSession(): void {
    if (this.panel.visible) this.recheck();
    else this.live = { kind: 'checking' };
  }

  private pause(): void {
    this.work.dispose();
    this.looking = undefined;
  }

  private start(): void {
    const signal = this.work.restart();
    this.looking = signal;
    void this.look(signal);
  }

  private async look(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        this.show({ kind: 'checking' });
        this.result = await findFacts(this.deps, this.domain, this.findRun(), signal, (part) => this.onPart(part));
        this.checks += 1;
        const now = this.deps.clock.now();
        const ms = planRecheck(this.checks, this.askedAt, now, this.result.diagnosis);
        if (ms === undefined) return this.show({ kind: this.isWorking() ? 'settled' : 'stopped' });
        this.show({ kind: 'next', at: now + ms });
        await this.deps.clock.sleep(ms, signal);
      }
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind === 'cancelled') return;
      // The page says it itself: a notification would come with every look, and at start-up.
      this.deps.log.failure('verification', error);
      this.show({ kind: 'failed', sentence: errorText(error) });
    } finally {
      if (this.looking === signal) this.looking = undefined;
    }
  }

  /** What is known so far is worth showing when nothing is shown yet, or when it says something else. */
  private onPart(part: Found): void {
    if (part.diagnosis.verdict.kind === this.result?.diagnosis.verdict.kind) return;
    this.result = part;
    this.show({ kind: 'checking' });
  }

  private show(live: Live): void {
    this.live = live;
    const message: ToPage = { type: 'page', page: toPage(this.input()) };
    void this.panel.webview.postMessage(message);
  }

  private input(): PageInput {
    const run = this.findRun();
    const { domain, live, result } = this;
    const machine = [this.deps.machineName(), env.remoteName && `(${env.remoteName})`].filter(Boolean).join(' ');
    return { domain, live, machine, ...(result && { result }), ...(run && { run }) };
  }

  private findRun(): RunRecord | undefined {
    return this.deps.board.runs.find(({ record }) => record.plan.domain === this.domain)?.record;
  }

  private isWorking(): boolean {
    return this.result?.diagnosis.verdict.kind === 'working';
  }

  private onMessage(raw: unknown): void {
    const message = parseFromPage(raw);
    if (message?.type === 'ready') this.show(this.live);
    else if (message?.type === 'copy') void env.clipboard.writeText(message.text);
    else if (message) void guard(this.deps.log, `verification ${message.action}`, () => this.act(message.action));
  }

  private async act(action: PageAction): Promise<void> {
    if (await actOnPage(this.deps, action, this.input())) this.recheck();
  }
}

import { env, Uri, type WebviewPanel } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import type { Disposable } from '../../core/signal.js';
import type { Look } from '../../core/verification/diagnosis/diagnose.js';
import type { Diagnosis } from '../../core/verification/facts.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { setTitle } from '../../host/display.js';
import { errorText } from '../../host/errors/presentError.js';
import type { PageAction, ToPage } from '../../protocol/verification.js';
import { type Accepted, changeActions } from './changes/accepted.js';
import { type FindFactsDeps, findFacts } from './findFacts.js';
import { parseFromPage } from './fromPage.js';
import { isOffered } from './page/fixGroups.js';
import { createNonce, renderShell } from './page/html.js';
import { type Live, type PageInput, toPage } from './page/page.js';
import { type ActDeps, actOnPage } from './pageActs.js';
import { RecheckLoop } from './recheckLoop.js';

/** What the verification pages use. */
export interface VerificationDeps
  extends ActDeps,
    FindFactsDeps,
    Pick<FeatureDeps, 'context' | 'board' | 'log' | 'clock' | 'ui'> {
  /** The name of the machine that asks, which is the remote one under Remote. */
  machineName(): string;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** DNS and the edge when no account is signed in. */
  readonly loadProbes: FindFactsDeps['loadProbes'];
}

/** The page of one domain: asks, draws each result, and does what its buttons say. */
export class VerificationPanel implements Disposable {
  private readonly rechecks: RecheckLoop;
  private result: PageInput['result'];
  /** What was changed from here and is not seen yet. */
  private accepted: Accepted | undefined;
  private readonly session: Disposable;

  constructor(
    private readonly deps: VerificationDeps,
    private readonly panel: WebviewPanel,
    private readonly domain: string,
  ) {
    const extension = deps.context.extensionUri;
    setTitle(panel, showDomain(domain));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extension, 'dist', 'webview'), Uri.joinPath(extension, 'media')],
    };
    this.rechecks = new RecheckLoop({
      clock: deps.clock,
      isVisible: () => panel.visible,
      look: (signal) => this.look(signal),
      isAwaiting: () => this.accepted !== undefined,
      show: (live) => this.draw(live),
      // The page says it itself: a notification would come with every look, and at start-up.
      describeFailure(error) {
        deps.log.failure('verification', error);
        return errorText(error);
      },
    });
    panel.webview.onDidReceiveMessage((message) => this.onMessage(message));
    panel.onDidChangeViewState(() => this.rechecks.onVisibility());
    this.session = deps.session.onDidChange(() => this.onSession());
    panel.webview.html = renderShell(panel.webview, extension, panel.title, createNonce());
    this.recheck();
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Rechecks now, or as soon as the page is visible, and starts the schedule again. */
  recheck(): void {
    this.rechecks.recheck();
  }

  dispose(): void {
    this.session.dispose();
    this.rechecks.dispose();
  }

  /** Another account knows other domains; what is shown of the former one goes. */
  private onSession(): void {
    this.result = undefined;
    this.accepted = undefined;
    this.recheck();
  }

  private async look(signal: AbortSignal): Promise<Diagnosis> {
    const run = this.findRun();
    const onPart = (part: Look) => this.onPart(part);
    const known = { ...(run && { run }), ...(this.result && { last: this.result }), onPart };
    this.result = await findFacts(this.deps, this.domain, known, signal);
    this.forgetSeen(this.result);
    return this.result.diagnosis;
  }

  /** A change is seen once the page would no longer offer it. */
  private forgetSeen({ facts, diagnosis }: Look): void {
    if (this.accepted && !isOffered(this.accepted.action, diagnosis.fixes, facts)) this.accepted = undefined;
  }

  /** What is known so far is worth showing when nothing is shown yet, or when it says something else. */
  private onPart(part: Look): void {
    if (part.diagnosis.verdict.kind === this.result?.diagnosis.verdict.kind) return;
    this.result = part;
    this.rechecks.show({ kind: 'checking' });
  }

  private draw(live: Live): void {
    const message: ToPage = { type: 'page', page: toPage(this.input(live)) };
    void this.panel.webview.postMessage(message);
  }

  private input(live: Live): PageInput {
    const run = this.findRun();
    const { domain, result, accepted } = this;
    const machine = [this.deps.machineName(), env.remoteName && `(${env.remoteName})`].filter(Boolean).join(' ');
    return { domain, live, machine, ...(result && { result }), ...(run && { run }), ...(accepted && { accepted }) };
  }

  private findRun(): RunRecord | undefined {
    return this.deps.board.runs.find(({ record: { plan } }) => plan.domain === this.domain && !plan.task)?.record;
  }

  private onMessage(raw: unknown): void {
    const message = parseFromPage(raw);
    if (message?.type === 'ready') this.rechecks.show();
    else if (message?.type === 'copy') void env.clipboard.writeText(message.text);
    else if (message) void guard(this.deps.log, `verification ${message.action}`, () => this.act(message.action));
  }

  private async act(action: PageAction): Promise<void> {
    if (!(await actOnPage(this.deps, action, this.input(this.rechecks.live)))) return;
    if (changeActions.includes(action)) this.accepted = { action, at: this.deps.clock.now() };
    this.recheck();
  }
}

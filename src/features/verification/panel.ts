import { env, type WebviewPanel } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import { bucketOf } from '../../core/oss/bucketAddress.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { Disposable } from '../../core/signal.js';
import { type AcquirePorts, acquireFacts } from '../../core/verification/acquire/acquire.js';
import { diagnoseAgain, isConclusive, type Look } from '../../core/verification/diagnosis/diagnose.js';
import type { Diagnosis, VerificationFacts } from '../../core/verification/facts.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { PageView } from '../../host/page/pageView.js';
import { type Accepted, changeActions } from './changes/accepted.js';
import { isOffered } from './page/fixGroups.js';
import { type Live, type PageInput, toPage } from './page/page.js';
import { type ActDeps, actOnPage } from './pageActs.js';
import { type PageAction, pageActions } from './pageButtons.js';
import { RecheckLoop } from './recheckLoop.js';
import { recheckOnRuns } from './recheckOnRuns.js';

/** The dependencies of the verification pages. */
export interface VerificationDeps
  extends ActDeps,
    FindFactsDeps,
    Pick<FeatureDeps, 'context' | 'board' | 'log' | 'clock' | 'ui'> {
  /** The name of the querying computer; under Remote, the remote one. */
  machineName(): string;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** DNS and the edge while signed out. */
  readonly loadProbes: FindFactsDeps['loadProbes'];
}

/** The page of one domain: checks, draws each result, and handles its buttons. */
export class VerificationPanel implements Disposable {
  private readonly view: PageView<PageAction>;
  private readonly rechecks: RecheckLoop;
  private result: PageInput['result'];
  /** A change made here that is not visible yet. */
  private accepted: Accepted | undefined;
  private readonly session: Disposable;
  private readonly runs: Disposable;

  constructor(
    private readonly deps: VerificationDeps,
    private readonly panel: WebviewPanel,
    private readonly domain: string,
  ) {
    this.view = new PageView(panel, {
      extension: deps.context.extensionUri,
      title: showDomain(domain),
      actions: pageActions,
      onAct: (action) => void guard(deps.log, `verification ${action}`, () => this.act(action)),
    });
    this.rechecks = new RecheckLoop({
      clock: deps.clock,
      isVisible: () => panel.visible,
      look: (signal) => this.look(signal),
      isAwaiting: () => this.accepted !== undefined,
      show: (live) => this.view.draw(toPage(this.input(live))),
      // Shown on the page: a notification would appear for every check, also at startup.
      describeFailure(error) {
        deps.log.failure('verification', error);
        return errorText(error);
      },
    });
    panel.onDidChangeViewState(() => this.rechecks.onVisibility());
    this.session = deps.session.onDidChange(() => this.onSession());
    this.runs = recheckOnRuns(deps.board, domain, () => this.recheck());
    this.recheck();
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Rechecks now, or once the page is visible, and restarts the schedule. */
  recheck(): void {
    this.rechecks.recheck();
  }

  dispose(): void {
    this.session.dispose();
    this.runs.dispose();
    this.rechecks.dispose();
    this.view.dispose();
  }

  /** Another account has other domains, so the former result is dropped. */
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

  /** A change is visible once the page would no longer offer it. */
  private forgetSeen({ facts, diagnosis }: Look): void {
    if (this.accepted && !isOffered(this.accepted.action, diagnosis.fixes, facts)) this.accepted = undefined;
  }

  /** Shows partial results if nothing is shown yet, or if they differ. */
  private onPart(part: Look): void {
    if (part.diagnosis.verdict.kind === this.result?.diagnosis.verdict.kind) return;
    this.result = part;
    this.rechecks.show({ kind: 'checking' });
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

  private async act(action: PageAction): Promise<void> {
    if (!(await actOnPage(this.deps, action, this.input(this.rechecks.live)))) return;
    if (changeActions.includes(action)) this.accepted = { action, at: this.deps.clock.now() };
    this.recheck();
  }
}

/** The dependencies of a verification. DNS and the edge are queried without an account too. */
export interface FindFactsDeps extends Pick<FeatureDeps, 'session' | 'settings' | 'clock'> {
  loadProbes(): Promise<Pick<CloudPorts, 'resolver' | 'edge'>>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
}

/** What is known of a domain before the check, and the callback for partial results. */
interface Known {
  readonly run?: RunRecord;
  /** The previous result. */
  readonly last?: Look;
  /** Called with a partial result while a source is slow. */
  readonly onPart?: (found: Look) => void;
}

/** Queries all sources about any domain, with the facts of its onboarding, and diagnoses it. Throws only `cancelled`. */
export async function findFacts(
  deps: FindFactsDeps,
  domain: string,
  { run, last, onPart }: Known,
  signal: AbortSignal,
): Promise<Look> {
  const bucket = run && bucketOf(run);
  const authoritativeServers = deps.settings.get('verification.authoritativeServers');
  const resolvers = deps.settings.get('verification.resolvers');
  const show = (part: VerificationFacts) => {
    const early = diagnoseAgain(part, last);
    if (isConclusive(early)) onPart?.(early);
  };
  const facts = await acquireFacts(
    domain,
    await openPorts(deps),
    {
      authoritativeServers,
      // The user's own servers may have names that this computer's resolver does not know.
      resolvers: authoritativeServers.length > 0 ? resolvers : ['system', ...resolvers],
      ...(bucket && { bucket }),
      ...(run?.facts.cname && { cname: run.facts.cname }),
      ...(run?.facts.proof.state === 'seen' && { key: run.facts.proof.key }),
      ...(onPart && { onPart: show }),
    },
    signal,
  );
  return diagnoseAgain(facts, last);
}

async function openPorts({ session, clock, loadProbes, loadIsPublicSuffix }: FindFactsDeps): Promise<AcquirePorts> {
  const isPublicSuffix = await loadIsPublicSuffix();
  const account = await session.cloud().catch((error: unknown): ErrorKind => {
    if (isErrorOf(error, 'cancelled')) throw error;
    return toAppError(error).kind;
  });
  if (typeof account === 'string') return { ...(await loadProbes()), clock, isPublicSuffix, accountFailed: account };
  return { resolver: account.resolver, edge: account.edge, clock, isPublicSuffix, account };
}

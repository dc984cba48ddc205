import { env, type WebviewPanel } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { type ErrorKind, isErrorOf, toAppError } from '../../core/errors.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import { bucketOf } from '../../core/oss/bucketAddress.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { Disposable } from '../../core/signal.js';
import { type AcquirePorts, acquireFacts } from '../../core/verification/acquire/acquire.js';
import { diagnoseAgain, isConclusive, type Look } from '../../core/verification/diagnosis/diagnose.js';
import type { Diagnosis, VerificationFacts } from '../../core/verification/facts.js';
import { guard } from '../../host/commands.js';
import type { FeatureDeps } from '../../host/deps.js';
import { errorText } from '../../host/errors/presentError.js';
import { PageView } from '../../host/page/pageView.js';
import { type Accepted, changeActions } from './changes/accepted.js';
import { followRuns } from './followRuns.js';
import { isOffered } from './page/fixGroups.js';
import { type Live, type PageInput, toPage } from './page/page.js';
import { type ActDeps, actOnPage } from './pageActs.js';
import { type PageAction, pageActions } from './pageButtons.js';
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
  private readonly view: PageView<PageAction>;
  private readonly rechecks: RecheckLoop;
  private result: PageInput['result'];
  /** What was changed from here and is not seen yet. */
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
      // The page says it itself: a notification would come with every look, and at start-up.
      describeFailure(error) {
        deps.log.failure('verification', error);
        return errorText(error);
      },
    });
    panel.onDidChangeViewState(() => this.rechecks.onVisibility());
    this.session = deps.session.onDidChange(() => this.onSession());
    this.runs = followRuns(deps.board, domain, () => this.recheck());
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
    this.runs.dispose();
    this.rechecks.dispose();
    this.view.dispose();
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

/** What finding facts uses; DNS and the edge are asked without an account too. */
export interface FindFactsDeps extends Pick<FeatureDeps, 'session' | 'settings' | 'clock'> {
  loadProbes(): Promise<Pick<CloudPorts, 'resolver' | 'edge'>>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
}

/** What is known of a domain before it is checked, and who hears of it early. */
interface Known {
  readonly run?: RunRecord;
  /** The look before this one. */
  readonly last?: Look;
  /** Gets the partial result while a source is slow. */
  readonly onPart?: (found: Look) => void;
}

/**
 * Queries all sources about a domain, of this account or not, with what its onboarding knows, and diagnoses it.
 * Throws only `cancelled`.
 */
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
      // Servers of one's own serve names that this computer's resolver need not know.
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

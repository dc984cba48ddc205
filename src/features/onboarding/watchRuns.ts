import { l10n } from 'vscode';
import { isWildcard } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { toCdnUrl } from '../../core/objectKey.js';
import type { RunRecord, RunView, StepState } from '../../core/onboarding/run/run.js';
import { currentStep, isRecordLeft, mayPass } from '../../core/onboarding/run/runRecord.js';
import type { Disposable } from '../../core/signal.js';
import { executeCommand } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { openUrl } from '../../host/console/openPage.js';
import { showInformation } from '../../host/display.js';
import { errorText } from '../../host/errors/presentError.js';
import { askText } from '../../host/text/runAskText.js';
import { findRun, type RunCommandDeps } from './runCommands.js';

/**
 * Notifies the user, once for each question, when a run that they started here needs them or failed while its row is not
 * visible, and when it is finished. A notification cannot be withdrawn, so none is shown while the rows say the same.
 */
export class RunWatcher implements Disposable {
  private readonly started = new Set<string>();
  private readonly told = new Map<string, string>();
  private readonly subscription: Disposable;

  constructor(private readonly deps: RunCommandDeps) {
    this.subscription = deps.board.onDidChange(() => this.look());
  }

  /** Watches a run from now on. */
  watch(id: string): void {
    this.started.add(id);
    this.look();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private look(): void {
    for (const id of this.started) {
      const news = newsOf(findRun(this.deps.board, id));
      if (!news || this.told.get(id) === news.key || (this.deps.board.watched && !news.last)) continue;
      this.told.set(id, news.key);
      if (news.last) this.started.delete(id);
      void guard(this.deps.log, 'onboarding notification', () => tell(news));
    }
  }
}

async function tell({ sentence, buttons }: News): Promise<void> {
  const pressed = await showInformation(sentence, ...buttons.map(({ label }) => label));
  await buttons.find(({ label }) => label === pressed)?.act();
}

interface News {
  readonly key: string;
  readonly sentence: string;
  readonly last: boolean;
  readonly buttons: readonly { readonly label: string; readonly act: () => unknown }[];
}

function newsOf(run: RunView | undefined): News | undefined {
  if (!run) return undefined;
  const { id, plan } = run.record;
  if (run.activity === 'finished') return isRecordLeft(run.record) ? finishedWithout(run.record) : finished(run.record);
  const step = currentStep(run.record);
  const want = step && wantOf(step.state);
  if (!want) return undefined;
  return {
    key: `${step.id}:${want.kind}`,
    sentence: `${showDomain(plan.domain)}: ${want.words}`,
    last: false,
    buttons: [{ label: l10n.t('Continue'), act: () => executeCommand('ossCdn.continueRun', id) }],
  };
}

/** What only the user can resolve: a prompt, or a permanent failure. */
function wantOf(state: StepState): { readonly kind: string; readonly words: string } | undefined {
  if (state.state === 'needsUser') return { kind: state.ask.kind, words: askText(state.ask).row };
  if (state.state !== 'failed' || mayPass(state.error)) return undefined;
  return { kind: state.error.kind, words: errorText(new AppError(state.error.kind, state.error.details)) };
}

/** Everything is ready but the record, which the user left as it is. */
function finishedWithout({ id, plan: { domain } }: RunRecord): News {
  return {
    key: 'finished',
    sentence: l10n.t('Ready on CDN, but DNS was left as it is: {0}', showDomain(domain)),
    last: true,
    buttons: [{ label: l10n.t('Recheck'), act: () => executeCommand('ossCdn.recheckRun', id) }],
  };
}

function finished({ plan: { domain, task }, facts }: RunRecord): News {
  const verify = { label: l10n.t('Show Verification'), act: () => executeCommand('ossCdn.verifyCname', domain) };
  if (task === 'https')
    return {
      key: 'finished',
      sentence: l10n.t('HTTPS is set up: {0}', showDomain(domain)),
      last: true,
      buttons: [verify],
    };
  const https = { label: l10n.t('Set Up HTTPS…'), act: () => executeCommand('ossCdn.setUpHttps', domain) };
  // A new domain has no certificate yet, and its bare name would list the bucket, which OSS refuses.
  const url = toCdnUrl({ name: domain, httpsOn: false }, facts.provenKey ?? '');
  const open = { label: l10n.t('Open'), act: () => openUrl(url) };
  return {
    key: 'finished',
    sentence: l10n.t('Delivered by Alibaba Cloud CDN: {0}', showDomain(domain)),
    last: true,
    buttons: isWildcard(domain) ? [verify, https] : [verify, open, https],
  };
}

import { env, l10n, Uri, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { isWildcard } from '../../core/onboarding/names.js';
import type { RunView } from '../../core/onboarding/run.js';
import type { Disposable } from '../../core/signal.js';
import { guard } from '../../host/commands.js';
import { executeCommand } from '../../host/executeCommand.js';
import { askText } from '../../host/runAskText.js';
import { currentStep, findRun } from './currentStep.js';
import type { RunDeps } from './runCommands.js';

/** Tells the person, once for each question, when a run that they started here needs them or is finished. */
export class RunWatcher implements Disposable {
  private readonly started = new Set<string>();
  private readonly told = new Map<string, string>();
  private readonly subscription: Disposable;

  constructor(private readonly deps: RunDeps) {
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
      if (!news || this.told.get(id) === news.key) continue;
      this.told.set(id, news.key);
      if (news.last) this.started.delete(id);
      void guard(this.deps.log, 'onboarding notification', () => tell(news));
    }
  }
}

async function tell({ sentence, buttons }: News): Promise<void> {
  const pressed = await window.showInformationMessage(sentence, ...buttons.map(({ label }) => label));
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
  if (run.activity === 'finished') return finished(plan.domain);
  const step = currentStep(run.record);
  if (step?.state.state !== 'needsUser') return undefined;
  return {
    key: `${step.id}:${step.state.ask.kind}`,
    sentence: `${showDomain(plan.domain)}: ${askText(step.state.ask).row}`,
    last: false,
    buttons: [{ label: l10n.t('Continue'), act: () => executeCommand('ossCdn.continueRun', id) }],
  };
}

function finished(domain: string): News {
  const verify = { label: l10n.t('Show Verification'), act: () => executeCommand('ossCdn.verifyCname', domain) };
  const open = { label: l10n.t('Open'), act: () => env.openExternal(Uri.parse(`https://${domain}/`, true)) };
  return {
    key: 'finished',
    sentence: l10n.t('Delivered by Alibaba Cloud CDN: {0}', showDomain(domain)),
    last: true,
    buttons: isWildcard(domain) ? [verify] : [verify, open],
  };
}

import { commands, Disposable } from 'vscode';
import { lazy } from '../../core/concurrency/lazy.js';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import { type CommandDeps, guard, registerAccountCommand, registerCommand } from '../../host/commands.js';
import type { FormDeps, FormStart } from './startForm.js';
import type { TaskPageDeps } from './task/taskPanel.js';

/** The dependencies of this feature. */
type OnboardingDeps = FormDeps & TaskPageDeps & CommandDeps;

/** Registers the onboarding form and the commands on runs; loads the rest with the first of them. */
export function registerOnboarding(deps: OnboardingDeps): Disposable {
  const parts: { dispose(): unknown }[] = [];
  const open = lazy(async () => {
    const { openOnboardingCommands } = await import('./onboardingCommands.js');
    return openOnboardingCommands(deps, (part) => void parts.push(part));
  });
  const start = async (origin?: FormStart) => {
    const { startForm } = await import('./startForm.js');
    const id = await startForm(deps, origin);
    if (id === undefined) return;
    (await open()).follow(id);
    await commands.executeCommand('ossCdn.explorer.focus');
  };
  let isWatching = false;
  parts.push(
    deps.board.onDidChange(() => {
      if (isWatching || !deps.board.runs.some(isUnfinished)) return;
      // The watcher is part of the loaded code; if loading fails, the next command tries again.
      isWatching = true;
      void guard(deps.log, 'watch runs', open);
    }),
    registerAccountCommand(deps, 'ossCdn.onboard', start),
    registerAccountCommand(deps, 'ossCdn.publishSite', (given) =>
      // The title of a view passes the focused row.
      start({ folder: typeof given === 'string' && given.startsWith('file:') ? given : undefined }),
    ),
    registerAccountCommand(deps, 'ossCdn.setUpHttps', async (domain) => (await open()).setUpHttps(domain)),
    registerAccountCommand(deps, 'ossCdn.renewCertificate', async (domain) => (await open()).renewCertificate(domain)),
    registerAccountCommand(deps, 'ossCdn.setSiteType', async (domain) => (await open()).setSiteType(domain)),
    registerAccountCommand(deps, 'ossCdn.continueRun', async (id) => (await open()).continueRun(id)),
    registerAccountCommand(deps, 'ossCdn.showRun', async (id) => (await open()).showRun(id)),
    registerCommand(deps, 'ossCdn.recheckRun', async (id) => (await open()).recheckRun(id)),
    registerCommand(deps, 'ossCdn.pauseRun', async (id) => (await open()).pauseRun(id)),
    registerCommand(deps, 'ossCdn.removeRun', async (id) => (await open()).removeRun(id)),
    registerCommand(deps, 'ossCdn.undoRecord', async (id) => (await open()).undoRecord(id)),
    registerAccountCommand(deps, 'ossCdn.copyUrlPattern', async (name) => (await open()).copyUrlPattern(name)),
    registerAccountCommand(deps, 'ossCdn.copySdkSnippet', async (name) => (await open()).copySdkSnippet(name)),
    registerCommand(deps, 'ossCdn.copyStepValue', async (id) => (await open()).copyStepValue(id)),
    registerCommand(deps, 'ossCdn.openStepConsole', async (id) => (await open()).openStepConsole(id)),
  );
  return new Disposable(() => parts.forEach((part) => void part.dispose()));
}

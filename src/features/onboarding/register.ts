import { commands, Disposable } from 'vscode';
import { lazy } from '../../core/concurrency/lazy.js';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import { type CommandDeps, guard, registerAccountCommand, registerCommand } from '../../host/commands.js';
import type { FormDeps, FormStart } from './startForm.js';
import type { TaskPageDeps } from './task/taskPanel.js';

/** The dependencies of this feature. */
type OnboardingDeps = FormDeps & TaskPageDeps & CommandDeps;

/** Commands that need an account. */
const accountCommands = [
  'ossCdn.setUpHttps',
  'ossCdn.renewCertificate',
  'ossCdn.setSiteType',
  'ossCdn.continueRun',
  'ossCdn.showRun',
  'ossCdn.copyUrlPattern',
  'ossCdn.copySdkSnippet',
] as const;
/** Commands on existing runs, which say themselves that an account is missing. */
const runCommands = [
  'ossCdn.recheckRun',
  'ossCdn.pauseRun',
  'ossCdn.removeRun',
  'ossCdn.undoRecord',
  'ossCdn.copyStepValue',
  'ossCdn.openStepConsole',
] as const;

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
    ...accountCommands.map((id) => registerAccountCommand(deps, id, async (...given) => (await open())[id](...given))),
    ...runCommands.map((id) => registerCommand(deps, id, async (...given) => (await open())[id](...given))),
  );
  return new Disposable(() => parts.forEach((part) => void part.dispose()));
}

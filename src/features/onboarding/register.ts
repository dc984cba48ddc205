import { commands, Disposable } from 'vscode';
import { registerAccountCommand, registerCommand } from '../../host/commands.js';
import type { FormDeps } from './form/startForm.js';
import {
  continueRun,
  copyStepValue,
  openStepConsole,
  pauseRun,
  type RunCommandDeps,
  recheckRun,
  removeRun,
} from './runCommands.js';
import { undoRecord } from './undoRecord.js';
import { copySdkSnippet, copyUrlPattern } from './useDomain.js';
import { RunWatcher } from './watchRuns.js';

/** What this feature uses. */
type OnboardingDeps = FormDeps & RunCommandDeps;

/** Registers the onboarding form and the commands on running onboardings. */
export function registerOnboarding(deps: OnboardingDeps): Disposable {
  const watcher = new RunWatcher(deps);
  return Disposable.from(
    watcher,
    registerAccountCommand(deps, 'ossCdn.onboard', async (bucket) => {
      const { startForm } = await import('./form/startForm.js');
      const id = await startForm(deps, bucket);
      if (id === undefined) return;
      watcher.watch(id);
      await commands.executeCommand('ossCdn.explorer.focus');
    }),
    registerAccountCommand(deps, 'ossCdn.setUpHttps', async (domain) => {
      const { setUpHttps } = await import('./setUpHttps.js');
      const id = await setUpHttps(deps, domain);
      if (id !== undefined) watcher.watch(id);
    }),
    registerAccountCommand(deps, 'ossCdn.continueRun', (id) => continueRun(deps, id)),
    registerCommand(deps, 'ossCdn.recheckRun', (id) => recheckRun(deps, id)),
    registerCommand(deps, 'ossCdn.pauseRun', (id) => pauseRun(deps, id)),
    registerCommand(deps, 'ossCdn.removeRun', (id) => removeRun(deps, id)),
    registerCommand(deps, 'ossCdn.undoRecord', (id) => undoRecord(deps, id)),
    registerCommand(deps, 'ossCdn.copyUrlPattern', (name) => copyUrlPattern(deps, name)),
    registerCommand(deps, 'ossCdn.copySdkSnippet', (name) => copySdkSnippet(deps, name)),
    registerCommand(deps, 'ossCdn.copyStepValue', (id) => copyStepValue(deps, id)),
    registerCommand(deps, 'ossCdn.openStepConsole', (id) => openStepConsole(deps, id)),
  );
}

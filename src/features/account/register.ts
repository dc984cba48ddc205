import * as vscode from 'vscode';
import { l10n } from '../../core/l10n.js';
import { type CommandDeps, registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import { showBriefly } from '../../host/display.js';
import type { SignInDeps } from './signIn.js';

type Deps = CommandDeps & SignInDeps;

/** Registers sign-in, sign-out, the walkthrough and the log. */
export function registerAccount(deps: Deps): vscode.Disposable {
  const { session, log } = deps;
  const tell = () => {
    setContext('ossCdn.signedIn', session.account !== undefined);
    setContext('ossCdn.signedOut', session.account === undefined);
  };
  tell();
  const signIn = async () => (await import('./signIn.js')).signIn(deps);
  return vscode.Disposable.from(
    session.onDidChange(tell),
    registerCommand(deps, 'ossCdn.signIn', signIn),
    registerCommand(deps, 'ossCdn.switchAccount', signIn),
    registerCommand(deps, 'ossCdn.signOut', async () => {
      await session.signOut();
      showBriefly(l10n.t('Signed out'), 3_000);
    }),
    registerCommand(deps, 'ossCdn.createAccessKey', async () =>
      (await import('./createAccessKey.js')).createAccessKey(deps),
    ),
    registerCommand(deps, 'ossCdn.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${deps.context.extension.id}#start`),
    ),
    registerCommand(deps, 'ossCdn.showLog', () => log.show()),
  );
}

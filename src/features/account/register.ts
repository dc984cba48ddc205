import * as vscode from 'vscode';
import type { Account, AccountSource, Credentials } from '../../core/account.js';
import { registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import type { OwnSession } from '../../host/session.js';
import { createAccessKey } from './createAccessKey.js';
import { askSignIn } from './signInForm.js';

type Deps = Pick<FeatureDeps, 'log' | 'ui' | 'settings' | 'context'> & { readonly session: OwnSession };

/** Sign in, sign out, the walkthrough and the log. */
export function registerAccount(deps: Deps): vscode.Disposable {
  const { session, log } = deps;
  const tell = () => {
    setContext('ossCdn.signedIn', session.account !== undefined);
    setContext('ossCdn.signedOut', session.account === undefined);
  };
  tell();
  return vscode.Disposable.from(
    session.onDidChange(tell),
    registerCommand(deps, 'ossCdn.signIn', () => signIn(deps)),
    registerCommand(deps, 'ossCdn.switchAccount', () => signIn(deps)),
    registerCommand(deps, 'ossCdn.signOut', () => session.signOut()),
    registerCommand(deps, 'ossCdn.createAccessKey', () => createAccessKey(deps)),
    registerCommand(deps, 'ossCdn.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${deps.context.extension.id}#start`),
    ),
    registerCommand(deps, 'ossCdn.showLog', () => log.show()),
  );
}

async function signIn(deps: Deps): Promise<void> {
  const { session, ui } = deps;
  const verify = (source: AccountSource, typed?: Credentials) =>
    withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => readAccount(session, source, typed));
  const signedIn = await askSignIn(ui, { stored: session.listStored(), current: session.account, verify });
  if (signedIn === 'createKey') return createAccessKey(deps);
  if (signedIn) await session.signIn(signedIn.account, signedIn.typed);
}

/** Whose keys they are, which needs no permission; throws what the cloud says of them. */
async function readAccount(session: OwnSession, source: AccountSource, typed?: Credentials): Promise<Account> {
  const { sts } = await session.tryCloud(source, typed);
  const { accountId, ...user } = await sts.readCaller(new AbortController().signal);
  return { id: accountId, source, user };
}

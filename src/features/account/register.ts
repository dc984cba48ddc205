import * as vscode from 'vscode';
import { registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import type { OwnSession } from '../../host/session.js';
import { createAccessKey } from './createAccessKey.js';
import { askSignIn, type SignInChoice } from './signInForm.js';

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
  const choice = await askSignIn(ui, session.listStored());
  if (!choice) return;
  if (choice === 'createKey') return createAccessKey(deps);
  const id = await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () =>
    readAccountId(session, choice, new AbortController().signal),
  );
  await session.signIn({ id, source: choice.source }, choice.typed);
}

/** The account's numeric id; throws what the cloud says of the keys. */
async function readAccountId(session: OwnSession, choice: SignInChoice, signal: AbortSignal): Promise<string> {
  const cloud = await session.tryCloud(choice.source, choice.typed);
  const { ownerId } = await cloud.oss.listBuckets(signal);
  return ownerId;
}

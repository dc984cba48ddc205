import * as vscode from 'vscode';
import { registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import type { OwnSession } from '../../host/session.js';
import { askSignIn, type SignInChoice } from './signInForm.js';

type Deps = Pick<FeatureDeps, 'log' | 'ui'> & { readonly session: OwnSession };

/** Sign in, sign out and the log. */
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
    registerCommand(deps, 'ossCdn.showLog', () => log.show()),
  );
}

async function signIn({ session, ui }: Deps): Promise<void> {
  const choice = await askSignIn(ui, session.listStored());
  if (!choice) return;
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

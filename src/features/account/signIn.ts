import type { Account, AccountSource, Credentials } from '../../core/account.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import type { OwnSession } from '../../host/session.js';
import { askSignIn } from './signInForm.js';

/** What signing in needs. */
export type SignInDeps = Pick<FeatureDeps, 'log' | 'ui' | 'settings'> & { readonly session: OwnSession };

/** Asks for keys, verifies them, and makes their account the one of this window. */
export async function signIn(deps: SignInDeps): Promise<void> {
  const { session, ui } = deps;
  const verify = (source: AccountSource, typed?: Credentials) =>
    withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => readAccount(session, source, typed));
  const signedIn = await askSignIn(ui, { stored: session.listStored(), current: session.account, verify });
  if (signedIn === 'createKey') {
    const { createAccessKey } = await import('./createAccessKey.js');
    return createAccessKey(deps);
  }
  if (signedIn) await session.signIn(signedIn.account, signedIn.typed);
}

/** Whose keys they are, which needs no permission; throws what the cloud says of them. */
async function readAccount(session: OwnSession, source: AccountSource, typed?: Credentials): Promise<Account> {
  const { sts } = await session.tryCloud(source, typed);
  const { accountId, ...user } = await sts.readCaller(new AbortController().signal);
  return { id: accountId, source, user };
}

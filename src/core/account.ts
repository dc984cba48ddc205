import { l10n } from './l10n.js';
import type { Caller, CloudPorts } from './ports/cloud.js';
import type { Listen } from './signal.js';

/** The source of an AccessKey, without its secret. */
export type AccountSource =
  | { readonly kind: 'secret' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string };

/** The site of Alibaba Cloud of an account. */
export type Site = 'china' | 'international';

/** Keys for signing. Never logged, never stored outside SecretStorage. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The signed-in account: its numeric id, its source as shown to the user, and the key's user if known. */
export interface Account {
  readonly id: string;
  readonly source: AccountSource;
  readonly user?: Omit<Caller, 'accountId'>;
}

/** The signed-in account, for every feature. */
export interface Session {
  /** The chosen account, without a request; `undefined` when signed out. */
  readonly account: Account | undefined;
  readonly onDidChange: Listen<void>;
  /** The cloud of this account, loaded at the first call. Throws `notSignedIn`. */
  cloud(): Promise<CloudPorts>;
}

/** Keys stored outside the editor. */
export type StoredSource = Exclude<AccountSource, { readonly kind: 'secret' }>;

/** Keys stored outside the editor, without their secret. */
export interface StoredKeys {
  readonly source: StoredSource;
  /** The last characters of the AccessKey ID, which the user recognizes. */
  readonly keyEnd?: string;
  /** The mode of a profile, as the CLI spells it. */
  readonly mode?: string;
  /** Profiles of this mode cannot be used. */
  readonly unsupported?: true;
}

/** The label for a source of keys. */
export function sourceLabel(source: AccountSource): string {
  switch (source.kind) {
    case 'secret':
      return l10n.t('Entered AccessKey');
    case 'environment':
      return l10n.t('Environment variables');
    case 'profile':
      return l10n.t('Profile: {0}', source.profile);
  }
}

/** The signed-in user on one line: the user, the account, and the source of the key. */
export function accountText(account: Account | undefined): string {
  if (!account) return '';
  return [account.user && userText(account.user), account.id, sourceLabel(account.source)].filter(Boolean).join(' · ');
}

/** The signed-in user over several lines, for a tooltip. */
export function accountTooltip(account: Account | undefined): string {
  if (!account) return '';
  return [
    l10n.t('Account: {0}', account.id),
    account.user && l10n.t('Signed in as: {0}', userText(account.user)),
    l10n.t('AccessKey from: {0}', sourceLabel(account.source)),
  ]
    .filter(Boolean)
    .join('\n');
}

function userText({ kind, name = '' }: NonNullable<Account['user']>): string {
  switch (kind) {
    case 'account':
      return l10n.t('main account');
    case 'ramUser':
      return name;
    case 'role':
      return l10n.t('role {0}', name);
  }
}

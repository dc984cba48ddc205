import { l10n } from './l10n.js';
import type { Caller, CloudPorts } from './ports/cloud.js';
import type { Listen } from './signal.js';

/** Where an AccessKey comes from. Does not contain its secret. */
export type AccountSource =
  | { readonly kind: 'secret' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string };

/** The site of Alibaba Cloud to which an account belongs. */
export type Site = 'china' | 'international';

/** The keys that sign requests. They are never logged, and never stored outside SecretStorage. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The signed-in account: its numeric id, where its key comes from (as shown to the user), and the user of the key if known. */
export interface Account {
  readonly id: string;
  readonly source: AccountSource;
  readonly user?: Omit<Caller, 'accountId'>;
}

/** Gives all features access to the signed-in account. */
export interface Session {
  /** The account that the user chose, known without a request; `undefined` if the user is signed out. */
  readonly account: Account | undefined;
  readonly onDidChange: Listen<void>;
  /** Returns the ports to the cloud of this account, which are loaded at the first call. Throws `notSignedIn`. */
  cloud(): Promise<CloudPorts>;
}

/** A source of keys that are stored outside the editor. */
export type StoredSource = Exclude<AccountSource, { readonly kind: 'secret' }>;

/** Keys that are stored outside the editor, as they are offered to the user. Does not contain their secret. */
export interface StoredKeys {
  readonly source: StoredSource;
  /** The last characters of the AccessKey ID, which the user recognizes. */
  readonly keyEnd?: string;
  /** The mode of a profile, as the CLI spells it. */
  readonly mode?: string;
  /** Set if profiles of this mode cannot be used. */
  readonly unsupported?: true;
}

/** Returns the label for where a key comes from. */
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

/** Returns the signed-in user, the account and the source of the key in one line; empty if the user is signed out. */
export function accountText(account: Account | undefined): string {
  if (!account) return '';
  return [account.user && userText(account.user), account.id, sourceLabel(account.source)].filter(Boolean).join(' · ');
}

/** Returns the signed-in user, the account and the source of the key on several lines, for a tooltip; empty if the user is signed out. */
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

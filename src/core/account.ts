import type { CloudPorts } from './ports/cloud.js';
import type { Caller } from './ports/sts.js';
import type { Listen } from './signal.js';

/** Where an AccessKey comes from. The secret itself is never part of it. */
export type AccountSource =
  | { readonly kind: 'secret' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string };

/** The site of Alibaba Cloud that an account is of. */
export type Site = 'china' | 'international';

/** Keys for signing. Never logged, never stored outside SecretStorage. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The signed-in account: its numeric id, its source as shown to the user, and which user of it the key belongs to, where that is known. */
export interface Account {
  readonly id: string;
  readonly source: AccountSource;
  readonly user?: Omit<Caller, 'accountId'>;
}

/** The signed-in account, for every feature. */
export interface Session {
  /** The account chosen, without asking the cloud; `undefined` when signed out. */
  readonly account: Account | undefined;
  readonly onDidChange: Listen<void>;
  /** The cloud of this account, loaded on the first call. Throws `notSignedIn`. */
  cloud(): Promise<CloudPorts>;
}

/** Keys that are kept outside the editor. */
export type StoredSource = Exclude<AccountSource, { readonly kind: 'secret' }>;

/** Keys that are kept outside the editor, as they are offered: nothing of the secret. */
export interface StoredKeys {
  readonly source: StoredSource;
  /** The last characters of the AccessKey ID, by which the user knows it. */
  readonly keyEnd?: string;
  /** The mode of a profile, as the CLI spells it. */
  readonly mode?: string;
  /** Profiles of this mode cannot be used. */
  readonly unsupported?: true;
}

import type { CloudPorts } from './ports/cloud.js';
import type { Listen } from './signal.js';

/** Where an AccessKey comes from. The secret itself is never part of it. */
export type AccountSource =
  | { readonly kind: 'secret' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string };

/** Keys for signing. Never logged, never stored outside SecretStorage. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The signed-in account: its numeric id, and its source as shown to the user. */
export interface Account {
  readonly id: string;
  readonly source: AccountSource;
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

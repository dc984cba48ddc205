/** A RAM policy without conditions. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

/** A statement of a policy; `*` matches any text. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** An accepted key. Temporary ones have a `securityToken`. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
  readonly expires?: Date;
  /** The RAM user of the key, or `role/session` for temporary keys; absent for the account's own. */
  readonly user?: { readonly name: string; readonly id: string };
  /** The permissions of the user; everything if absent. */
  policy?: Policy;
  /** Additional denied actions, as if no policy allowed them. */
  denied: readonly string[];
}

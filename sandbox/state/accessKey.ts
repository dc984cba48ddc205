/** A RAM policy, as far as it is evaluated here: without conditions. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

/** What a policy says of actions on resources; `*` stands for any text. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Keys the sandbox accepts. `securityToken` marks temporary ones. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
  readonly expires?: Date;
  /** The RAM user of the key, or for temporary keys `role/session`; absent for the account's own. */
  readonly user?: { readonly name: string; readonly id: string };
  /** What the user may do; absent is everything. */
  policy?: Policy;
  /** Actions refused for this key nevertheless, as if no policy allowed them. */
  denied: readonly string[];
}

/** Whose keys they are. `name` is that of the RAM user, or role and session as `role/session`; the account itself has none. */
export interface Caller {
  readonly accountId: string;
  readonly kind: 'account' | 'ramUser' | 'role';
  readonly name?: string;
}

/** The Security Token Service. Each call throws an `AppError`. */
export interface StsPort {
  /** Whose keys the calls are signed with, which needs no permission. */
  readCaller(signal: AbortSignal): Promise<Caller>;
}

/** The owner of the keys. `name` is the RAM user, or `role/session`; absent for the account itself. */
export interface Caller {
  readonly accountId: string;
  readonly kind: 'account' | 'ramUser' | 'role';
  readonly name?: string;
}

/** The Security Token Service. Each call throws an `AppError`. */
export interface StsPort {
  /** The owner of the signing keys. Needs no permission. */
  readCaller(signal: AbortSignal): Promise<Caller>;
}

/** A refusal of an RPC interface: the vendor's code, its HTTP status, and additional fields of the body. */
export class RpcError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

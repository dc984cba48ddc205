/** What an edge keeps of an origin's answer; both times in real ms. */
export interface CachedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly storedAt: number;
  readonly ttlMs: number;
}

/** A small web server outside the cloud's services, by address or name. */
export interface StoredOrigin {
  readonly ports: readonly number[];
  /** Its Hosts; any if absent. */
  readonly hosts?: readonly string[];
  /** An Alibaba Cloud address, which is not reviewed by hand. */
  readonly isAlibaba?: boolean;
  /** The vendor no longer accepts it as an origin, after an abuse. */
  readonly isBarred?: boolean;
  /** The scheme by which visitors reach it at its address, with HTTPS under a certificate for its hosts; absent if only CDN knows it. */
  readonly visitors?: 'http' | 'https';
  up: boolean;
  /** The pages by path. */
  readonly pages: Map<string, { readonly type: string; readonly text: string }>;
}

/** A cached answer of an origin; both times in real ms. */
export interface CachedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly storedAt: number;
  readonly ttlMs: number;
}

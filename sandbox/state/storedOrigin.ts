/** A small web server outside the cloud's own services, asked by address or name. */
export interface StoredOrigin {
  readonly ports: readonly number[];
  /** The Hosts it serves; absent when it serves any. */
  readonly hosts?: readonly string[];
  /** An address of an Alibaba Cloud server, which is not reviewed by hand. */
  readonly isAlibaba?: boolean;
  /** The vendor takes it as no origin any more, after an abuse. */
  readonly isBarred?: boolean;
  /** By what visitors reach it at its address too, HTTPS under a certificate for its hosts; absent where CDN alone knows it. */
  readonly visitors?: 'http' | 'https';
  up: boolean;
  /** What lies at a path. */
  readonly pages: Map<string, { readonly type: string; readonly text: string }>;
}

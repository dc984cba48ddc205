import type { BucketRef } from '../../core/ports/oss.js';

/** An object, or with a key that ends in `/` or is empty everything below it. */
export interface KeySubject {
  readonly kind: 'key';
  readonly bucket: BucketRef;
  readonly key: string;
  /** The domains that a mapping names; absent when those with this bucket as origin are meant. */
  readonly domains?: readonly string[];
  /** The mapping's further URLs, refreshed with each file. */
  readonly variants?: readonly string[];
  /** The file on disk, absolute. */
  readonly file?: string;
  /** What the user calls it. */
  readonly name: string;
}

/** A path at a domain, whatever serves it. */
export interface PathSubject {
  readonly kind: 'path';
  readonly domain: string;
  /** Percent-encoded; may hold a query. */
  readonly path: string;
  readonly name: string;
}

/** What a command acts on, before its domains are known. */
export type Subject = KeySubject | PathSubject;

/** Whether its bucket may be asked: one that a mapping names is the word of the workspace, so not before that is trusted. */
export function mayAskBucket({ domains }: KeySubject, isTrusted: boolean): boolean {
  return domains === undefined || isTrusted;
}

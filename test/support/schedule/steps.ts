/** A fault of a call: how it fails, and whether it takes effect first. */
export interface Fault {
  readonly port: 'oss' | 'cdn';
  readonly kind: 'throttled' | 'serverError' | 'html502' | 'reset' | 'truncated' | 'silence' | 'wrongCrc';
  readonly when: 'before' | 'after';
  /** The number of consecutive calls. */
  readonly count: number;
  /** The affected action; any of the service by default. */
  readonly of?: string;
}

/**
 * A temporary trouble of all calls: no network, old keys, a wrong clock, a refusing proxy, an unreachable upload domain,
 * or, in memory, late answers.
 */
export type Trouble = 'offline' | 'expiredKeys' | 'wrongClock' | 'proxyRefused' | 'uploadDomain' | 'lateAnswers';

/**
 * A temporary trouble of the store's disk (`constraint`: statements fail because rows were lost), and the affected
 * statements: reads, or the begin, changes or commit of a write.
 */
export interface DiskTrouble {
  readonly kind: 'full' | 'ioError' | 'readOnly' | 'busy' | 'constraint';
  readonly at: 'read' | 'begin' | 'change' | 'commit';
  /** The share of failing statements, 0 to 1. */
  readonly share: number;
}

/** A change of the store between two windows: lost, copied, replaced by that copy, or cleaned up after half a year. */
export type StoreEvent = 'gone' | 'copied' | 'restored' | 'pruned';

/** The signed-in account: the one with the published files, another one, or none. */
export type SignedIn = 'own' | 'other' | 'none';

/** An event; `window` counts from 0. */
export type Step =
  | { readonly kind: 'save'; readonly window: number; readonly name: string; readonly text: string }
  | { readonly kind: 'remove'; readonly window: number; readonly name: string }
  | { readonly kind: 'rename'; readonly window: number; readonly from: string; readonly to: string }
  /** A visitor requests a URL, which the edge then caches. */
  | { readonly kind: 'visit'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly ms: number }
  | { readonly kind: 'disk'; readonly trouble: DiskTrouble; readonly ms: number }
  | { readonly kind: 'quota'; readonly left: number }
  /** The window dies during the nth of its further calls, or of those of one method, before or after the effect. */
  | {
      readonly kind: 'crash';
      readonly window: number;
      readonly calls: number;
      readonly when: 'before' | 'after';
      readonly of?: string;
    }
  /** The window is suspended for this long while others run; its sent requests continue. */
  | { readonly kind: 'suspend'; readonly window: number; readonly ms: number }
  /** Both windows end, and the store changes before the next ones open. */
  | { readonly kind: 'store'; readonly event: StoreEvent }
  /** The account changes in every window. */
  | { readonly kind: 'account'; readonly signedIn: SignedIn }
  /** Only the URLs of the object are refreshed. */
  | { readonly kind: 'refresh'; readonly window: number; readonly name: string }
  /** The `Cache-Control` rule of all files changes. */
  | { readonly kind: 'rule'; readonly maxAge: number }
  /** The computer's clock is set forward or (negative) back. */
  | { readonly kind: 'turn'; readonly ms: number }
  /** Another program writes files: a build, or with `switched` a branch switch. */
  | {
      readonly kind: 'outside';
      readonly window: number;
      readonly switched: boolean;
      readonly saves: readonly { readonly name: string; readonly text: string }[];
    }
  /** The user decides about held entries. */
  | { readonly kind: 'answer'; readonly window: number; readonly publish: boolean }
  /** The user decides about changes of others. */
  | { readonly kind: 'resolve'; readonly window: number; readonly overwrite: boolean }
  /** The user retries failed entries. */
  | { readonly kind: 'retry'; readonly window: number }
  /** A second computer saves and publishes its own file of this name. */
  | { readonly kind: 'colleague'; readonly name: string; readonly text: string }
  /** The user of the second computer decides about changes of others. */
  | { readonly kind: 'colleagueAnswers'; readonly overwrite: boolean }
  /** Another author writes the object. */
  | { readonly kind: 'foreign'; readonly name: string; readonly text: string };

/** What can go wrong with a call: how, and whether it had its effect before. */
export interface Fault {
  readonly port: 'oss' | 'cdn';
  readonly kind: 'throttled' | 'serverError' | 'html502' | 'reset' | 'truncated' | 'silence' | 'wrongCrc';
  readonly when: 'before' | 'after';
  /** How many calls in a row. */
  readonly count: number;
  /** The action that meets it; any one of that service when left out. */
  readonly of?: string;
}

/** What keeps calls from working for a while: no network, old keys, a wrong clock, a proxy that refuses, a bucket's upload domain that is not reached, or, in memory, answers that are late. */
export type Trouble = 'offline' | 'expiredKeys' | 'wrongClock' | 'proxyRefused' | 'uploadDomain' | 'lateAnswers';

/** What the disk does to the store for a while (`constraint`: rows that were lost have statements contradict each other), and with which of its statements: reads, or the begin, the changes or the commit of a write. */
export interface DiskTrouble {
  readonly kind: 'full' | 'ioError' | 'readOnly' | 'busy' | 'constraint';
  readonly at: 'read' | 'begin' | 'change' | 'commit';
  /** How many of them fail, 0 to 1. */
  readonly share: number;
}

/** What becomes of the store between two windows: it is gone, copied, replaced by that copy, or tidied after half a year. */
export type StoreEvent = 'gone' | 'copied' | 'restored' | 'pruned';

/** Who is signed in: the account whose files are published, another one, or none. */
export type SignedIn = 'own' | 'other' | 'none';

/** Something that happens; `window` counts from 0. */
export type Step =
  | { readonly kind: 'save'; readonly window: number; readonly name: string; readonly text: string }
  | { readonly kind: 'remove'; readonly window: number; readonly name: string }
  | { readonly kind: 'rename'; readonly window: number; readonly from: string; readonly to: string }
  /** A visitor requests a URL, which the edge then keeps. */
  | { readonly kind: 'visit'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly ms: number }
  | { readonly kind: 'disk'; readonly trouble: DiskTrouble; readonly ms: number }
  | { readonly kind: 'quota'; readonly left: number }
  /** The window ends in the middle of the nth of its further calls, or of those of one method of a port, before or after the effect. */
  | {
      readonly kind: 'crash';
      readonly window: number;
      readonly calls: number;
      readonly when: 'before' | 'after';
      readonly of?: string;
    }
  /** Nothing of the window runs for so long, while the others do; what it has sent continues. */
  | { readonly kind: 'suspend'; readonly window: number; readonly ms: number }
  /** Both windows end, and something becomes of the store before the next ones. */
  | { readonly kind: 'store'; readonly event: StoreEvent }
  /** The account changes in every window. */
  | { readonly kind: 'account'; readonly signedIn: SignedIn }
  /** Only the URLs of the object are to be refreshed. */
  | { readonly kind: 'refresh'; readonly window: number; readonly name: string }
  /** The rule for `Cache-Control` of all files is another one from now on. */
  | { readonly kind: 'rule'; readonly maxAge: number }
  /** The computer's clock is set: on, or back where `ms` is negative. */
  | { readonly kind: 'turn'; readonly ms: number }
  /** Something outside of the editor writes files: a build, or with `switched` a branch switch. */
  | {
      readonly kind: 'outside';
      readonly window: number;
      readonly switched: boolean;
      readonly saves: readonly { readonly name: string; readonly text: string }[];
    }
  /** The user says what is to happen with what is held back. */
  | { readonly kind: 'answer'; readonly window: number; readonly publish: boolean }
  /** The user says what is to happen with what others have changed. */
  | { readonly kind: 'resolve'; readonly window: number; readonly overwrite: boolean }
  /** The user tries again what failed. */
  | { readonly kind: 'retry'; readonly window: number }
  /** Another author writes the object. */
  | { readonly kind: 'foreign'; readonly name: string; readonly text: string };

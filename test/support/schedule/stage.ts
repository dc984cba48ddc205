import type { PublisherDeps } from '../../../src/core/publishing/publisher.js';
import type { Colleague } from './colleague.js';
import type { WindowConsents } from './consents.js';
import type { Place } from './faultyCloud.js';
import type { Mortal } from './mortal.js';
import type { DiskTrouble, Fault, SignedIn, StoreEvent, Trouble } from './steps.js';

/** The dependencies of a window, and the consent of its user. */
export interface WindowDeps extends PublisherDeps, Pick<WindowConsents, 'agree'> {}

/** The place of a schedule: one published folder, its buckets with their domains, and a clock in ms. */
export interface Stage {
  /** Receives events, to find the cause of a failure. */
  trace?(line: string): void;
  readonly accountId: string;
  /** The published folder, absolute. */
  readonly folder: string;
  /** The target of a file. */
  placeOf(name: string): Place;
  /** Creates the dependencies of a window. */
  furnish(owner: string, mortal: Mortal): WindowDeps;
  /** The window's process and its rights are gone. */
  bury(owner: string): void;
  /** Returns whether the store has claims of the window. */
  hasClaims(owner: string): boolean;
  save(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Runs work after this time. */
  later(ms: number, work: () => void): void;
  /** Sets only the computer's clock, forward or (negative) back. */
  turn(ms: number): void;
  /** Advances this far, or until everything is permanently at rest. */
  rest(ms: number, isAtRest: () => boolean): Promise<void>;
  /** The URL paths of an object at the edge. */
  pathsOf(name: string): readonly string[];
  /** The content that a visitor of a file's domain gets; `undefined` for an error. */
  visit(name: string, path: string): Promise<string | undefined>;
  fail(fault: Fault): void;
  trouble(kind: Trouble, ms: number): void;
  disk(trouble: DiskTrouble, ms: number): void;
  signIn(as: SignedIn): void;
  /** Leaves this many URLs of the day's quota. */
  limit(urls: number): void;
  /** Writes an object as another author. */
  write(name: string, text: string): Promise<void>;
  /** A second computer, in memory. */
  readonly colleague?: Colleague;
  /** Changes the store while no window is open. */
  store(event: StoreEvent): void;
  /** Records that the user has agreed to overwrite the object with this ETag. */
  approve(name: string, etag: string): void;
  /** Ends all faults. */
  calm(): void;
  /** The content of the bucket. */
  stored(name: string): string | undefined;
  /** The `Cache-Control` of the object. */
  cacheControl(name: string): string | undefined;
  /** Keys with unrecorded content: a window died, or the disk refused, between a corrupted PUT and its record. */
  listUnknowable(): Iterable<string>;
  /** All keys that were put. */
  listPut(): Iterable<string>;
  /** The attempted calls to the cloud, by port method. */
  listCalls(): readonly string[];
  /** Other violations, in words. */
  listOddities(): readonly string[];
  /** The number of faults by kind. */
  listMet(): ReadonlyMap<string, number>;
}

/** The encoded URL path of an object. */
export function urlPath(name: string): string {
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}

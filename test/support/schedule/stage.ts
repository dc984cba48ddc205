import type { PublisherDeps } from '../../../src/core/publishing/publisher.js';
import type { WindowConsents } from './consents.js';
import type { Place } from './faultyCloud.js';
import type { Mortal } from './mortal.js';
import type { DiskTrouble, Fault, SignedIn, StoreEvent, Trouble } from './steps.js';

/** What a window works with, and the consent of its user. */
export interface WindowDeps extends PublisherDeps, Pick<WindowConsents, 'agree'> {}

/** Where a schedule is played: one published folder, its buckets with their domains, and a clock, in ms. */
export interface Stage {
  /** Receives what happens, to find the cause of a failure. */
  trace?(line: string): void;
  readonly accountId: string;
  /** The published folder, absolute. */
  readonly folder: string;
  /** Where a file goes. */
  placeOf(name: string): Place;
  /** What a window works with. */
  furnish(owner: string, mortal: Mortal): WindowDeps;
  /** The window's process is gone, and with it its rights. */
  bury(owner: string): void;
  /** Whether the store has claims of the window. */
  hasClaims(owner: string): boolean;
  save(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Runs it once so much time has gone by. */
  later(ms: number, work: () => void): void;
  /** Sets the computer's clock, and no other one: on, or back where `ms` is negative. */
  turn(ms: number): void;
  /** Advances so far, or until all is at rest for good. */
  rest(ms: number, isAtRest: () => boolean): Promise<void>;
  /** The URL paths at which the edge serves an object. */
  pathsOf(name: string): readonly string[];
  /** What a visitor of a path of a file's domain gets; `undefined` for an error. */
  visit(name: string, path: string): Promise<string | undefined>;
  fail(fault: Fault): void;
  trouble(kind: Trouble, ms: number): void;
  disk(trouble: DiskTrouble, ms: number): void;
  signIn(as: SignedIn): void;
  /** Leaves so many URLs of the day's quota. */
  limit(urls: number): void;
  /** Another author writes an object. */
  write(name: string, text: string): Promise<void>;
  /** What becomes of the store while no window is open. */
  store(event: StoreEvent): void;
  /** The user agreed to overwrite the object that has this ETag. */
  approve(name: string, etag: string): void;
  /** From now on nothing fails. */
  calm(): void;
  /** What the bucket has. */
  stored(name: string): string | undefined;
  /** The `Cache-Control` of what the bucket has. */
  cacheControl(name: string): string | undefined;
  /** Keys whose content was not recorded: a window died, or the disk refused, between a spoilt PUT and its note. */
  listUnknowable(): Iterable<string>;
  /** Keys that were ever put. */
  listPut(): Iterable<string>;
  /** The calls to the cloud that had their effect or were tried, by the names of the ports' methods. */
  listCalls(): readonly string[];
  /** What else must not have been, in words. */
  listOddities(): readonly string[];
  /** How often each kind of fault was met. */
  listMet(): ReadonlyMap<string, number>;
}

/** The encoded URL path of an object. */
export function urlPath(name: string): string {
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}

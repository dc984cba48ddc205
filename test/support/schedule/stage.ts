import type { BucketRef } from '../../../src/core/ports/oss.js';
import type { PublisherDeps } from '../../../src/core/publishing/publisher.js';
import type { Fault, Step } from './makeSchedule.js';
import type { Mortal } from './mortal.js';

/** What keeps a whole account's calls from working. */
export type Trouble = Extract<Step, { kind: 'trouble' }>['trouble'];

/** Where a schedule is played: one published folder, its bucket with a domain, and a clock, in ms. */
export interface Stage {
  readonly bucket: BucketRef;
  readonly domain: string;
  readonly accountId: string;
  /** The published folder, absolute. */
  readonly folder: string;
  /** What a window works with. */
  furnish(owner: string, mortal: Mortal): PublisherDeps;
  /** The window's process is gone, and with it its rights. */
  bury(owner: string): void;
  save(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Sets the computer's clock back, and no other one. */
  turnBack(ms: number): void;
  /** Advances so far, or until all is at rest for good. */
  rest(ms: number, isAtRest: () => boolean): Promise<void>;
  /** The URL paths at which the edge serves an object. */
  pathsOf(name: string): readonly string[];
  /** What a visitor of a path gets; `undefined` for an error. */
  visit(path: string): Promise<string | undefined>;
  fail(fault: Fault): void;
  trouble(kind: Trouble, ms: number): void;
  /** Leaves so many URLs of the day's quota. */
  limit(urls: number): void;
  /** Somebody else writes an object. */
  write(name: string, text: string): Promise<void>;
  /** From now on nothing fails. */
  calm(): void;
  /** What the bucket has. */
  stored(name: string): string | undefined;
  /** The `Cache-Control` of what the bucket has. */
  cacheControl(name: string): string | undefined;
  /** Keys whose content nobody can have noted: a window died between a spoilt PUT and its next call. */
  listUnknowable(): Iterable<string>;
  /** Keys that were ever put. */
  listPut(): Iterable<string>;
  /** The calls to the cloud that had their effect or were tried, by the names of the ports' methods. */
  listCalls(): readonly string[];
  /** What else must not have been, in words. */
  listOddities(): readonly string[];
}

/** The encoded URL path of an object. */
export function urlPath(name: string): string {
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}

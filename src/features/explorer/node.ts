import type { Delivery, DeliveryTopic } from '../../core/delivery/readDelivery.js';
import type { StepId } from '../../core/onboarding/run/run.js';
import type { KnownBucket } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, ObjectEntry } from '../../core/ports/oss.js';
import type { ObjectRef } from '../../host/commandIds.js';

/** A row of the tree, as data. `id` stays the same across refreshes; `argument` is passed to its commands. */
export type Node =
  | { readonly kind: 'group'; readonly id: GroupId }
  | { readonly kind: 'bucket'; readonly id: string; readonly bucket: KnownBucket; readonly argument: BucketRef }
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly bucket: BucketRef;
      readonly prefix: string;
      readonly argument: ObjectRef;
    }
  | {
      readonly kind: 'object';
      readonly id: string;
      readonly bucket: BucketRef;
      readonly object: ObjectEntry;
      readonly argument: ObjectRef;
    }
  | { readonly kind: 'domain'; readonly id: string; readonly domain: CdnDomain; readonly argument: string }
  | {
      readonly kind: 'fact';
      readonly id: string;
      readonly domain: CdnDomain;
      readonly fact: 'origin' | 'https' | 'binding' | 'record' | 'run';
      readonly argument: string;
    }
  | { readonly kind: 'delivery'; readonly id: string; readonly domain: CdnDomain; readonly argument: string }
  | {
      readonly kind: 'setting';
      readonly id: string;
      readonly domain: CdnDomain;
      readonly topic: DeliveryTopic;
      readonly delivery: Delivery;
      readonly argument: string;
    }
  | { readonly kind: 'run'; readonly id: string; readonly argument: string }
  | { readonly kind: 'step'; readonly id: string; readonly argument: string; readonly step: StepId }
  | { readonly kind: 'recommended'; readonly id: string; readonly argument: string }
  /** The prefix of the rows after it. */
  | { readonly kind: 'filter'; readonly id: string; readonly argument: string; readonly prefix: string }
  | {
      readonly kind: 'empty';
      readonly id: string;
      readonly of: 'buckets' | 'domains' | 'objects';
      /** The prefix filter, if any. */
      readonly prefix?: string;
    }
  | { readonly kind: 'failed'; readonly id: string; readonly argument: string; readonly error: unknown }
  | { readonly kind: 'addBucket'; readonly id: string }
  /** The first row while there is no onboarding. */
  | { readonly kind: 'start'; readonly id: 'start' }
  | { readonly kind: 'more'; readonly id: string; readonly argument: string; readonly loaded: number };

export type GroupId = 'runs' | 'buckets' | 'domains';
export type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;

/** The rows of a parent so far, and the marker of the next page if any. */
export interface Page {
  readonly rows: readonly Node[];
  readonly next?: string;
}

/** The row to start with. */
export const startNode = { kind: 'start', id: 'start' } as const satisfies Node;

/** The groups. Each is one object, to be refreshed separately. */
export const groups = {
  runs: { kind: 'group', id: 'runs' },
  buckets: { kind: 'group', id: 'buckets' },
  domains: { kind: 'group', id: 'domains' },
} as const satisfies Record<GroupId, Node>;

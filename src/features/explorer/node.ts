import type { Delivery, DeliveryTopic } from '../../core/delivery/readDelivery.js';
import type { StepId } from '../../core/onboarding/run/run.js';
import type { KnownBucket } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, ObjectEntry, ObjectRef } from '../../core/ports/oss.js';

/** A row of the tree, as data. `id` stays the same across refreshes, and `argument` is passed to the commands of the row. */
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
  /** Rows of a long list between two keys, of which the second is included. `argument` is that of the list. */
  | {
      readonly kind: 'range';
      readonly id: string;
      readonly bucket: BucketRef;
      /** The prefix of all keys of the list. */
      readonly prefix: string;
      readonly after?: string;
      /** The first key, as it was when the list was read. */
      readonly first: string;
      readonly until: string;
      readonly count: number;
      readonly argument: BucketRef | ObjectRef;
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
  /** The prefix to which the rows below this one are limited. */
  | { readonly kind: 'filter'; readonly id: string; readonly argument: string; readonly prefix: string }
  | {
      readonly kind: 'empty';
      readonly id: string;
      readonly of: 'buckets' | 'domains' | 'objects';
      /** The prefix filter of the parent, if one is set. */
      readonly prefix?: string;
    }
  | { readonly kind: 'failed'; readonly id: string; readonly argument: string; readonly error: unknown }
  | { readonly kind: 'addBucket'; readonly id: string }
  /** The row that is shown first while there is no onboarding. */
  | { readonly kind: 'start'; readonly id: 'start' }
  | { readonly kind: 'more'; readonly id: string; readonly argument: string; readonly loaded: number };

export type GroupId = 'runs' | 'buckets' | 'domains';
export type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;

/** The rows of a parent that are read so far, and the marker of the next page if there is one. */
export interface Page {
  readonly rows: readonly Node[];
  readonly next?: string;
}

/** The row that offers to start an onboarding. */
export const startNode = { kind: 'start', id: 'start' } as const satisfies Node;

/** The rows of the groups. Each group is always the same object, so that it can be refreshed separately. */
export const groups = {
  runs: { kind: 'group', id: 'runs' },
  buckets: { kind: 'group', id: 'buckets' },
  domains: { kind: 'group', id: 'domains' },
} as const satisfies Record<GroupId, Node>;

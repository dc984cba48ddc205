import type { Entry } from './entry.js';
import type { Order } from './orders.js';
import type { Publication } from './publication.js';

/** Wishes as one window expresses them at one time; `held` ones wait for the person. */
export interface Intake {
  readonly publications: readonly Publication[];
  readonly held: boolean;
  /** When they were wished for, ms since the epoch: windows may be heard in another order. */
  readonly at: number;
  /** Decisions of the person, after the wishes. */
  readonly orders?: readonly Order[];
}

/** What has changed since the whole queue of this generation was written. */
export interface QueueChanges {
  readonly generation: number;
  readonly changed: readonly Entry[];
  readonly removed: readonly string[];
}

/** The queue as both of its documents tell it: its entries by id, and the ids that differ from the whole. */
export interface Stored {
  readonly generation: number;
  readonly entries: Map<string, Entry>;
  readonly changed: Set<string>;
}

/** Puts the changes on top of the whole queue; those of an earlier whole are in the newer one. */
export function joinStored(
  { generation, entries }: { readonly generation: number; readonly entries: readonly Entry[] },
  changes: QueueChanges,
): Stored {
  const stored: Stored = {
    generation,
    entries: new Map(entries.map((entry) => [entry.publication.id, entry])),
    changed: new Set(),
  };
  if (changes.generation !== generation) return stored;
  for (const id of changes.removed) {
    stored.entries.delete(id);
    stored.changed.add(id);
  }
  for (const entry of changes.changed) {
    stored.entries.set(entry.publication.id, entry);
    stored.changed.add(entry.publication.id);
  }
  return stored;
}

/** The whole queue as it was written; a damaged document is an empty one. */
export function parseEntries(text: string | undefined): {
  readonly generation: number;
  readonly entries: readonly Entry[];
} {
  const value = parse(text);
  return { generation: toNumber(value.generation), entries: toArray(value.entries).filter(isEntry) };
}

/** The changes as they were written; damaged ones fit no generation. */
export function parseChanges(text: string | undefined): QueueChanges {
  const value = parse(text);
  return {
    generation: text === undefined ? Number.NaN : toNumber(value.generation),
    changed: toArray(value.changed).filter(isEntry),
    removed: toArray(value.removed).filter((id) => typeof id === 'string'),
  };
}

/** Wishes that another window has left. */
export function parseIntake(text: string | undefined): Intake | undefined {
  const value = parse(text);
  const publications = toArray(value.publications).filter(isPublication);
  const orders = toArray(value.orders).filter(isOrder);
  return publications.length + orders.length > 0
    ? { publications, held: value.held === true, at: toNumber(value.at), orders }
    : undefined;
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text === undefined ? {} : JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    isRecord(value) &&
    isPublication(value.publication) &&
    typeof value.turn === 'number' &&
    typeof value.stage === 'string' &&
    typeof value.attempts === 'number'
  );
}

function isPublication(value: unknown): value is Publication {
  if (!isRecord(value) || !isRecord(value.bucket)) return false;
  const texts = [value.id, value.path, value.workspaceRoot, value.root, value.label, value.accountId, value.key];
  return (
    [...texts, value.bucket.name, value.bucket.region].every((text) => typeof text === 'string') &&
    Array.isArray(value.domains)
  );
}

function isOrder(value: unknown): value is Order {
  return isRecord(value) && typeof value.kind === 'string' && (value.ids === undefined || Array.isArray(value.ids));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

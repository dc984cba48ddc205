import { lookUp } from '../lookUp.js';
import type { ActivityEntry } from './activity.js';
import type { Change, ChangeOf, ResourceKind, StateOf } from './change.js';

const version = 2;

/** Converts an entry to the text that is stored. */
export function serializeEntry(entry: ActivityEntry): string {
  return JSON.stringify({ version, ...entry });
}

/** Parses a stored entry. `undefined` if the text has another version or not the expected fields. */
export function parseEntry(text: string): ActivityEntry | undefined {
  try {
    const { version: found, ...entry }: ActivityEntry & { readonly version?: number } = JSON.parse(text);
    return found === version && isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** An entry and, for each kind of change, a place and a state with all fields that are read without a further look. */
const exampleEntry = { id: '', action: '', subject: '', startedAt: 0, durationMs: 0, calls: 0, taskIds: [''] };
const bucket = { name: '', region: '' };
const examples: { readonly [K in ResourceKind]: { readonly at: ChangeOf<K>['at']; readonly state: StateOf<K> } } = {
  record: {
    at: { zone: '', rr: '' },
    state: { record: { zone: '', rr: '', type: '', value: '', ttl: 0 }, enabled: true },
  },
  status: { at: { domain: '' }, state: 'online' },
  sources: { at: { domain: '' }, state: [{ type: 'oss', content: '', port: 0, priority: '', weight: '' }] },
  certificate: { at: {}, state: { name: '' } },
  config: { at: { domain: '', functionName: '' }, state: {} },
  binding: { at: { domain: '', bucket }, state: 'bound' },
  bucket: { at: { bucket }, state: 'empty' },
  bucketSetting: { at: { bucket, setting: 'website' }, state: '' },
  objectAcl: { at: { bucket, key: '' }, state: 'default' },
  deletion: { at: { bucket, key: '' }, state: 'deleted' },
  objectHeaders: { at: { bucket, key: '' }, state: {} },
};

function isEntry(entry: ActivityEntry): boolean {
  const { calls = 0, taskIds = [], change } = entry;
  return isLike({ ...entry, calls, taskIds }, exampleEntry) && (change === undefined || isChange(change));
}

function isChange({ kind, at, before, after }: Change): boolean {
  const example = lookUp(examples, kind);
  const states = [before, after].filter((state) => state !== undefined && state !== null);
  return example !== undefined && isLike(at, example.at) && states.every((state) => isLike(state, example.state));
}

/** Whether a value has what an example has, of the same types: a list more items like its first one, an empty object texts. */
function isLike(value: unknown, example: unknown): boolean {
  if (!isObject(example)) return typeof value === typeof example;
  if (!isObject(value)) return false;
  if (Array.isArray(example)) return Array.isArray(value) && value.every((item) => isLike(item, example[0]));
  const parts = Object.entries(example);
  if (parts.length === 0) return Object.values(value).every((part) => typeof part === 'string');
  return parts.every(([name, part]) => isLike(value[name], part));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

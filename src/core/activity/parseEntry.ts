import type { ActivityEntry } from './activity.js';

/** Reads an entry as it was kept; `undefined` for a text of another shape or version. */
export function parseEntry(text: string | undefined): ActivityEntry | undefined {
  const value = text === undefined ? undefined : parse(text);
  if (value?.version !== 1) return undefined;
  const { version: _known, ...entry } = value;
  return isEntry(entry) ? entry : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: object): value is ActivityEntry {
  const fields = value as Partial<Record<keyof ActivityEntry, unknown>>;
  const texts = [fields.id, fields.action, fields.subject];
  const numbers = [fields.startedAt, fields.durationMs];
  if (fields.calls !== undefined && !Number.isFinite(fields.calls)) return false;
  if (fields.taskIds !== undefined && !Array.isArray(fields.taskIds)) return false;
  return texts.every((each) => typeof each === 'string') && numbers.every((each) => Number.isFinite(each));
}

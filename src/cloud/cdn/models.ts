import { lookUp } from '../../core/lookUp.js';
import type { RefreshStatus, RefreshTask, RefreshTaskKind } from '../../core/ports/cdn.js';
import type { AnswerFields } from '../answerFields.js';
import { definedOnly } from '../definedOnly.js';

/** A refresh task of either task call. */
interface VendorTask {
  readonly taskId?: string;
  readonly objectPath?: string;
  readonly objectType?: string;
  readonly creationTime?: string;
  readonly status?: string;
  readonly process?: string;
  readonly description?: string;
}

const refreshStatuses: Readonly<Record<string, RefreshStatus>> = {
  complete: 'complete',
  refreshing: 'refreshing',
  failed: 'failed',
};

const refreshKinds: Readonly<Record<string, RefreshTaskKind>> = {
  file: 'file',
  directory: 'directory',
  regex: 'regex',
  preload: 'prefetch',
};

/** Converts a refresh task. An unknown status counts as pending. */
export function toRefreshTask(row: AnswerFields<VendorTask>): RefreshTask {
  const percent = Number.parseFloat(row.text('process') ?? '');
  const optional = definedOnly({
    kind: lookUp(refreshKinds, (row.text('objectType') ?? '').toLowerCase()),
    createdAt: toTime(row.text('creationTime')),
    description: row.text('description'),
  });
  return {
    id: row.text('taskId') ?? '',
    url: row.text('objectPath') ?? '',
    status: lookUp(refreshStatuses, (row.text('status') ?? '').toLowerCase()) ?? 'pending',
    percent: Number.isFinite(percent) ? percent : 0,
    ...optional,
  };
}

function toTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** Parses a remaining quota, a number or text; `undefined` if absent. */
export function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}

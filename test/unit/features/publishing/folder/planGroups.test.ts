import { describe, expect, it } from 'vitest';
import type { Conflict, PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { groupItems } from '../../../../../src/features/publishing/folder/planGroups.js';

function item(kind: PlanItem['kind'], key: string, size = 1_000): PlanItem {
  return { kind, key, size };
}

function conflict(of: Conflict, kind: PlanItem['kind'], key: string): PlanItem {
  return { ...item(kind, key), conflict: of };
}

const all: readonly PlanItem[] = [
  item('delete', 'd'),
  conflict('unknown', 'delete', 'du'),
  conflict('changed', 'delete', 'dc'),
  item('skip', 's'),
  conflict('deleted', 'add', 'ad'),
  conflict('unknown', 'change', 'cu'),
  conflict('changed', 'change', 'cc'),
  item('headers', 'h'),
  item('add', 'a'),
  item('change', 'c'),
];

describe('groupItems', () => {
  it.each([
    ['files', ['a', 'c', 'h']],
    ['conflicts', ['cc', 'cu', 'ad']],
    ['deletes', ['dc', 'du', 'd']],
  ] as const)('lists the %s, each kind in a group, and nothing of what stays', (list, keys) => {
    expect(groupItems(all, list).map(({ single }) => single.map(({ key }) => key))).toEqual(keys.map((key) => [key]));
  });

  it('of 10,000 adds shows the first thousand one by one and the others together', () => {
    const items = Array.from({ length: 10_000 }, (_, at) => item('add', `f${at}`));
    const [group] = groupItems(items, 'files');
    expect([group?.single.length, group?.rest.length]).toEqual([1_000, 9_000]);
    expect([...(group?.single ?? []), ...(group?.rest ?? [])]).toEqual(items);
  });
});
